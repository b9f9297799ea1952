package dev.tutti.engine.space;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A set of bytes as disjoint ranges. Not thread-safe: guarded by the write lock of the file. */
public final class RangeSet {
    private final TreeMap<Long, Long> ends = new TreeMap<>();

    /** The range of the set that was added last: most questions are about what is new. Empty if none is known. Questions, which several threads may ask at once, leave it alone. */
    private long nearFrom;

    private long nearTo;

    /** Adds a range; overlapping and touching ranges are merged. */
    public void add(long address, long length) {
        long from = address;
        long to = address + length;
        if (from == nearTo && nearFrom < nearTo && length > 0) {
            Long next = ends.higherKey(nearFrom);
            if (next == null || next > to) {
                ends.put(nearFrom, to);
                nearTo = to;
                return;
            }
        }
        Map.Entry<Long, Long> near = ends.floorEntry(to);
        while (near != null && near.getValue() >= from) {
            from = Math.min(from, near.getKey());
            to = Math.max(to, near.getValue());
            ends.remove(near.getKey());
            near = ends.floorEntry(to);
        }
        ends.put(from, to);
        nearFrom = from;
        nearTo = to;
    }

    /** Takes a range out, wherever it overlaps. */
    public void remove(long address, long length) {
        nearTo = nearFrom;
        long to = address + length;
        Map.Entry<Long, Long> near = ends.lowerEntry(to);
        while (near != null && near.getValue() > address) {
            long from = near.getKey();
            long end = near.getValue();
            ends.remove(from);
            if (from < address) {
                ends.put(from, address);
            }
            if (end > to) {
                ends.put(to, end);
            }
            near = ends.lowerEntry(Math.min(to, Math.max(from, address)));
        }
    }

    /** Whether a range has a byte in the set. */
    public boolean overlaps(long address, long length) {
        Map.Entry<Long, Long> near = ends.lowerEntry(address + length);
        return near != null && near.getValue() > address;
    }

    /** Whether all bytes of a range are in the set. */
    public boolean covers(long address, long length) {
        Map.Entry<Long, Long> near = ends.floorEntry(address);
        return near != null && near.getValue() >= address + length;
    }

    /** Hands over all ranges as address and length, by ascending address. */
    public void forEach(BiConsumer<Long, Long> range) {
        ends.forEach((from, to) -> range.accept(from, to - from));
    }

    /** Whether it has no byte. */
    public boolean isEmpty() {
        return ends.isEmpty();
    }

    /** Whether the byte at {@code address} is in the set. */
    public boolean contains(long address) {
        if (address >= nearFrom && address < nearTo) {
            return true;
        }
        Map.Entry<Long, Long> near = ends.floorEntry(address);
        return near != null && near.getValue() > address;
    }

    /** Answers questions about addresses that follow one another; good until the set changes. For one thread. */
    public final class Cursor {
        private long from;
        private long to;

        /** Whether the byte at {@code address} is in the set. */
        public boolean contains(long address) {
            if (address < from || address >= to) {
                Map.Entry<Long, Long> near = ends.floorEntry(address);
                from = near == null ? 0 : near.getKey();
                to = near == null ? 0 : near.getValue();
            }
            return address >= from && address < to;
        }
    }

    /** The first range of at least {@code least} bytes, as address and length, or null. */
    long @Nullable [] first(long least) {
        for (Map.Entry<Long, Long> range : ends.entrySet()) {
            if (range.getValue() - range.getKey() >= least) {
                return new long[] {range.getKey(), range.getValue() - range.getKey()};
            }
        }
        return null;
    }

    /** Empties the set. */
    public void clear() {
        nearTo = nearFrom;
        ends.clear();
    }
}
