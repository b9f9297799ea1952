package dev.tutti.engine.space;

import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The free ranges of one file below its end of allocation, and that end. Best fit; neighbours are merged. Not thread-safe: guarded
 * by the write lock of the file.
 */
public final class FreeSpace implements Space {
    /** Bytes that a kill of the process cannot tear apart: one page of the operating system's cache. */
    public static final int PAGE = 4096;

    /** From this length on, raw data starts on a page boundary. */
    private static final long ALIGN_FROM = 16 * PAGE;

    /** How many ranges of fitting size are tried for a block that must not cross a page. */
    private static final int CANDIDATES = 16;

    private record Range(long length, long address) implements Comparable<Range> {
        @Override
        public int compareTo(Range other) {
            int byLength = Long.compare(length, other.length);
            return byLength != 0 ? byLength : Long.compare(address, other.address);
        }
    }

    private final TreeMap<Long, Long> byAddress = new TreeMap<>();
    private final NavigableSet<Range> byLength = new TreeSet<>();
    private long end;
    private long free;

    /** Nothing is free below {@code end}; all is free from there on. */
    public FreeSpace(long end) {
        this.end = end;
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
        checkLength(length);
        if (length > PAGE) {
            return allocateAligned(length, PAGE);
        }
        Range from = new Range(length, 0);
        int tried = 0;
        for (Range range : byLength.tailSet(from, true)) {
            long address = firstInPage(range.address, length);
            if (address + length <= range.address + range.length) {
                return take(range, address, length);
            }
            if (++tried == CANDIDATES) {
                break;
            }
        }
        long address = firstInPage(end, length);
        return extend(address, length);
    }

    @Override
    public long allocate(long length) {
        checkLength(length);
        return length >= ALIGN_FROM ? allocateAligned(length, PAGE) : allocateAligned(length, 1);
    }

    private long allocateAligned(long length, long alignment) {
        Range from = new Range(length, 0);
        int tried = 0;
        for (Range range : byLength.tailSet(from, true)) {
            long address = alignUp(range.address, alignment);
            if (address + length <= range.address + range.length) {
                return take(range, address, length);
            }
            if (++tried == CANDIDATES) {
                break;
            }
        }
        return extend(alignUp(end, alignment), length);
    }

    /** {@inheritDoc} Ranges that reach the end move the end down. */
    @Override
    public void release(long address, long length) {
        checkLength(length);
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
        if (to == end) {
            end = from;
        } else {
            add(from, to - from);
        }
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

    private static long alignUp(long value, long alignment) {
        return Math.addExact(value, alignment - 1) / alignment * alignment;
    }

    private static void checkLength(long length) {
        if (length <= 0) {
            throw new IllegalArgumentException("a range of " + length + " bytes");
        }
    }
}
