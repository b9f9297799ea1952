package dev.tutti.engine.wal;

import dev.tutti.errors.H5CorruptException;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.log.LogEntry;
import dev.tutti.format.log.LogRecord;
import dev.tutti.format.log.SegmentHeader;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Recovery's pass over a log that nobody has open: finds its end. All records are checked, with the bytes of their patches, from the oldest
 * segment on; the first that is not what was written is the end. Nothing is changed.
 *
 * <p>Behind the end there may be what was on its way when the host or the process died. But if a record stands there that says of bytes behind the
 * end that they were forced, then the log is damaged and not merely cut short. Likewise if the host has run on since, so that nothing that was
 * written can be lost, and there is a segment that begins behind the end.
 *
 * <p>After a power cut the extents of transactions of which it is not known that their extents were forced are looked up in the file; the first
 * transaction that has one which did not get there is the end, too. A transaction with the flag {@link LogRecord#FORCED} had its own extents forced
 * before it was written.
 */
public final class LogScan {
    private static final int WINDOW = 256 * 1024;

    /** A transaction whose extents may not have reached the file. */
    private record Unsure(long lsn, long end, List<LogEntry.Extent> extents) {}

    private final List<SegmentList.Segment> segments;
    private final Storage storage;
    private final boolean powerCycle;
    private final RecordReader reader = new RecordReader(WINDOW);
    private final Deque<Unsure> unsure = new ArrayDeque<>();
    private long rawDurable;

    /** The end so far, the segment in which it lies, and the checksum of the record before. */
    private long end;

    private int endIndex;
    private int checksum;

    private LogScan(Storage storage, List<SegmentList.Segment> segments, boolean powerCycle) {
        this.storage = storage;
        this.segments = segments;
        this.powerCycle = powerCycle;
    }

    /**
     * Reads the log of {@code file}. Null if there is none, or only leftovers that hold nothing.
     *
     * @param boot the boot id of the host now, {@link SegmentHeader#UNKNOWN_BOOT} if it has none
     * @param extents asked after a power cut
     * @throws H5CorruptException if the log lacks records that it once had for sure
     */
    public static @Nullable ScannedLog run(Storage storage, Path file, UUID boot, ExtentCheck extents)
            throws IOException {
        SegmentList found = LogFiles.list(storage, file);
        if (!found.damaged().isEmpty()) {
            String path = found.damaged().get(0).toString();
            throw new H5CorruptException(path, 0, "log segment header", "a whole header", "other bytes", null);
        }
        List<SegmentList.Segment> live = found.live();
        if (live.isEmpty()) {
            return null;
        }
        checkSession(live);
        UUID written = live.get(live.size() - 1).header().boot();
        boolean powerCycle = !written.equals(boot) || boot.equals(SegmentHeader.UNKNOWN_BOOT);
        LogScan scan = new LogScan(storage, live, powerCycle);
        scan.findEnd();
        scan.checkHoles();
        if (powerCycle) {
            scan.checkExtents(extents);
        }
        SegmentHeader oldest = live.get(0).header();
        LogReplay replay = new LogReplay(oldest);
        try (LogFiles log = LogFiles.open(storage, file, Storage.Mode.READ)) {
            log.scan(oldest.base(), scan.end, replay);
        }
        return replay.result(found, scan.end, powerCycle);
    }

    private static void checkSession(List<SegmentList.Segment> live) {
        UUID session = live.get(0).header().session();
        for (SegmentList.Segment segment : live) {
            UUID other = segment.header().session();
            if (!other.equals(session)) {
                throw damaged(segment, 0, "session " + session, "session " + other);
            }
        }
    }

    private void findEnd() throws IOException {
        SegmentHeader oldest = segments.get(0).header();
        end = oldest.base();
        checksum = oldest.previous();
        for (int i = 0; i < segments.size(); i++) {
            SegmentList.Segment segment = segments.get(i);
            if (end != segment.header().base() || checksum != segment.header().previous()) {
                break;
            }
            endIndex = i;
            try (StoreFile file = storage.open(segment.path(), Storage.Mode.READ)) {
                reader.open(file, limit(i, file));
                LogRecord record = next(segment);
                while (record != null) {
                    note(segment, record);
                    end = record.end();
                    record = next(segment);
                }
            }
        }
        if (end == oldest.base() && oldest.previous() != 0) {
            // Older segments are deleted only once this one has its first record for sure.
            throw damaged(segments.get(0), SegmentHeader.BYTES, "a state record", "other bytes");
        }
    }

    /** Where the records of segment {@code index} end at the latest, in its file. */
    private long limit(int index, StoreFile file) throws IOException {
        long size = file.size();
        if (index + 1 == segments.size()) {
            return size;
        }
        long successor = segments.get(index + 1).header().base();
        return Math.min(size, segments.get(index).header().positionOf(successor));
    }

    /** The record at the end so far, or null if none stands there whole. */
    private @Nullable LogRecord next(SegmentList.Segment segment) throws IOException {
        SegmentHeader header = segment.header();
        long position = header.positionOf(end);
        ByteBuffer head = reader.head(position, end, header.salt());
        if (head == null) {
            return null;
        }
        int own = LogRecord.checksum(head);
        LogRecord record = decode(segment, position, head);
        if (record.previous() != checksum) {
            return null;
        }
        if (end == header.base() && record.type() != LogRecord.Type.STATE) {
            throw damaged(segment, position, "a state record", "a record of type " + record.type());
        }
        for (LogEntry entry : record.entries()) {
            if (entry instanceof LogEntry.Patch patch) {
                ByteBuffer bytes = reader.bytes(position + patch.bytesAt(), patch.length());
                if (bytes == null || !patch.matches(bytes)) {
                    return null;
                }
            }
        }
        checksum = own;
        return record;
    }

    private static LogRecord decode(SegmentList.Segment segment, long position, ByteBuffer head) {
        try {
            return LogRecord.decode(head);
        } catch (FormatException e) {
            // The bytes are those that were written, so that this is no torn record.
            throw damaged(segment, position, e.expected(), e.found());
        }
    }

    /** Remembers the extents of a record that may be missing from the file. */
    private void note(SegmentList.Segment segment, LogRecord record) {
        boolean checksums = (segment.header().flags() & SegmentHeader.EXTENT_CHECKSUMS) != 0;
        if (!powerCycle || !checksums) {
            return;
        }
        rawDurable = Math.max(rawDurable, record.rawDurableLsn());
        if (record.type() == LogRecord.Type.CHECKPOINT) {
            // What the file holds may be written over, and used again where it was freed.
            rawDurable = Math.max(rawDurable, record.checkpoint());
        }
        List<LogEntry.Extent> extents = record.entries().stream()
                .filter(LogEntry.Extent.class::isInstance)
                .map(LogEntry.Extent.class::cast)
                .toList();
        if (!extents.isEmpty() && (record.flags() & LogRecord.FORCED) == 0) {
            unsure.add(new Unsure(record.lsn(), record.end(), extents));
        }
        while (!unsure.isEmpty() && unsure.peek().end <= rawDurable) {
            unsure.remove();
        }
    }

    private void checkExtents(ExtentCheck extents) throws IOException {
        for (Unsure transaction : unsure) {
            for (LogEntry.Extent extent : transaction.extents) {
                if (!extents.isThere(extent)) {
                    end = transaction.lsn;
                    return;
                }
            }
        }
    }

    /** Looks behind the end for a record that cannot be there if the end is where writing was cut off. */
    private void checkHoles() throws IOException {
        if (!powerCycle && endIndex + 1 < segments.size()) {
            SegmentList.Segment next = segments.get(endIndex + 1);
            throw hole("segment " + next.header().number() + ", which begins at "
                    + next.header().base());
        }
        for (int i = endIndex; i < segments.size(); i++) {
            SegmentList.Segment segment = segments.get(i);
            try (StoreFile file = storage.open(segment.path(), Storage.Mode.READ)) {
                long to = limit(i, file);
                reader.open(file, to);
                long from = i == endIndex ? segment.header().positionOf(end) : SegmentHeader.BYTES;
                checkHole(segment, from, to);
            }
        }
    }

    private void checkHole(SegmentList.Segment segment, long from, long to) throws IOException {
        SegmentHeader header = segment.header();
        long checked = 0;
        for (long position = from; position <= to - LogRecord.HEADER_BYTES; position += LogRecord.ALIGNMENT) {
            long lsn = header.base() + (position - SegmentHeader.BYTES);
            LogRecord.Outline outline = reader.outline(position, lsn, header.salt());
            if (outline == null) {
                continue;
            }
            checked += outline.headLength();
            if (checked > to) {
                // Records that overlap were never written; looking into all of them would take for ever.
                throw hole("bytes at " + position + " of " + segment.path() + " that only look like a log");
            }
            ByteBuffer head = reader.head(position, outline);
            if (head != null) {
                LogRecord record = decode(segment, position, head);
                if (record.durableLsn() > end) {
                    throw hole("at " + lsn + " a record that knows everything forced up to " + record.durableLsn());
                }
            }
        }
    }

    private H5CorruptException hole(String evidence) {
        SegmentList.Segment segment = segments.get(endIndex);
        return damaged(
                segment, segment.header().positionOf(end), "the record at " + end, "other bytes, but " + evidence);
    }

    private static H5CorruptException damaged(
            SegmentList.Segment segment, long position, String expected, String found) {
        return new H5CorruptException(segment.path().toString(), position, "log record", expected, found, null);
    }
}
