package dev.tutti.engine.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.format.log.LogEntry;
import dev.tutti.format.log.LogRecord;
import dev.tutti.format.log.SegmentHeader;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.store.CrashStates;
import dev.tutti.testkit.store.SimStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What any crash leaves of a log is a beginning of what was written, with all that was forced, and a recovery can be cut short as well. */
final class LogCrashTest {
    private static final UUID THIRD_BOOT = new UUID(3, 3);

    @Test
    void killed() {
        for (SegmentHeader.Level level : SegmentHeader.Level.values()) {
            Seeds.repeat(2, random -> {
                Run run = new Run(random, level).steps(25);
                int states = CrashStates.kill(run.sim, state -> run.checkKilled(state));
                assertThat(states).isGreaterThan(50);
            });
        }
    }

    @Test
    void powerCut() {
        for (SegmentHeader.Level level : List.of(SegmentHeader.Level.CONSISTENT, SegmentHeader.Level.DURABLE)) {
            Seeds.repeat(1, random -> {
                Run run = new Run(random, level).steps(14);
                int states = CrashStates.powerCut(run.sim, random, state -> run.checkPowerCut(state));
                assertThat(states).isGreaterThan(50);
            });
        }
    }

    /** One script, and what its crashes leave. */
    private static final class Run {
        private final SimStorage sim = new SimStorage();
        private final Random random;
        private final LogScript script;

        Run(Random random, SegmentHeader.Level level) throws IOException {
            this.random = random;
            try (StoreFile main = sim.open(LogScript.FILE, Storage.Mode.CREATE_NEW)) {
                main.force();
            }
            sim.forceDirectory(LogScript.FILE.getParent());
            sim.startTrace();
            script = new LogScript(sim, random, level);
            script.marks = sim::mark;
            script.limit = 6000;
            sim.mark(new LogScript.Written(SegmentHeader.FIRST_LSN));
        }

        Run steps(int count) throws IOException {
            for (int i = 0; i < count; i++) {
                script.step();
            }
            return this;
        }

        private void checkKilled(CrashStates.State state) throws Exception {
            long written = state.lastMark(LogScript.Written.class, new LogScript.Written(0))
                    .end();
            long end = check(state.storage(), LogScript.BOOT, written);
            assertThat(end).isLessThanOrEqualTo(endOfNext(written));
            if (random.nextInt(3) == 0) {
                recover(state.storage(), LogScript.BOOT, written);
            }
        }

        /** Where the record ends that was appended at {@code commit}, or would have been. */
        private long endOfNext(long commit) {
            LogRecord next = script.records.get(Math.max(commit, SegmentHeader.FIRST_LSN));
            return next == null ? commit : next.end();
        }

        private void checkPowerCut(CrashStates.State state) throws Exception {
            long forced = state.lastMark(LogScript.Durable.class, new LogScript.Durable(0))
                    .end();
            long written = state.lastMark(LogScript.Written.class, new LogScript.Written(0))
                    .end();
            long end = check(state.storage(), LogScript.NEXT_BOOT, forced);
            assertThat(end).isLessThanOrEqualTo(endOfNext(written));
            if (random.nextInt(4) == 0) {
                recover(state.storage(), LogScript.NEXT_BOOT, forced);
            }
        }

        /** Scans; what is found must be a beginning of what was written, at least up to {@code atLeast}. Returns its end. */
        private long check(Storage storage, UUID boot, long atLeast) throws IOException {
            try (StoreFile main = storage.open(LogScript.FILE, Storage.Mode.READ)) {
                ExtentCheck extents = ExtentCheck.in(main);
                ScannedLog scanned = LogScan.run(storage, LogScript.FILE, boot, extents);
                if (scanned == null) {
                    assertThat(atLeast).isLessThanOrEqualTo(SegmentHeader.FIRST_LSN);
                    return 0;
                }
                assertThat(scanned.end()).isGreaterThanOrEqualTo(atLeast);
                List<LogRecord> records = new ArrayList<>();
                try (LogFiles log = LogFiles.open(storage, LogScript.FILE, Storage.Mode.READ)) {
                    log.scan(log.oldest().base(), scanned.end(), records::add);
                }
                for (LogRecord record : records) {
                    assertThat(record).isEqualTo(script.records.get(record.lsn()));
                    for (LogEntry entry : record.entries()) {
                        if (entry instanceof LogEntry.Extent extent) {
                            assertThat(extents.isThere(extent)).isTrue();
                        }
                    }
                }
                checkSums(scanned, records);
                return scanned.end();
            }
        }

        private static void checkSums(ScannedLog scanned, List<LogRecord> records) {
            long transaction = 0;
            long endOfFile = 8192;
            long checkpoint = scanned.segments().live().get(0).header().base();
            for (LogRecord record : records) {
                transaction = record.transaction();
                endOfFile = record.endOfFile();
                if (record.type() == LogRecord.Type.CHECKPOINT) {
                    checkpoint = Math.max(checkpoint, record.checkpoint());
                }
            }
            assertThat(scanned.transaction()).isEqualTo(transaction);
            assertThat(scanned.endOfFile()).isEqualTo(endOfFile);
            assertThat(scanned.checkpoint()).isEqualTo(checkpoint);
        }

        /** Begins a new segment at the end and goes on; now and then this is cut short as well. */
        private void recover(SimStorage storage, UUID boot, long atLeast) throws Exception {
            // Without barriers a power cut may leave anything.
            boolean nested = script.level != SegmentHeader.Level.PROCESS && random.nextInt(100) == 0;
            if (nested) {
                storage.startTrace();
            }
            ScannedLog scanned = LogScan.run(storage, LogScript.FILE, boot, extent -> true);
            if (scanned == null) {
                LogFiles.deleteAll(storage, LogScript.FILE);
                return;
            }
            try (StoreFile main = storage.open(LogScript.FILE, Storage.Mode.READ)) {
                scanned = LogScan.run(storage, LogScript.FILE, boot, ExtentCheck.in(main));
            }
            long end = scanned.end();
            LogRecord.Draft state = new LogRecord.Draft(
                    LogRecord.Type.STATE, 0, scanned.transaction(), end, scanned.endOfFile(), end, 0, List.of());
            LogRecord.Draft more = new LogRecord.Draft(
                    LogRecord.Type.TRANSACTION,
                    0,
                    scanned.transaction() + 1,
                    end,
                    scanned.endOfFile(),
                    end,
                    0,
                    List.of());
            long commit;
            try (LogFiles log = LogFiles.open(storage, LogScript.FILE)) {
                commit = log.rollTo(log.newest().madeBy(boot, 1, 1), end, state).end();
                log.force();
                commit = log.append(more, List.of(), commit).end();
                commit = log.roll(commit, state).end();
                log.deleteBelow(end);
            }
            assertThat(LogScan.run(storage, LogScript.FILE, boot, extent -> false))
                    .returns(commit, ScannedLog::end)
                    .returns(false, ScannedLog::powerCycle);
            if (nested) {
                CrashStates.powerCut(storage, random, after -> {
                    ScannedLog again = LogScan.run(after.storage(), LogScript.FILE, THIRD_BOOT, extent -> true);
                    assertThat(again).isNotNull();
                    assertThat(again.end()).isGreaterThanOrEqualTo(atLeast);
                });
            }
        }
    }
}
