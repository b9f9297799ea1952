package dev.tutti.engine.wal;

import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Which bytes a transaction has written to the file past the log, and their checksums, by which a recovery knows whether they got there. What is written again, or
 * given back, is known by its last content alone. Guarded by the draft.
 */
final class DirectExtents {
    private static final int BUFFER = 64 * 1024;

    /** One range and the checksum of its bytes. */
    record Extent(long position, long length, int crc) {}

    /** @param known whether the checksum is that of the bytes, which otherwise are read again */
    private record Range(long end, int crc, boolean known) {}

    private final TreeMap<Long, Range> ranges = new TreeMap<>();

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** These bytes are being written: until it is known that they are, nobody knows what stands there. */
    void touch(long position, long length) {
        for (long from : starts(position, length)) {
            Range range = ranges.get(from);
            if (range != null) {
                ranges.put(from, new Range(range.end, 0, false));
            }
        }
    }

    /** These bytes were written. */
    void add(long position, long length, int crc) {
        if (length > 0) {
            remove(position, length);
            ranges.put(position, new Range(position + length, crc, true));
        }
    }

    /** What stands there belongs to the transaction no longer. */
    void remove(long position, long length) {
        long end = position + length;
        for (long from : starts(position, length)) {
            Range range = ranges.remove(from);
            if (range != null && from < position) {
                ranges.put(from, new Range(position, 0, false));
            }
            if (range != null && range.end > end) {
                ranges.put(end, new Range(range.end, 0, false));
            }
        }
    }

    private List<Long> starts(long position, long length) {
        List<Long> found = new ArrayList<>();
        Map.Entry<Long, Range> before = ranges.lowerEntry(position);
        if (before != null && before.getValue().end > position) {
            found.add(before.getKey());
        }
        found.addAll(ranges.subMap(position, true, position + length, false).keySet());
        return found;
    }

    /** Puts those of the bytes from {@code position} on that were written into {@code target}, as {@code data} has them. */
    void overlay(StoreFile data, long position, ByteBuffer target) throws IOException {
        long end = position + target.remaining();
        for (long start : starts(position, target.remaining())) {
            Range range = ranges.get(start);
            if (range != null) {
                long from = Math.max(start, position);
                int length = (int) (Math.min(range.end, end) - from);
                readAll(data, from, target.slice(target.position() + (int) (from - position), length));
            }
        }
    }

    private static void readAll(StoreFile data, long position, ByteBuffer target) throws IOException {
        int wanted = target.remaining();
        if (data.read(position, target) < wanted) {
            throw new IOException(data.path() + ": the file ends before bytes that were just written at " + position
                    + ": another program has cut it off");
        }
    }

    /** All ranges by ascending position. */
    List<Extent> all(StoreFile data) throws IOException {
        List<Extent> extents = new ArrayList<>(ranges.size());
        for (Map.Entry<Long, Range> entry : ranges.entrySet()) {
            long position = entry.getKey();
            Range range = entry.getValue();
            if (!range.known) {
                range = new Range(range.end, crc(data, position, range.end), true);
                entry.setValue(range);
            }
            extents.add(new Extent(position, range.end - position, range.crc));
        }
        return extents;
    }

    private static int crc(StoreFile data, long position, long end) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, end - position));
        for (long at = position; at < end; at += buffer.limit()) {
            buffer.clear().limit((int) Math.min(BUFFER, end - at));
            readAll(data, at, buffer);
            crc.update(buffer.flip());
        }
        return (int) crc.getValue();
    }
}
