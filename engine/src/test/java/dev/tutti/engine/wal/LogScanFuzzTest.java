package dev.tutti.engine.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.log.LogEntry;
import dev.tutti.format.log.LogRecord;
import dev.tutti.format.log.SegmentHeader;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.store.SimStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Logs with any bytes changed are read up to some end, or refused with the errors that say so. */
final class LogScanFuzzTest {
    @Test
    void anyBytes() {
        Seeds.repeat(400, random -> {
            SimStorage sim = new SimStorage();
            LogScript script = new LogScript(sim, random, SegmentHeader.Level.CONSISTENT);
            script.limit = 3000;
            for (int i = 0; i < 12; i++) {
                script.step();
            }
            List<SegmentList.Segment> segments =
                    LogFiles.list(sim, LogScript.FILE).live();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                mutate(sim, script, Seeds.pick(random, segments), random);
            }
            try {
                ScannedLog scanned = LogScan.run(
                        sim,
                        LogScript.FILE,
                        random.nextBoolean() ? LogScript.BOOT : LogScript.NEXT_BOOT,
                        ExtentCheck.in(script.main));
                if (scanned != null) {
                    assertThat(scanned.checkpoint()).isNotNegative();
                }
            } catch (H5CorruptException | H5UnsupportedException e) {
                assertThat(e).hasMessageContaining("x.h5-wal.");
            }
        });
    }

    private static void mutate(Storage sim, LogScript script, SegmentList.Segment segment, Random random)
            throws IOException {
        Path path = segment.path();
        if (random.nextInt(20) == 0) {
            sim.delete(path);
        }
        if (!sim.exists(path)) {
            return;
        }
        try (StoreFile file = sim.open(path, Storage.Mode.WRITE)) {
            switch (random.nextInt(4)) {
                case 0 -> file.resize(Seeds.between(random, 0, file.size() + 100));
                case 1 ->
                    file.write(
                            Seeds.between(random, 0, file.size()),
                            ByteBuffer.wrap(Seeds.bytes(random, random.nextInt(64))));
                case 2 -> header(file, random);
                default -> record(file, script, segment.header(), random);
            }
        }
    }

    /** Other fields of a header, with a checksum that is right. */
    private static void header(StoreFile file, Random random) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.read(0, bytes);
        int field = 8 * random.nextInt(36);
        bytes.putLong(field, random.nextBoolean() ? random.nextLong() : bytes.getLong(field) + random.nextInt(9) - 4);
        bytes.putInt(4092, LogEntry.checksum(bytes.slice(0, 4092)));
        file.write(0, bytes.rewind());
    }

    /** Other fields of a record, with a checksum that is right. */
    private static void record(StoreFile file, LogScript script, SegmentHeader header, Random random)
            throws IOException {
        List<LogRecord> records = script.records.values().stream()
                .filter(record -> record.salt() == header.salt())
                .toList();
        LogRecord record = Seeds.pick(random, records);
        ByteBuffer bytes = ByteBuffer.allocate(record.headLength()).order(ByteOrder.LITTLE_ENDIAN);
        record.encode(bytes);
        int field = 4 * random.nextInt(record.headLength() / 4);
        int small = bytes.getInt(field) + random.nextInt(65) - 32;
        bytes.putInt(field, random.nextBoolean() ? small : random.nextInt()).rewind();
        try {
            int head = LogRecord.outline(bytes).headLength();
            if (head <= bytes.limit()) {
                ByteBuffer covered = ByteBuffer.allocate(head - 4);
                covered.put(bytes.slice(0, 92)).put(bytes.slice(96, head - 96)).flip();
                bytes.putInt(92, LogEntry.checksum(covered));
            }
        } catch (FormatException e) {
            assertThat(e.structure()).isEqualTo("log record"); // left with a checksum that is wrong
        }
        file.write(header.positionOf(record.lsn()), bytes);
    }
}
