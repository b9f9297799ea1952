package dev.tutti.engine.space;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Space below the end of a file that many processes allocate in, as the log tells it: what is free, since when, and what each process has
 * reserved. Every process that reads the same log has the same. Positions are absolute. Not thread-safe.
 */
public final class SharedFree {
    /** A range that a commit gave back. */
    public record Freed(long address, long length, long lsn) {}

    private final ArrayDeque<Freed> waiting = new ArrayDeque<>();
    private final RangeSet settled = new RangeSet();
    private final Map<Long, RangeSet> reserved = new HashMap<>();
    private long end;

    /** First byte behind everything that was ever used or reserved. */
    public long end() {
        return end;
    }

    /** Notes that bytes below {@code position} are used or reserved. */
    public void reaches(long position) {
        end = Math.max(end, position);
    }

    /** A commit gave a range back: snapshots before {@code lsn} still stand on it. */
    public void free(long address, long length, long lsn) {
        waiting.add(new Freed(address, length, lsn));
    }

    /** A process has a range for itself. */
    public void reserve(long address, long length, long writer) {
        takeOut(address, length);
        reserved.computeIfAbsent(writer, w -> new RangeSet()).add(address, length);
        reaches(address + length);
    }

    /** A commit made a range part of the file. */
    public void use(long address, long length) {
        boolean known = false;
        for (RangeSet ranges : reserved.values()) {
            if (ranges.overlaps(address, length)) {
                ranges.remove(address, length);
                known = true;
            }
        }
        if (!known) {
            takeOut(address, length);
        }
        reaches(address + length);
    }

    private void takeOut(long address, long length) {
        settled.remove(address, length);
        int left = waiting.size();
        while (left-- > 0) {
            Freed range = waiting.remove();
            long to = range.address + range.length;
            if (range.address >= address + length || to <= address) {
                waiting.add(range);
                continue;
            }
            if (range.address < address) {
                waiting.add(new Freed(range.address, address - range.address, range.lsn));
            }
            if (to > address + length) {
                waiting.add(new Freed(address + length, to - address - length, range.lsn));
            }
        }
    }

    /** Snapshots before {@code lsn} are gone, and recovery will never go back there: what was free by then can be used. */
    public void settle(long lsn) {
        int left = waiting.size();
        while (left-- > 0) {
            Freed range = waiting.remove();
            if (range.lsn <= lsn) {
                settled.add(range.address, range.length);
            } else {
                waiting.add(range);
            }
        }
    }

    /** What is needed of a range that may be used again now, or up to {@code more} bytes of it if that is more; null if there is none. It stays free until it is reserved. */
    public @Nullable Freed reusable(RangeSet.Need need, long more) {
        long[] range = settled.first(need);
        return range == null ? null : new Freed(range[0], Math.min(range[1], Math.max(need.bytes(range[0]), more)), 0);
    }

    /** Who has reserved space. */
    public Set<Long> reservers() {
        return Set.copyOf(reserved.keySet());
    }

    /** What a process has reserved and not used. */
    public RangeSet reservedBy(long writer) {
        return reserved.getOrDefault(writer, new RangeSet());
    }

    /** A range that was reserved, or is part of a complete account, is free since a commit. */
    public void giveBack(long address, long length, long lsn) {
        reserved.values().forEach(ranges -> ranges.remove(address, length));
        waiting.add(new Freed(address, length, lsn));
        reaches(address + length);
    }

    /** Hands over all free ranges. */
    public void forEachFree(Consumer<Freed> range) {
        settled.forEach((address, length) -> range.accept(new Freed(address, length, 0)));
        waiting.forEach(range);
    }

    /** Hands over all reserved ranges with who has them. */
    public void forEachReserved(BiConsumer<Long, RangeSet> ranges) {
        reserved.forEach(ranges);
    }

    /** Forgets everything; a complete account follows. */
    public void clear() {
        waiting.clear();
        settled.clear();
        reserved.clear();
    }
}
