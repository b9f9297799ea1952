package dev.tutti.engine.wal;

import dev.tutti.format.log.LogEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Free bytes of the file, each with the commit point at which it was freed. Not thread-safe. */
final class FreeRanges {
    private record Range(long end, long freedLsn) {}

    private final TreeMap<Long, Range> ranges = new TreeMap<>();

    void clear() {
        ranges.clear();
    }

    /** The bytes are free since {@code freedLsn}, also those that were free before. */
    void add(long address, long length, long freedLsn) {
        remove(address, length);
        long from = address;
        long to = address + length;
        Map.Entry<Long, Range> before = ranges.lowerEntry(from);
        if (before != null && before.getValue().equals(new Range(from, freedLsn))) {
            from = before.getKey();
        }
        Range after = ranges.get(to);
        if (after != null && after.freedLsn == freedLsn) {
            ranges.remove(to);
            to = after.end;
        }
        ranges.put(from, new Range(to, freedLsn));
    }

    /** The bytes are in use, whether or not all of them were free. */
    void remove(long address, long length) {
        long to = address + length;
        Map.Entry<Long, Range> near = ranges.lowerEntry(to);
        while (near != null && near.getValue().end > address) {
            long from = near.getKey();
            Range range = near.getValue();
            ranges.remove(from);
            if (range.end > to) {
                ranges.put(to, range);
            }
            if (from < address) {
                ranges.put(from, new Range(address, range.freedLsn));
                return;
            }
            near = ranges.lowerEntry(from);
        }
    }

    /** By address. */
    List<LogEntry.FreeRange> toList() {
        List<LogEntry.FreeRange> list = new ArrayList<>(ranges.size());
        ranges.forEach((from, range) -> list.add(new LogEntry.FreeRange(from, range.end - from, range.freedLsn)));
        return list;
    }
}
