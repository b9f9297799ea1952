package dev.tutti.engine.wal;

import dev.tutti.engine.space.RangeSet;
import dev.tutti.format.log.LogEntry;
import dev.tutti.format.log.LogRecord;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether a file that bears no seal is still as its log knows it: then nothing but the seal was changed, and the log counts. What a checkpoint brought
 * into the file must stand there; what the log is about to change must be what the transactions replaced ({@link Replaced}); what they wrote
 * directly must be there. Where the log does not say what a range held before, it cannot be told, and is taken for a difference.
 *
 * <p>Not looked at is what no transaction of the log has to do with: whatever a foreign program did there stays.
 */
final class Agreement {
    private static final int PAGE = LogEntry.PAGE_BYTES;

    private enum Kind {
        BEFORE,
        FRESH,
        PATCH,
        GONE
    }

    /** What one record says of one range of a page. */
    private record Event(long lsn, Kind kind, int from, int to, int crc, long image) {}

    /** What one record says of a range of any length. */
    private record Ranged(long lsn, Kind kind, long address, long length) {}

    private final StoreFile data;
    private final LogFiles log;
    private final RangeSet ignored = new RangeSet();
    private final Map<Long, List<Event>> pages = new HashMap<>();
    private final List<Ranged> ranges = new ArrayList<>();
    private final TreeMap<Long, LogEntry.Extent> extents = new TreeMap<>();
    private final List<Long> checkpoints = new ArrayList<>();
    private long checkpoint;

    private Agreement(StoreFile data, LogFiles log) {
        this.data = data;
        this.log = log;
    }

    /**
     * Compares.
     *
     * @param superblock its bytes are compared elsewhere
     * @param end of the log
     * @return what is different, or cannot be told; null if nothing is
     */
    static @Nullable String difference(StoreFile data, LogFiles log, SealedSuperblock superblock, long end)
            throws IOException {
        Agreement agreement = new Agreement(data, log);
        agreement.ignored.add(superblock.position(), superblock.bytes().length);
        agreement.checkpoint = log.oldest().base();
        log.scan(log.oldest().base(), end, agreement::note);
        return agreement.compare();
    }

    private void note(LogRecord record) {
        long lsn = record.end();
        if (record.type() == LogRecord.Type.CHECKPOINT) {
            checkpoint = Math.max(checkpoint, record.checkpoint());
        } else if (record.type() == LogRecord.Type.SYNC) {
            checkpoints.add(record.rawDurableLsn()); // a checkpoint up to there may have come to its end unsaid
        }
        for (LogEntry entry : record.entries()) {
            if (entry instanceof LogEntry.Patch patch) {
                add(patch.address(), patch.length(), lsn, Kind.PATCH, patch.crc(), record.lsn() + patch.bytesAt());
                overwritten(patch.address(), patch.length());
            } else if (entry instanceof LogEntry.Before before) {
                add(before.address(), (int) before.length(), lsn, Kind.BEFORE, before.crc(), 0);
            } else if (entry instanceof LogEntry.Extent extent) {
                ranges.add(new Ranged(lsn, Kind.GONE, extent.address(), extent.length()));
                overwritten(extent.address(), extent.length());
                extents.put(extent.address(), extent);
            } else if (entry instanceof LogEntry.Free free) {
                ranges.add(new Ranged(lsn, Kind.GONE, free.address(), free.length()));
                overwritten(free.address(), free.length());
            } else if (entry instanceof LogEntry.Allocated used) {
                ranges.add(new Ranged(lsn, Kind.FRESH, used.address(), used.length()));
            }
        }
    }

    private void add(long address, int length, long lsn, Kind kind, int crc, long image) {
        int from = (int) (address % PAGE);
        pages.computeIfAbsent(address / PAGE, page -> new ArrayList<>(2))
                .add(new Event(lsn, kind, from, from + length, crc, image));
    }

    /** Bytes that were written directly and then changed or given back are not looked for. */
    private void overwritten(long address, long length) {
        Map.Entry<Long, LogEntry.Extent> near = extents.lowerEntry(address + length);
        while (near != null && near.getKey() + near.getValue().length() > address) {
            extents.remove(near.getKey());
            near = extents.lowerEntry(address + length);
        }
    }

