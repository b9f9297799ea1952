package dev.tutti.format.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.format.io.FormatException;
import dev.tutti.testkit.Seeds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LogRecordRoundTripTest {
    private record Written(LogRecord.Draft draft, List<ByteBuffer> images, LogRecord record, ByteBuffer bytes) {}

    private static Written written(Random random) {
        long lsn = 8 * Seeds.between(random, 512, 1L << 50);
        List<ByteBuffer> images = new ArrayList<>();
        LogRecord.Draft draft = RandomLog.draft(random, lsn, images);
        long salt = random.nextLong();
        int previous = random.nextInt();
        ByteBuffer bytes = ByteBuffer.wrap(Seeds.bytes(random, 3 + (int) draft.length() + 4)); // not zeros
        int crc = draft.encode(bytes.position(3), lsn, salt, previous, images);
        assertThat(bytes.position()).isEqualTo(3 + draft.length());
        bytes.flip().position(3);
        assertThat(LogRecord.checksum(bytes)).isEqualTo(crc);
        LogRecord record = draft.at(lsn, salt, previous, images);
        return new Written(draft, images, record, bytes.slice().order(ByteOrder.LITTLE_ENDIAN));
    }

    @Test
    void anyRecordComesBack() {
        Seeds.repeat(500, random -> {
            Written written = written(random);
            ByteBuffer bytes = written.bytes;
            LogRecord record = LogRecord.decode(bytes);
            assertThat(record).isEqualTo(written.record);
            assertThat(bytes.position()).isEqualTo(record.headLength());
            assertThat(record.length()).isEqualTo(bytes.limit());
            assertThat(record.end()).isEqualTo(record.lsn() + bytes.limit());
            assertThat(LogRecord.isWhole(bytes.rewind())).isTrue();
            int image = 0;
            for (LogEntry entry : record.entries()) {
                if (entry instanceof LogEntry.Patch patch) {
                    ByteBuffer found = bytes.slice((int) patch.bytesAt(), patch.length());
                    assertThat(found).isEqualTo(written.images.get(image++));
                    assertThat(patch.matches(found)).isTrue();
                }
            }
            assertThat(image).isEqualTo(written.images.size());
        });
    }

    @Test
    void aRecordEncodesToTheHeadOfItsDraft() {
        Seeds.repeat(100, random -> {
            Written written = written(random);
            ByteBuffer head = ByteBuffer.allocate(written.record.headLength());
            assertThat(written.record.encode(head)).isEqualTo(LogRecord.checksum(written.bytes));
            assertThat(head.flip()).isEqualTo(written.bytes.slice(0, written.record.headLength()));
        });
    }

    @Test
    void theGapsBetweenImagesAreZeros() {
        ByteBuffer bytes = ByteBuffer.wrap(Seeds.bytes(new Random(1), 4096));
        List<LogEntry> entries = List.of(LogEntry.Patch.of(1, 0, 3), LogEntry.Patch.of(2, 4095, 1));
        List<ByteBuffer> images = List.of(ByteBuffer.wrap(new byte[] {1, 2, 3}), ByteBuffer.wrap(new byte[] {4}));
        new LogRecord.Draft(LogRecord.Type.TRANSACTION, 0, 1, 0, 0, 0, 0, entries).encode(bytes, 4096, 7, 0, images);
        assertThat(bytes.position()).isEqualTo(96 + 64 + 16);
        assertThat(bytes.slice(160, 16))
                .isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0}));
    }

    @Test
    void everyFlippedBitOfHeaderAndDirectoryIsFound() {
        Seeds.repeat(20, random -> {
            Written written = written(random);
            ByteBuffer bytes = written.bytes;
            for (int bit = 0; bit < 8 * written.record.headLength(); bit++) {
                flip(bytes, bit);
                assertThat(LogRecord.isWhole(bytes)).as("bit %d", bit).isFalse();
                assertThatThrownBy(() -> LogRecord.decode(bytes.duplicate())).isInstanceOf(FormatException.class);
                flip(bytes, bit);
            }
        });
    }

    private static void flip(ByteBuffer bytes, int bit) {
        bytes.put(bit / 8, (byte) (bytes.get(bit / 8) ^ 1 << bit % 8));
    }

    @Test
    void anythingElseIsAFormatError() {
        Seeds.repeat(500, random -> {
            ByteBuffer bytes = written(random).bytes;
            int from = random.nextInt(bytes.limit());
            int mutations = 1 + random.nextInt(4);
            for (int i = 0; i < mutations; i++) {
                bytes.put(random.nextInt(LogRecord.HEADER_BYTES), (byte) random.nextInt());
            }
            if (random.nextInt(3) == 0) {
                bytes.limit(from);
            }
            repairChecksum(bytes);
            try {
                LogRecord record = LogRecord.decode(bytes.duplicate());
                ByteBuffer again = ByteBuffer.allocate(record.headLength());
                record.encode(again);
                assertThat(again.flip()).isEqualTo(bytes.slice(0, record.headLength()));
            } catch (FormatException e) {
                assertThat(e.structure()).startsWith("log ");
            }
        });
    }

    /** So that what stands behind the check by the checksum is tried as well. */
    private static void repairChecksum(ByteBuffer bytes) {
        try {
            int head = LogRecord.outline(bytes).headLength();
            if (head <= bytes.limit()) {
                ByteBuffer covered = ByteBuffer.allocate(head - 4);
                covered.put(bytes.slice(0, 92)).put(bytes.slice(96, head - 96)).flip();
                bytes.putInt(92, LogEntry.checksum(covered));
            }
        } catch (FormatException e) {
            assertThat(e.structure()).isEqualTo("log record"); // no outline: nothing to repair
        }
    }

    @Test
    void aDraftOfOtherImagesIsRefused() {
        LogRecord.Draft draft =
                new LogRecord.Draft(LogRecord.Type.TRANSACTION, 0, 1, 0, 0, 0, 0, List.of(LogEntry.Patch.of(3, 0, 16)));
        ByteBuffer target = ByteBuffer.allocate(1024);
        assertThatThrownBy(() -> draft.encode(target, 4096, 0, 0, List.of(ByteBuffer.allocate(15))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> draft.encode(target.clear(), 4096, 0, 0, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        List<ByteBuffer> two = List.of(ByteBuffer.allocate(16), ByteBuffer.allocate(16));
        assertThatThrownBy(() -> draft.encode(target.clear(), 4096, 0, 0, two))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void numbersOutOfBoundsAreRefused() {
        assertThatThrownBy(() -> new LogEntry.Patch(1, 4090, 7, 0, 0)).isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> new LogEntry.Patch(1, 0, 0, 0, 0)).isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> new LogEntry.Patch(Long.MAX_VALUE / 4096, 0, 1, 0, 0))
                .isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> new LogEntry.Free(Long.MAX_VALUE, 1)).isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> record(12, List.of())).isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> record(8, List.of(LogEntry.Patch.of(1, 0, 1)))).isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> record(8, List.of(new LogEntry.Checkpointed(0))))
                .isInstanceOf(FormatException.class);
        assertThat(record(8, List.of()).length()).isEqualTo(LogRecord.HEADER_BYTES);
        assertThat(new LogEntry.Patch(1, 4096 - 7, 7, 0, 0).address()).isEqualTo(8192 - 7);
    }

    private static LogRecord record(long lsn, List<LogEntry> entries) {
        return new LogRecord(LogRecord.Type.TRANSACTION, 0, lsn, 0, 0, 0, 0, 0, 0, 0, entries);
    }
}
