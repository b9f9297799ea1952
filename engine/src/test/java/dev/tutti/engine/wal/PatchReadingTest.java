package dev.tutti.engine.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5CorruptException;
import dev.tutti.format.log.LogEntry;
import dev.tutti.format.log.LogRecord;
import dev.tutti.format.log.SegmentHeader;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.store.CountingStorage;
import dev.tutti.testkit.store.SimStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Small patches that stand near each other are read together, and are what each reader of single ones would find. */
class PatchReadingTest {
    private static final int PAGE = 4096;
    private static final int VALUES = PAGE / 8;

    /** A page to which one value after another was appended: what a live recording looks like before a checkpoint. */
    @Test
    void aPageOfSmallAppendsCostsAFewReads() {
        Seeds.once(random -> {
            LogScript script = script(random);
            byte[] page = appends(script, random);
            CountingStorage counting = new CountingStorage(script.storage);
            LogReader reader = reader(LogFiles.open(counting, LogScript.FILE), script);
            counting.reset();
            ByteBuffer found = ByteBuffer.allocate(PAGE);
            reader.overlay(0, found, new Snapshot(script.commit, 0, script.endOfFile));
            assertThat(found.array()).isEqualTo(page);
            long bytes = script.commit - SegmentHeader.FIRST_LSN;
            assertThat(counting.counts().reads()).isLessThan(5 + 2 * bytes / PatchReading.WINDOW);
        });
    }

    /** Patches of every size, in pages at random, over the limits of segments. */
    @Test
    void everyVersionIsReadAsItWasWritten() {
        Seeds.repeat(20, random -> {
            LogScript script = script(random);
            byte[] file = new byte[5 * PAGE];
            LogReader reader = reader(script.log, script);
            for (int i = 0; i < 200; i++) {
                int length = 1 + random.nextInt(random.nextInt(8) == 0 ? PAGE : 30);
                int page = random.nextInt(5);
                int at = random.nextInt(PAGE + 1 - length);
                byte[] bytes = Seeds.bytes(random, length);
                System.arraycopy(bytes, 0, file, page * PAGE + at, length);
                patch(script, page, at, bytes);
                if (random.nextInt(20) == 0) {
                    reader.catchUp(script.commit, 0);
                    int from = random.nextInt(file.length);
                    ByteBuffer found = ByteBuffer.allocate(1 + random.nextInt(file.length - from));
                    reader.overlay(from, found, new Snapshot(script.commit, 0, file.length));
                    assertThat(found.array()).isEqualTo(Arrays.copyOfRange(file, from, from + found.limit()));
                }
            }
        });
    }

    @Test
    void damageWithinAWindowIsFound() {
        Seeds.once(random -> {
            LogScript script = script(random);
            appends(script, random);
            LogReader reader = reader(script.log, script);
            LogRecord hit = script.records.values().stream()
                    .filter(record ->
                            record.entries().size() == 1 && record.entries().get(0) instanceof LogEntry.Patch)
                    .skip(VALUES / 3)
                    .findFirst()
                    .orElseThrow();
            long at = hit.lsn() + ((LogEntry.Patch) hit.entries().get(0)).bytesAt();
            SegmentHeader segment = script.log.newest();
            try (StoreFile file =
                    script.storage.open(SegmentList.path(LogScript.FILE, segment.number()), Storage.Mode.WRITE)) {
                ByteBuffer one = ByteBuffer.allocate(1);
                file.read(segment.positionOf(at), one);
                file.write(segment.positionOf(at), ByteBuffer.wrap(new byte[] {(byte) ~one.get(0)}));
            }
            assertThatThrownBy(() -> reader.overlay(
                            0, ByteBuffer.allocate(PAGE), new Snapshot(script.commit, 0, script.endOfFile)))
                    .isInstanceOf(H5CorruptException.class)
                    .hasMessageContaining("bytes of a committed change");
        });
    }

    private static LogScript script(Random random) throws IOException {
        LogScript script = new LogScript(new SimStorage(), random, SegmentHeader.Level.CONSISTENT);
        script.limit = 1 << 20;
        script.roll();
        return script;
    }

    private static LogReader reader(LogFiles log, LogScript script) throws IOException {
        LogReader reader = new LogReader();
        reader.attach(log, log.oldest().base(), 0);
        reader.catchUp(script.commit, 0);
        return reader;
    }

    private static byte[] appends(LogScript script, Random random) throws IOException {
        byte[] page = new byte[PAGE];
        for (int i = 0; i < VALUES; i++) {
            byte[] value = Seeds.bytes(random, 8);
            System.arraycopy(value, 0, page, i * 8, 8);
            patch(script, 0, i * 8, value);
        }
        return page;
    }

    private static void patch(LogScript script, int page, int at, byte[] bytes) throws IOException {
        script.append(
                script.draft(LogRecord.Type.TRANSACTION, 0, List.of(LogEntry.Patch.of(page, at, bytes.length))),
                List.of(ByteBuffer.wrap(bytes)));
    }
}
