package dev.tutti.engine.space;

import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The free ranges of one file below its end of allocation, and that end. Best fit; neighbours are merged. Not thread-safe: guarded
 * by the write lock of the file.
 */
public final class FreeSpace implements OwnSpace {
    /** Bytes that a kill of the process cannot tear apart: one page of the operating system's cache. */
    public static final int PAGE = 4096;

    private static final Alignment PAGES = new Alignment(1, PAGE);

    /** How many ranges of fitting size are tried for a block that may not begin anywhere. */
    private static final int CANDIDATES = 16;

    /** Where blocks may begin. */
    @FunctionalInterface
    interface Placing {
        /** The first address from {@code address} on where a block of that length may begin. */
        long first(long address, long length);
    }

    private record Range(long length, long address) implements Comparable<Range> {
        @Override
        public int compareTo(Range other) {
            int byLength = Long.compare(length, other.length);
            return byLength != 0 ? byLength : Long.compare(address, other.address);
        }
    }

    private final boolean bounded;
    private final Alignment alignment;
    private final long base;
    private final TreeMap<Long, Long> byAddress = new TreeMap<>();
    private final NavigableSet<Range> byLength = new TreeSet<>();
    private long end;
    private long free;

    /** What is left of the range that is kept for blocks that are changed most often. */
    private long growing;

    private long growingEnd;

    /** Nothing is free below {@code end}; all is free from there on. */
    public FreeSpace(long end) {
        this(end, Alignment.STANDARD, 0);
    }

    /**
     * The same with raw data aligned.
     *
     * @param base where in the file addresses count from
     */
    public FreeSpace(long end, Alignment alignment, long base) {
        this(end, false, alignment, base);
    }

    private FreeSpace(long end, boolean bounded, Alignment alignment, long base) {
        this.end = end;
        this.bounded = bounded;
        this.alignment = alignment;
        this.base = base;
    }

    /** Nothing but what is released into it: a part of a file that others allocate in, too. */
    public static FreeSpace bounded(Alignment alignment, long base) {
        return new FreeSpace(0, true, alignment, base);
    }

    @Override
    public long end() {
        return end;
    }

    @Override
    public long free() {
        return free;
    }

    @Override
    public long allocateInPage(long length) {
        long address = tryAllocateInPage(length);
        if (address >= 0) {
            return address;
        }
        return extend(firstForMetadata(end, length), length);
    }

    /** Keeps a range that lies in one page and is not in use for {@link #allocateGrowing}; it is taken from its end. */
    public void keepForGrowing(long from, long to) {
        growing = from;
        growingEnd = to;
    }

    @Override
    public long allocateGrowing(long length) {
        if (length > growingEnd - growing) {
            return allocateInPage(length);
        }
        growingEnd -= length;
        return growingEnd;
    }

    @Override
    public long tryAllocateInPage(long length) {
        return tryPlace(length, FreeSpace::firstForMetadata);
    }

    @Override
    public long allocate(long length) {
        long address = tryAllocate(length);
        return address >= 0 ? address : extend(alignment.first(end, length, base), length);
    }

    @Override
    public long tryAllocate(long length) {
        return tryPlace(length, (address, wanted) -> alignment.first(address, wanted, base));
    }

    /** Takes a range where a placing allows it, from what is free; -1 if nothing fits. */
    long tryPlace(long length, Placing placing) {
        checkLength(length);
        int tried = 0;
        Range range = byLength.ceiling(new Range(length, 0));
        for (; range != null; range = byLength.higher(range)) {
            long address = placing.first(range.address, length);
            if (address + length <= range.address + range.length) {
                return take(range, address, length);
            }
            if (++tried == CANDIDATES) {
                break;
            }
        }
        if (byLength.isEmpty()) {
            return -1;
        }
        Range longest = byLength.last(); // many ranges of nearly fitting size may have been in the way
        long address = placing.first(longest.address, length);
        return address + length <= longest.address + longest.length ? take(longest, address, length) : -1;
    }

    /** {@inheritDoc} Ranges that reach the end move the end down. */
    @Override
    public void release(long address, long length) {
        checkLength(length);
        if (bounded) {
            end = Math.max(end, address + length);
        }
        if (address < 0 || length > end - address) {
            throw new IllegalArgumentException("range " + address + "+" + length + " is not below the end " + end);
        }
        long from = address;
        long to = address + length;
        Map.Entry<Long, Long> before = byAddress.floorEntry(address);
        if (before != null) {
            long beforeEnd = before.getKey() + before.getValue();
            if (beforeEnd > address) {
                throw new IllegalArgumentException("range " + address + "+" + length + " is free already");
            }
            if (beforeEnd == address) {
                from = before.getKey();
                remove(before.getKey(), before.getValue());
            }
        }
        Map.Entry<Long, Long> after = byAddress.ceilingEntry(address);
        if (after != null) {
            if (after.getKey() < to) {
                throw new IllegalArgumentException("range " + address + "+" + length + " is free already");
            }
            if (after.getKey() == to) {
                to += after.getValue();
                remove(after.getKey(), after.getValue());
            }
        }
        if (to == end && !bounded) {
            end = from;
        } else {
            add(from, to - from);
        }
    }

    @Override
    public void forEach(BiConsumer<Long, Long> range) {
        byAddress.forEach(range);
    }

    /** The free range that holds an address as its beginning and length, or null. */
    long @Nullable [] covering(long address) {
        Map.Entry<Long, Long> range = byAddress.floorEntry(address);
        return range == null || range.getKey() + range.getValue() <= address
                ? null
                : new long[] {range.getKey(), range.getValue()};
    }

    /** Takes a range that is free. */
    void takeOut(long address, long length) {
        Map.Entry<Long, Long> range = byAddress.floorEntry(address);
        if (range == null || range.getKey() + range.getValue() < address + length) {
            throw new IllegalArgumentException("range " + address + "+" + length + " is not free");
        }
        take(new Range(range.getValue(), range.getKey()), address, length);
    }

    private long extend(long address, long length) {
        if (address > end) {
            add(end, address - end);
        }
        end = Math.addExact(address, length);
        return address;
    }

    private long take(Range range, long address, long length) {
        remove(range.address, range.length);
        if (address > range.address) {
            add(range.address, address - range.address);
        }
        long rest = range.address + range.length - address - length;
        if (rest > 0) {
            add(address + length, rest);
        }
        return address;
    }

    private void add(long address, long length) {
        byAddress.put(address, length);
        byLength.add(new Range(length, address));
        free += length;
    }

    private void remove(long address, long length) {
        byAddress.remove(address);
        byLength.remove(new Range(length, address));
        free -= length;
    }

    /** A block no longer than a page crosses none; a longer one begins with one. */
    static long firstForMetadata(long address, long length) {
        return length > PAGE ? PAGES.first(address, length, 0) : within(PAGE, address, length);
    }

    /** The first address from which on a block that is no longer than a page of that size crosses none. */
    static long within(long page, long address, long length) {
        long pageEnd = alignUp(address + 1, page);
        return address + length <= pageEnd ? address : pageEnd;
    }

    static long alignUp(long value, long alignment) {
        return Math.addExact(value, alignment - 1) / alignment * alignment;
    }

    private static void checkLength(long length) {
        if (length <= 0) {
            throw new IllegalArgumentException("a range of " + length + " bytes");
        }
    }
}
