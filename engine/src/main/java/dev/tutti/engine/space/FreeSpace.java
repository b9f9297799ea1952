package dev.tutti.engine.space;

import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * The free ranges of one file below its end of allocation, and that end. Best fit; neighbours are merged. Not thread-safe: guarded
 * by the write lock of the file.
 */
public final class FreeSpace implements Space {
    /** Bytes that a kill of the process cannot tear apart: one page of the operating system's cache. */
    public static final int PAGE = 4096;

    private static final Alignment PAGES = new Alignment(1, PAGE);

    /** How many ranges of fitting size are tried for a block that must not cross a page. */
    private static final int CANDIDATES = 16;

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

    /** Free bytes below {@link #end}. */
    public long free() {
        return free;
    }

    @Override
    public long allocateInPage(long length) {
        long address = tryAllocateInPage(length);
        if (address >= 0) {
            return address;
        }
        return extend(length > PAGE ? alignUp(end, PAGE) : firstInPage(end, length), length);
    }

    /** The same, but only from what is free; -1 if nothing fits. */
    public long tryAllocateInPage(long length) {
        checkLength(length);
        if (length > PAGE) {
            return tryAligned(length, PAGES, 0);
        }
        int tried = 0;
        for (Range range : byLength.tailSet(new Range(length, 0), true)) {
            long address = firstInPage(range.address, length);
            if (address + length <= range.address + range.length) {
                return take(range, address, length);
            }
            if (++tried == CANDIDATES) {
                break;
            }
        }
        return fromLongest(length, PAGES, 0);
    }

    @Override
    public long allocate(long length) {
        long address = tryAllocate(length);
        return address >= 0 ? address : extend(alignment.first(end, length, base), length);
    }

    /** The same, but only from what is free; -1 if nothing fits. */
    public long tryAllocate(long length) {
        checkLength(length);
        return tryAligned(length, alignment, base);
    }

    private long tryAligned(long length, Alignment wanted, long from) {
        int tried = 0;
        for (Range range : byLength.tailSet(new Range(length, 0), true)) {
            long address = wanted.first(range.address, length, from);
            if (address + length <= range.address + range.length) {
                return take(range, address, length);
            }
            if (++tried == CANDIDATES) {
                break;
            }
        }
        return fromLongest(length, wanted, from);
    }

    /** Many ranges of nearly fitting size may have been in the way. */
    private long fromLongest(long length, Alignment wanted, long from) {
        if (byLength.isEmpty()) {
            return -1;
        }
        Range longest = byLength.last();
        long address = wanted.first(longest.address, length, from);
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

    /** Hands over all free ranges as address and length. */
    public void forEach(BiConsumer<Long, Long> range) {
        byAddress.forEach(range);
    }

    /** Takes a range at the end, whatever is free before it. */
    public long extend(long length) {
        checkLength(length);
        return extend(end, length);
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

    private static long firstInPage(long address, long length) {
        long pageEnd = alignUp(address + 1, PAGE);
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
