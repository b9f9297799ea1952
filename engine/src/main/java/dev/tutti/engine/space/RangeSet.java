package dev.tutti.engine.space;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A set of bytes as disjoint ranges. Not thread-safe: guarded by the write lock of the file. */
public final class RangeSet {
    private final TreeMap<Long, End> ends = new TreeMap<>();

    /** What a range is wanted for. */
    @FunctionalInterface
    public interface Need {
        /** So many bytes of a range that begins at a position are needed. */
        long bytes(long position);
    }

    /** Where a range ends; it grows with what is added behind it. */
    private static final class End {
        long at;

        End(long at) {
            this.at = at;
        }
    }

    /** The range of the set that was added last: most questions are about what is new. Empty if none is known. Questions, which several threads may ask at once, leave it alone. */
    private long nearFrom;

    private long nearTo;
    private End nearEnd = new End(0);

    /** Where the next range begins. */
    private long nearNext;

    /** Adds a range; overlapping and touching ranges are merged. */
    public void add(long address, long length) {
        long from = address;
        long to = address + length;
        if (from == nearTo && nearFrom < nearTo && length > 0 && to < nearNext) {
            nearEnd.at = to;
            nearTo = to;
            return;
        }
        Map.Entry<Long, End> near = ends.floorEntry(to);
        while (near != null && near.getValue().at >= from) {
            from = Math.min(from, near.getKey());
            to = Math.max(to, near.getValue().at);
            ends.remove(near.getKey());
            near = ends.floorEntry(to);
        }
        nearEnd = new End(to);
        ends.put(from, nearEnd);
        nearFrom = from;
        nearTo = to;
        Long next = ends.higherKey(from);
        nearNext = next == null ? Long.MAX_VALUE : next;
    }

    /** Takes a range out, wherever it overlaps. */
    public void remove(long address, long length) {
        nearTo = nearFrom;
        long to = address + length;
        Map.Entry<Long, End> near = ends.lowerEntry(to);
        while (near != null && near.getValue().at > address) {
            long from = near.getKey();
            long end = near.getValue().at;
            ends.remove(from);
            if (from < address) {
                ends.put(from, new End(address));
            }
            if (end > to) {
                ends.put(to, new End(end));
            }
            near = ends.lowerEntry(Math.min(to, Math.max(from, address)));
        }
    }

    /** Whether a range has a byte in the set. */
    public boolean overlaps(long address, long length) {
        Map.Entry<Long, End> near = ends.lowerEntry(address + length);
        return near != null && near.getValue().at > address;
    }

    /** Whether all bytes of a range are in the set. */
    public boolean covers(long address, long length) {
        Map.Entry<Long, End> near = ends.floorEntry(address);
        return near != null && near.getValue().at >= address + length;
    }

    /** Hands over all ranges as address and length, by ascending address. */
    public void forEach(BiConsumer<Long, Long> range) {
        ends.forEach((from, to) -> range.accept(from, to.at - from));
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
        if (ends.isEmpty()) {
            return false;
        }
        Map.Entry<Long, End> near = ends.floorEntry(address);
        return near != null && near.getValue().at > address;
    }

    /** Answers questions about addresses that follow one another; good until the set changes. For one thread. */
    public final class Cursor {
        private long from;
        private long to;

        /** Whether the byte at {@code address} is in the set. */
        public boolean contains(long address) {
            if (address < from || address >= to) {
                Map.Entry<Long, End> near = ends.floorEntry(address);
                from = near == null ? 0 : near.getKey();
                to = near == null ? 0 : near.getValue().at;
            }
            return address >= from && address < to;
        }
    }

    /** The first range that is long enough, as address and length, or null. */
    long @Nullable [] first(Need need) {
        for (Map.Entry<Long, End> range : ends.entrySet()) {
            long length = range.getValue().at - range.getKey();
            if (length >= need.bytes(range.getKey())) {
                return new long[] {range.getKey(), length};
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