    private @Nullable String compare() throws IOException {
        ExtentCheck check = ExtentCheck.in(data);
        for (LogEntry.Extent extent : extents.values()) {
            if (!check.isThere(extent)) {
                return "the " + extent.length() + " bytes at " + extent.address()
                        + " are not those that a transaction wrote there";
            }
        }
        spread();
        String first = compare(checkpoint);
        for (int i = checkpoints.size() - 1; i >= 0 && first != null; i--) {
            long later = checkpoints.get(i);
            if (later > checkpoint && (i == checkpoints.size() - 1 || later != checkpoints.get(i + 1))) {
                if (compare(later) == null) {
                    return null;
                }
            }
        }
        return first;
    }

    /** Brings what is said of long ranges to the pages of which something else is said. */
    private void spread() {
        for (Ranged range : ranges) {
            long end = range.address + range.length;
            long last = (end - 1) / PAGE;
            if (last - range.address / PAGE > pages.size()) {
                pages.forEach((page, events) -> spread(range, page, events));
            } else {
                for (long page = range.address / PAGE; page <= last; page++) {
                    List<Event> events = pages.get(page);
                    if (events != null) {
                        spread(range, page, events);
                    }
                }
            }
        }
        // In one record: what stood there, what is taken into use, what is new, what is given up.
        pages.values()
                .forEach(events ->
                        events.sort(Comparator.comparingLong(Event::lsn).thenComparing(Event::kind)));
    }

    private static void spread(Ranged range, long page, List<Event> events) {
        int from = (int) Math.max(range.address - page * PAGE, 0);
        int to = (int) Math.min(range.address + range.length - page * PAGE, PAGE);
        if (from < to) {
            events.add(new Event(range.lsn, range.kind, from, to, 0, 0));
        }
    }

    /** Compares with a file that holds everything up to {@code state}, and nothing of what came later. */
    private @Nullable String compare(long state) throws IOException {
        for (Map.Entry<Long, List<Event>> page : pages.entrySet()) {
            String found = new Page(page.getKey() * PAGE).compare(page.getValue(), state);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** One page of the file, as it should be from record to record. */
    private final class Page {
        private final long start;
        private final byte[] bytes = new byte[PAGE];
        private final BitSet known = new BitSet(PAGE);

        Page(long start) {
            this.start = start;
        }

        @Nullable
        String compare(List<Event> events, long state) throws IOException {
            int next = 0;
            while (next < events.size() && events.get(next).lsn <= state) {
                Event event = events.get(next++);
                if (event.kind == Kind.PATCH) {
                    patch(event);
                } else if (event.kind != Kind.BEFORE) {
                    known.clear(event.from, event.to);
                }
            }
            String found = compareWithFile();
            while (found == null && next < events.size()) {
                found = follow(events.get(next++));
            }
            return found;
        }

        private void patch(Event event) throws IOException {
            log.read(event.image, event.crc, ByteBuffer.wrap(bytes, event.from, event.to - event.from));
            known.set(event.from, event.to);
        }

        private @Nullable String compareWithFile() throws IOException {
            ByteBuffer file = ByteBuffer.allocate(PAGE);
            int count = 1;
            while (file.hasRemaining() && count > 0) {
                count = data.read(start + file.position(), file);
            }
            byte[] found = file.array(); // behind the end of the file there are zeros
            for (int at = known.nextSetBit(0); at >= 0; at = known.nextSetBit(at + 1)) {
                if (found[at] != bytes[at] && !ignored.contains(start + at)) {
                    return "the byte at " + (start + at) + " is not the one that the log brought there";
                }
            }
            System.arraycopy(found, 0, bytes, 0, PAGE);
            return null;
        }

        private @Nullable String follow(Event event) throws IOException {
            int length = event.to - event.from;
            switch (event.kind) {
                case BEFORE -> {
                    boolean same = ignored.overlaps(start + event.from, length)
                            || LogEntry.checksum(ByteBuffer.wrap(bytes, event.from, length)) == event.crc;
                    known.set(event.from, event.to);
                    return same ? null : where(event) + " are not those that a transaction of the log changed";
                }
                case FRESH -> known.set(event.from, event.to);
                case PATCH -> {
                    if (known.nextClearBit(event.from) < event.to) {
                        return where(event) + " will be changed, and the log does not know what they were";
                    }
                    patch(event);
                }
                case GONE -> {} // nothing is written there directly before the file has this record
            }
            return null;
        }

        private String where(Event event) {
            return "the " + (event.to - event.from) + " bytes at " + (start + event.from);
        }
    }
}
