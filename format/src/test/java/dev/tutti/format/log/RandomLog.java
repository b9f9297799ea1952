package dev.tutti.format.log;

import dev.tutti.testkit.Seeds;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Random structures of the log. */
final class RandomLog {
    private RandomLog() {}

    static SegmentHeader header(Random random) {
        return new SegmentHeader(
                Seeds.between(random, 1, 999_999_999_999L),
                SegmentHeader.FIRST_LSN + 8 * Seeds.between(random, 0, 1L << 50),
                new UUID(random.nextLong(), random.nextLong()),
                random.nextLong(),
                random.nextInt(2),
                random.nextInt(4),
                random.nextInt(256),
                Seeds.between(random, 0, 1L << 20),
                Seeds.between(random, 0, Long.MAX_VALUE),
                Seeds.bytes(random, random.nextInt(SegmentHeader.SUPERBLOCK_BYTES + 1)),
                new UUID(random.nextLong(), random.nextLong()),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                SegmentHeader.Level.values()[random.nextInt(3)],
                random.nextInt(),
                random.nextInt());
    }

    static LogRecord.Draft draft(Random random, long lsn, List<ByteBuffer> images) {
        LogRecord.Type type = LogRecord.Type.values()[random.nextInt(5)];
        List<LogEntry> entries = new ArrayList<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            LogEntry entry = entry(random);
            if (entry instanceof LogEntry.Patch patch) {
                byte[] bytes = Seeds.bytes(random, patch.length());
                ByteBuffer image = random.nextBoolean() ? ByteBuffer.wrap(bytes) : direct(bytes);
                images.add(image);
            }
            entries.add(entry);
        }
        if (type == LogRecord.Type.CHECKPOINT) {
            entries.add(new LogEntry.Checkpointed(Seeds.between(random, 0, lsn)));
        }
        return new LogRecord.Draft(
                type,
                random.nextInt(2),
                Seeds.between(random, 0, Long.MAX_VALUE),
                Seeds.between(random, 0, lsn),
                Seeds.between(random, 0, Long.MAX_VALUE),
                Seeds.between(random, 0, lsn),
                random.nextLong(),
                entries);
    }

    /** The bytes behind a few others in a direct buffer. */
    private static ByteBuffer direct(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length + 5);
        return buffer.position(5).put(bytes).position(5);
    }

    /** Any entry that may stand in any record; patches as in a draft. */
    static LogEntry entry(Random random) {
        long address = Seeds.between(random, 0, 1L << 40);
        long length = Seeds.between(random, 1, 1L << 30);
        return switch (random.nextInt(10)) {
            case 0 -> new LogEntry.Extent(address, length, random.nextInt());
            case 1 -> new LogEntry.Free(address, length);
            case 2 -> new LogEntry.Reserved(address, length, random.nextLong());
            case 3 -> new LogEntry.Note(random.nextLong(), random.nextLong(), random.nextLong());
            case 4 -> new LogEntry.FreeRange(address, length, Seeds.between(random, 0, Long.MAX_VALUE));
            case 5 -> new LogEntry.ObjectDeleted(address);
            case 6 -> new LogEntry.Allocated(address, length);
            case 7 -> new LogEntry.Before(address, Seeds.between(random, 1, 4096 - address % 4096), random.nextInt());
            default -> {
                int size = (int) Seeds.between(random, 1, LogEntry.PAGE_BYTES);
                int at = (int) Seeds.between(random, 0, LogEntry.PAGE_BYTES - size);
                yield LogEntry.Patch.of(Seeds.between(random, 0, 1L << 50), at, size);
            }
        };
    }
}
