package dev.tutti.engine.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.format.log.LogEntry;
import dev.tutti.format.log.LogRecord;
import dev.tutti.format.log.SegmentHeader;
import dev.tutti.storage.Storage;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.store.FaultStorage;
import dev.tutti.testkit.store.SimStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Several processes write, fail and die in turn, everywhere; what was published is always there, and what was not does no harm. */
final class LogFilesModelTest {
    @Test
    void processesThatDie() {
        Seeds.repeat(60, random -> new Run(random).steps(120));
    }

    /** One process. */
    private record Process(FaultStorage storage, LogFiles log) {}

    private static final class Run {
        private final Random random;
        private final SegmentHeader.Level level;
        private final List<Process> processes = new ArrayList<>();

        /** The records that were published, from the oldest segment on. */
        private final List<LogRecord> published = new ArrayList<>();

        private SimStorage sim = new SimStorage();
        private long commit = SegmentHeader.FIRST_LSN;
        private UUID boot = LogScript.BOOT;

        Run(Random random) throws IOException {
            this.random = random;
            this.level = Seeds.pick(random, List.of(SegmentHeader.Level.values()));
            sim.open(LogScript.FILE, Storage.Mode.CREATE_NEW);
            LogFiles.create(sim, LogScript.FILE, LogScript.header(level)).close();
        }

        void steps(int count) throws IOException {
            for (int i = 0; i < count; i++) {
                while (processes.size() < 3) {
                    start();
                }
                Process process = Seeds.pick(random, processes);
                switch (random.nextInt(12)) {
                    case 0, 1 -> scan(process);
                    case 2 -> delete(process);
                    case 3 -> fail(process);
                    case 4 -> dieBeforePublishing(process);
                    case 5 -> {
                        write(process, random.nextInt(3) == 0);
                        process.log.forget();
                    }
                    case 6 -> {
                        if (random.nextInt(4) == 0) {
                            recover();
                        }
                    }
                    default -> publish(process, write(process, random.nextInt(8) == 0));
                }
            }
            recover();
        }

        private void start() throws IOException {
            FaultStorage storage = new FaultStorage(sim.newProcess("p"));
            processes.add(new Process(storage, LogFiles.open(storage, LogScript.FILE)));
        }

        /** Appends what is not published yet; rolls if asked or due. Returns the records. */
        private List<Position> write(Process process, boolean roll) throws IOException {
            List<Position> positions = new ArrayList<>();
            long at = commit;
            if (roll || process.log.needsRoll(at, 4000)) {
                positions.add(process.log.roll(at, draft(LogRecord.Type.STATE, at, List.of())));
                at = positions.get(0).end();
            }
            if (!roll || random.nextBoolean()) {
                // Of few lengths, so that records of the dead often end where others end.
                int length = 8 * (1 + random.nextInt(3));
                List<LogEntry> entries = List.of(LogEntry.Patch.of(random.nextInt(9), 0, length));
                List<ByteBuffer> images = List.of(ByteBuffer.wrap(Seeds.bytes(random, length)));
                LogRecord.Draft draft = draft(LogRecord.Type.TRANSACTION, at, entries);
                positions.add(process.log.append(draft, images, at));
            }
            return positions;
        }

        private LogRecord.Draft draft(LogRecord.Type type, long at, List<LogEntry> entries) {
            return new LogRecord.Draft(type, 0, random.nextInt(1000), 0, 0, at, random.nextLong(), entries);
        }

        private void publish(Process process, List<Position> positions) throws IOException {
            commit = positions.get(positions.size() - 1).end();
            process.log.scan(positions.get(0).lsn(), commit, published::add);
        }

        private void scan(Process process) throws IOException {
            if (published.isEmpty()) {
                return;
            }
            int from = random.nextInt(published.size());
            List<LogRecord> seen = new ArrayList<>();
            process.log.scan(published.get(from).lsn(), commit, seen::add);
            assertThat(seen).isEqualTo(published.subList(from, published.size()));
            LogRecord record = Seeds.pick(random, seen);
            for (LogEntry entry : record.entries()) {
                if (entry instanceof LogEntry.Patch patch) {
                    process.log.read(record.lsn() + patch.bytesAt(), patch.crc(), ByteBuffer.allocate(patch.length()));
                }
            }
        }

        private void delete(Process process) throws IOException {
            if (published.isEmpty()) {
                return;
            }
            long below = Seeds.pick(random, published).end();
            process.log.deleteBelow(below);
            long oldest = process.log.oldest().base();
            assertThat(oldest).isLessThan(below);
            published.removeIf(record -> record.lsn() < oldest);
            assertThat(published.get(0)).returns(oldest, LogRecord::lsn).returns(LogRecord.Type.STATE, LogRecord::type);
        }

        private void dieBeforePublishing(Process process) throws IOException {
            write(process, random.nextInt(3) == 0);
            processes.remove(process);
            process.storage.crash();
        }

        /** One call goes wrong; the process writes no more. */
        private void fail(Process process) throws IOException {
            FaultStorage.Fault fault = Seeds.pick(random, List.of(FaultStorage.Fault.values()));
            process.storage.plan(fault, 1 + random.nextInt(6), FaultStorage.Times.ONCE);
            try {
                List<Position> written = write(process, random.nextBoolean());
                process.storage.heal();
                publish(process, written);
            } catch (IOException e) {
                processes.remove(process);
                process.storage.crash();
            }
        }

        /** All die; somebody comes and goes on in a new segment. */
        private void recover() throws IOException {
            sim = sim.afterKill();
            processes.clear();
            ScannedLog scanned = LogScan.run(sim, LogScript.FILE, boot, extent -> false);
            assertThat(scanned).isNotNull();
            assertThat(scanned.end()).isGreaterThanOrEqualTo(commit);
            start();
            Process process = processes.get(0);
            List<LogRecord> seen = new ArrayList<>();
            process.log.scan(process.log.oldest().base(), scanned.end(), seen::add);
            assertThat(seen.subList(0, published.size())).isEqualTo(published);
            assertThat(seen.size()).isLessThanOrEqualTo(published.size() + 2);
            published.clear();
            published.addAll(seen);
            commit = scanned.end();
            SegmentHeader like = process.log.newest().madeBy(boot, random.nextInt(), 0);
            LogRecord.Draft state = draft(LogRecord.Type.STATE, commit, List.of());
            publish(process, List.of(process.log.rollTo(like, commit, state)));
        }
    }
}
