package dev.tutti.engine.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5CorruptException;
import dev.tutti.format.log.LogEntry;
import dev.tutti.format.log.LogRecord;
import dev.tutti.format.log.SegmentHeader;
import dev.tutti.storage.NioStorage;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.store.SimStorage;
import dev.tutti.testkit.store.TraceStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogFilesTest {
    private static List<LogRecord> scan(LogFiles log, long from, long to) throws IOException {
        List<LogRecord> records = new ArrayList<>();
        log.scan(from, to, records::add);
        return records;
    }

    /** What the log shows from its first segment on is what the script wrote. */
    private static void check(LogScript script, LogFiles log) throws IOException {
        long at = log.oldest().base();
        for (LogRecord record : scan(log, at, script.commit)) {
            assertThat(record).isEqualTo(script.records.get(at));
            checkImages(script, log, record);
            at = record.end();
        }
        assertThat(at).isEqualTo(script.commit);
    }

    private static void checkImages(LogScript script, LogFiles log, LogRecord record) throws IOException {
        List<ByteBuffer> images = new ArrayList<>();
        for (LogEntry entry : record.entries()) {
            if (entry instanceof LogEntry.Patch patch) {
                ByteBuffer bytes = ByteBuffer.allocate(patch.length());
                log.read(record.lsn() + patch.bytesAt(), patch.crc(), bytes);
                images.add(bytes.flip());
            }
        }
        assertThat(images).isEqualTo(script.images.get(record.lsn()));
    }

    @Test
    void whatIsAppendedIsSeenByAll() {
        Seeds.repeat(20, random -> {
            SimStorage sim = new SimStorage();
            LogScript script = new LogScript(sim, random, SegmentHeader.Level.PROCESS);
            LogFiles reader = LogFiles.open(sim.newProcess("reader"), LogScript.FILE, Storage.Mode.READ);
            for (int i = 0; i < 60; i++) {
                script.commit();
                if (random.nextInt(5) == 0) {
                    check(script, reader);
                }
            }
            check(script, reader);
            check(script, script.log);
            check(script, LogFiles.open(sim.newProcess("late"), LogScript.FILE));
            assertThat(LogFiles.list(sim, LogScript.FILE).live()).hasSizeGreaterThan(1);
        });
    }

    @Test
    void aPartOfTheLogIsScannedFromAnyCommitPoint() {
        Seeds.repeat(10, random -> {
            SimStorage sim = new SimStorage();
            LogScript script = new LogScript(sim, random, SegmentHeader.Level.PROCESS);
            for (int i = 0; i < 40; i++) {
                script.commit();
            }
            List<Long> starts = script.records.keySet().stream().sorted().toList();
            LogFiles log = LogFiles.open(sim.newProcess("reader"), LogScript.FILE);
            for (int i = 0; i < 40; i++) {
                int from = random.nextInt(starts.size());
                int to = from + random.nextInt(starts.size() - from);
                List<LogRecord> seen = scan(log, starts.get(from), starts.get(to));
                assertThat(seen.stream().map(LogRecord::lsn)).isEqualTo(starts.subList(from, to));
                long base = log.segmentBase(starts.get(from));
                assertThat(script.records.get(base).type()).isEqualTo(LogRecord.Type.STATE);
            }
        });
    }

    @Test
    void oneRecordIsOneWrite() throws IOException {
        TraceStorage trace = new TraceStorage(new SimStorage());
        LogScript script = new LogScript(trace, new Random(4), SegmentHeader.Level.CONSISTENT);
        script.commit();
        trace.clear();
        byte[] large = Seeds.bytes(script.random, 4096);
        List<LogEntry> entries = new ArrayList<>();
        List<ByteBuffer> images = new ArrayList<>();
        for (int i = 0; i < 2000; i++) { // more than the buffer that is kept
            entries.add(LogEntry.Patch.of(i, 0, 4096));
            images.add(ByteBuffer.wrap(large));
        }
        script.append(script.draft(LogRecord.Type.TRANSACTION, 0, entries), images);
        assertThat(trace.calls()).hasSize(1);
        assertThat(script.log.needsRoll(script.commit, 16 << 20)).isFalse();
        assertThat(script.log.needsRoll(script.commit, 1 << 20)).isTrue();
    }

    @Test
    void twoProcessesAppendInTurn() {
        Seeds.repeat(20, random -> {
            SimStorage sim = new SimStorage();
            LogScript script = new LogScript(sim, random, SegmentHeader.Level.CONSISTENT);
            script.commit();
            LogFiles[] logs = {script.log, LogFiles.open(sim.newProcess("second"), LogScript.FILE)};
            for (int i = 0; i < 60; i++) {
                LogFiles log = logs[random.nextInt(2)];
                LogRecord.Draft draft;
                List<ByteBuffer> images = List.of();
                Position position;
                if (log.needsRoll(script.commit, 3000)) {
                    draft = script.draft(LogRecord.Type.STATE, 0, List.of());
                    position = log.roll(script.commit, draft);
                } else {
                    draft = script.draft(LogRecord.Type.TRANSACTION, 0, List.of(LogEntry.Patch.of(i, 0, 300)));
                    images = List.of(ByteBuffer.wrap(Seeds.bytes(random, 300)));
                    position = log.append(draft, images, script.commit);
                }
                logs[0].scan(script.commit, position.end(), record -> {}); // so that the script sees the new segment
                script.published(position, draft, images);
            }
            check(script, logs[0]);
            check(script, logs[1]);
        });
    }

    @Test
    void whatWasNotPublishedIsWrittenOver() throws IOException {
        SimStorage sim = new SimStorage();
        LogScript script = new LogScript(sim, new Random(1), SegmentHeader.Level.CONSISTENT);
        script.commit();
        LogFiles other = LogFiles.open(sim.newProcess("dies"), LogScript.FILE);
        LogRecord.Draft lost = script.draft(LogRecord.Type.TRANSACTION, 0, List.of(new LogEntry.Free(8, 8)));
        LogRecord.Draft state = script.draft(LogRecord.Type.STATE, 0, List.of());
        // It dies behind the second record of a segment that no record before leads to.
        long behind = other.append(lost, List.of(), script.commit).end();
        other.append(lost, List.of(), other.roll(behind, state).end());
        assertThat(script.log.needsRoll(script.commit, LogScript.SEGMENT_LIMIT)).isTrue();
        for (int i = 0; i < 20; i++) {
            script.commit();
        }
        check(script, script.log);
        SegmentList list = LogFiles.list(sim, LogScript.FILE);
        assertThat(list.superseded()).hasSize(1);
        assertThat(LogScan.run(sim, LogScript.FILE, LogScript.BOOT, extent -> true))
                .returns(script.commit, ScannedLog::end);
        // It stays as long as an older one does, so that numbers have no gaps and who comes late finds the newest.
        assertThat(script.log.deleteBelow(SegmentHeader.FIRST_LSN)).isZero();
        LogFiles late = LogFiles.open(sim.newProcess("late"), LogScript.FILE);
        check(script, late);
        assertThat(script.log.deleteBelow(script.log.newest().base() + 8)).isGreaterThanOrEqualTo(2);
        assertThat(LogFiles.list(sim, LogScript.FILE).superseded()).isEmpty();
        script.commit();
        check(script, late);
    }

    @Test
    void whoComesLateMissesNoSegment() throws IOException {
        SimStorage sim = new SimStorage();
        LogScript script = new LogScript(sim, new Random(1), SegmentHeader.Level.CONSISTENT);
        script.commit();
        LogFiles late = LogFiles.open(sim.newProcess("late"), LogScript.FILE);
        LogFiles dies = LogFiles.open(sim.newProcess("dies"), LogScript.FILE);
        LogRecord.Draft lost = script.draft(LogRecord.Type.TRANSACTION, 0, List.of(new LogEntry.Free(8, 8)));
        LogRecord.Draft state = script.draft(LogRecord.Type.STATE, 0, List.of());
        dies.roll(dies.append(lost, List.of(), script.commit).end(), state);
        long before = script.commit;
        script.commit();
        script.log.deleteBelow(before);
        LogRecord.Draft more = script.draft(LogRecord.Type.TRANSACTION, 0, List.of(new LogEntry.Free(16, 8)));
        assertThat(late.needsRoll(script.commit, 1 << 20)).isFalse();
        script.published(late.append(more, List.of(), script.commit), more, List.of());
        assertThat(late.newest().number()).isEqualTo(3);
        check(script, late);
        check(script, script.log);
    }

    @Test
    void aSegmentThatWasJustMadeIsGoneOnWith() throws IOException {
        SimStorage sim = new SimStorage();
        LogScript script = new LogScript(sim, new Random(1), SegmentHeader.Level.CONSISTENT);
        script.commit();
        LogFiles other = LogFiles.open(sim.newProcess("dies"), LogScript.FILE);
        other.roll(script.commit, script.draft(LogRecord.Type.STATE, 0, List.of(new LogEntry.FreeRange(8, 8, 8))));
        script.commit();
        assertThat(script.log.newest().number()).isEqualTo(2);
        check(script, script.log);
    }

    @Test
    void aVoidSegmentGivesItsNumberBack() throws IOException {
        SimStorage sim = new SimStorage();
        LogScript script = new LogScript(sim, new Random(1), SegmentHeader.Level.CONSISTENT);
        script.commit();
        Path path = SegmentList.path(LogScript.FILE, 2);
        sim.open(path, Storage.Mode.CREATE_NEW).write(0, ByteBuffer.allocate(100));
        assertThat(LogFiles.list(sim, LogScript.FILE).voids()).containsExactly(path);
        script.commit();
        assertThat(sim.exists(path)).isFalse();
        sim.open(path, Storage.Mode.CREATE_NEW);
        script.roll();
        assertThat(script.log.newest().number()).isEqualTo(2);
        check(script, LogFiles.open(sim, LogScript.FILE));
    }

    @Test
    void afterForgettingTheChecksumIsReadAgain() throws IOException {
        SimStorage sim = new SimStorage();
        LogScript script = new LogScript(sim, new Random(1), SegmentHeader.Level.CONSISTENT);
        script.commit();
        LogRecord.Draft lost = script.draft(LogRecord.Type.TRANSACTION, 0, List.of(new LogEntry.Free(8, 8)));
        script.log.append(lost, List.of(), script.commit);
        script.log.forget();
        LogFiles other = LogFiles.open(sim.newProcess("other"), LogScript.FILE);
        LogRecord.Draft kept = script.draft(LogRecord.Type.TRANSACTION, 0, List.of(new LogEntry.Free(16, 8)));
        script.published(other.append(kept, List.of(), script.commit), kept, List.of());
        script.commit();
        check(script, script.log);
    }

    @Test
    void oldSegmentsAreDeletedOnceTheirSuccessorHasARecord() throws IOException {
        SimStorage sim = new SimStorage();
        LogScript script = new LogScript(sim, new Random(3), SegmentHeader.Level.CONSISTENT);
        LogFiles idle = LogFiles.open(sim.newProcess("idle"), LogScript.FILE);
        while (script.log.newest().number() < 4) {
            script.commit();
        }
        List<SegmentList.Segment> live = LogFiles.list(sim, LogScript.FILE).live();
        long third = live.get(2).header().base();
        long bytes = script.log.bytes(script.commit);
        assertThat(script.log.deleteBelow(third)).isEqualTo(1);
        assertThat(script.log.deleteBelow(third + 96)).isEqualTo(1);
        assertThat(script.log.oldest().number()).isEqualTo(3);
        assertThat(script.log.bytes(script.commit))
                .isEqualTo(bytes - 2 * SegmentHeader.BYTES - (third - SegmentHeader.FIRST_LSN));
        assertThat(script.log.deleteBelow(Long.MAX_VALUE)).isEqualTo(1);
        assertThat(script.log.deleteBelow(Long.MAX_VALUE)).isZero();
        assertThatThrownBy(() -> script.log.scan(third, script.commit, record -> {}))
                .isInstanceOf(SegmentGoneException.class);
        assertThatThrownBy(() -> idle.scan(SegmentHeader.FIRST_LSN, script.commit, record -> {}))
                .isInstanceOf(SegmentGoneException.class);
        assertThatThrownBy(() -> idle.read(third, ByteBuffer.allocate(8))).isInstanceOf(SegmentGoneException.class);
        idle.scan(script.log.oldest().base(), script.commit, record -> {});
        script.log.deleteAll();
        assertThat(LogFiles.list(sim, LogScript.FILE).isEmpty()).isTrue();
        assertThatThrownBy(() -> idle.scan(script.commit, script.commit + 96, record -> {}))
                .isInstanceOf(SegmentGoneException.class);
    }

    @Test
    void damageIsReported() throws IOException {
        SimStorage sim = new SimStorage();
        LogScript script = new LogScript(sim, new Random(5), SegmentHeader.Level.CONSISTENT);
        while (script.images
                .getOrDefault(
                        script.records.values().stream()
                                .mapToLong(LogRecord::lsn)
                                .max()
                                .orElse(0),
                        List.of())
                .isEmpty()) {
            script.commit();
        }
        LogRecord last = script.records.values().stream()
                .reduce((a, b) -> a.lsn() > b.lsn() ? a : b)
                .orElseThrow();
        LogEntry.Patch patch = (LogEntry.Patch) last.entries().get(0);
        SegmentHeader header = script.log.newest();
        flip(sim, header, last.lsn() + patch.bytesAt());
        assertThatThrownBy(() ->
                        script.log.read(last.lsn() + patch.bytesAt(), patch.crc(), ByteBuffer.allocate(patch.length())))
                .isInstanceOf(H5CorruptException.class)
                .hasMessageContaining("byte " + header.positionOf(last.lsn() + patch.bytesAt()))
                .hasMessageContaining(String.format(Locale.ROOT, "0x%08x", patch.crc()));
        flip(sim, header, last.lsn() + 57);
        assertThatThrownBy(() -> script.log.scan(header.base(), script.commit, record -> {}))
                .isInstanceOf(H5CorruptException.class)
                .hasMessageContaining("record at " + last.lsn());
        assertThatThrownBy(() -> script.log.read(script.commit + 8, ByteBuffer.allocate(8)))
                .isInstanceOf(H5CorruptException.class);
    }

    private static void flip(Storage storage, SegmentHeader header, long lsn) throws IOException {
        try (StoreFile file = storage.open(SegmentList.path(LogScript.FILE, header.number()), Storage.Mode.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            file.read(header.positionOf(lsn), one);
            file.write(header.positionOf(lsn), one.flip().put(0, (byte) ~one.get(0)));
        }
    }

    @Test
    void thereIsOneLogOrNone() throws IOException {
        SimStorage sim = new SimStorage();
        LogScript script = new LogScript(sim, new Random(1), SegmentHeader.Level.CONSISTENT);
        SegmentHeader header = LogScript.header(SegmentHeader.Level.CONSISTENT);
        assertThatThrownBy(() -> LogFiles.create(sim, LogScript.FILE, header))
                .isInstanceOf(FileAlreadyExistsException.class);
        LogRecord.Draft draft = script.draft(LogRecord.Type.TRANSACTION, 0, List.of());
        assertThatThrownBy(() -> script.log.append(draft, List.of(), script.commit))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> script.log.roll(script.commit, draft)).isInstanceOf(IllegalArgumentException.class);
        LogFiles.deleteAll(sim, LogScript.FILE);
        assertThatThrownBy(() -> LogFiles.open(sim, LogScript.FILE)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void readersFollowAWriter() throws Exception {
        SimStorage sim = new SimStorage();
        LogScript script = new LogScript(sim, new Random(9), SegmentHeader.Level.PROCESS);
        script.commit();
        LogFiles shared = LogFiles.open(sim.newProcess("reader"), LogScript.FILE, Storage.Mode.READ);
        AtomicLong published = new AtomicLong(script.commit);
        AtomicLongArray marks = new AtomicLongArray(new long[] {script.commit, script.commit, script.commit});
        AtomicBoolean ended = new AtomicBoolean();
        List<Future<Long>> readers = new ArrayList<>();
        ExecutorService executor = Executors.newFixedThreadPool(marks.length());
        try {
            for (int i = 0; i < marks.length(); i++) {
                int reader = i;
                readers.add(executor.submit(() -> {
                    long at = marks.get(reader);
                    while (!ended.get() || at < published.get()) {
                        long to = published.get();
                        List<LogRecord> records = scan(shared, at, to);
                        for (LogRecord record : records) {
                            assertThat(record.lsn()).isEqualTo(at);
                            for (LogEntry entry : record.entries()) {
                                if (entry instanceof LogEntry.Patch patch) {
                                    shared.read(
                                            record.lsn() + patch.bytesAt(),
                                            patch.crc(),
                                            ByteBuffer.allocate(patch.length()));
                                }
                            }
                            at = record.end();
                        }
                        marks.set(reader, to);
                    }
                    return at;
                }));
            }
            for (int i = 0; i < 400; i++) {
                script.commit();
                published.set(script.commit);
                if (i % 20 == 0) {
                    script.log.deleteBelow(Math.min(marks.get(0), Math.min(marks.get(1), marks.get(2))));
                }
            }
            ended.set(true);
            for (Future<Long> reader : readers) {
                assertThat(reader.get(60, TimeUnit.SECONDS)).isEqualTo(script.commit);
            }
        } finally {
            ended.set(true);
            executor.shutdownNow();
        }
    }

    @Test
    void onRealFiles(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a b.h5");
        NioStorage storage = new NioStorage();
        storage.open(file, Storage.Mode.CREATE_NEW).close();
        LogRecord.Draft state = new LogRecord.Draft(LogRecord.Type.STATE, 0, 0, 0, 0, 0, 0, List.of());
        LogRecord.Draft draft =
                new LogRecord.Draft(LogRecord.Type.TRANSACTION, 0, 1, 0, 0, 0, 0, List.of(LogEntry.Patch.of(1, 2, 3)));
        ByteBuffer image = ByteBuffer.wrap(new byte[] {7, 8, 9});
        SegmentHeader header = LogScript.header(SegmentHeader.Level.CONSISTENT);
        try (LogFiles log = LogFiles.create(storage, file, header);
                LogFiles second = LogFiles.open(storage, file)) {
            long commit = log.roll(SegmentHeader.FIRST_LSN, state).end();
            Thread.currentThread().interrupt();
            commit = log.append(draft, List.of(image), commit).end();
            commit = second.append(draft, List.of(image), commit).end();
            commit = second.roll(commit, state).end();
            commit = log.append(draft, List.of(image), commit).end();
            List<LogRecord> records = scan(second, SegmentHeader.FIRST_LSN, commit);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(records).hasSize(5);
            LogRecord last = records.get(4);
            ByteBuffer bytes = ByteBuffer.allocate(3);
            LogEntry.Patch patch = (LogEntry.Patch) last.entries().get(0);
            second.read(last.lsn() + patch.bytesAt(), patch.crc(), bytes);
            assertThat(bytes.flip()).isEqualTo(image);
            log.forceAll();
            assertThat(log.deleteBelow(commit)).isEqualTo(1);
            assertThat(LogScan.run(storage, file, LogScript.BOOT, extent -> false))
                    .returns(commit, ScannedLog::end)
                    .returns(false, ScannedLog::powerCycle);
        }
        assertThat(storage.list(folder)).hasSize(2);
        LogFiles.deleteAll(storage, file);
        assertThat(storage.list(folder)).containsExactly(file);
    }
}
