package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.engine.space.RangeSet;
import dev.tutti.format.log.LogEntry;
import dev.tutti.format.log.LogRecord;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.testkit.store.TraceStorage;
import dev.tutti.testkit.store.WrappedStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The order of writes and barriers that shared mode promises (L5, L6, H1), watched call by call over a session with a little of everything. */
final class SharedOrderTest {
    private static final int SUPERBLOCK = 48;

    /** Fails at the call that breaks the order. For one process with one thread. */
    private static final class Order implements TraceStorage.Monitor {
        private final Set<Path> logs = new HashSet<>();
        private final RangeSet patched = new RangeSet();
        private boolean patches;
        private boolean fresh;
        int checkpoints;
        int superblocks;
        int deletions;

        @Override
        public void before(TraceStorage.Call call) {
            boolean isMain = call.path().equals(SharedScript.FILE);
            boolean isLog = call.path().toString().contains(".h5-wal.");
            switch (call.kind()) {
                case WRITE -> {
                    if (isMain) {
                        main(call);
                    } else if (isLog) {
                        logs.add(call.path());
                        learn(call);
                    }
                }
                case RESIZE -> patches |= isMain;
                case FORCE -> {
                    logs.remove(call.path());
                    if (isMain) {
                        patches = false;
                        fresh = false;
                    }
                }
                case DELETE -> {
                    if (isLog) {
                        deletions++;
                        logs.remove(call.path());
                        assertThat(patches)
                                .as("%s: the file has changes that no barrier secured", call)
                                .isFalse();
                    }
                }
                default -> {}
            }
        }

        private void main(TraceStorage.Call call) {
            if (call.touches(0, SUPERBLOCK)) {
                superblocks++;
                assertSecured(call);
                assertThat(patches).as("%s: before what it stands for", call).isFalse();
            } else if (patched.overlaps(call.position(), call.length())) {
                checkpoints++;
                assertSecured(call);
                patches = true;
            } else {
                fresh = true;
            }
        }

        private void assertSecured(Object call) {
            assertThat(logs)
                    .as("%s: the log has no barrier behind its records", call)
                    .isEmpty();
            assertThat(fresh)
                    .as("%s: new data that records point at has no barrier", call)
                    .isFalse();
        }

        /** After a durable commit. */
        void assertDurable() {
            assertSecured("a durable commit was acknowledged");
        }

        /** Which bytes of the file the records will change. */
        private void learn(TraceStorage.Call call) {
            ByteBuffer bytes =
                    java.util.Objects.requireNonNull(call.bytes()).duplicate().order(ByteOrder.LITTLE_ENDIAN);
            while (bytes.remaining() >= LogRecord.HEADER_BYTES && bytes.getInt(bytes.position()) == LogRecord.MAGIC) {
                LogRecord.Outline outline = LogRecord.outline(bytes);
                LogRecord record = LogRecord.decode(
                        bytes.slice(bytes.position(), outline.headLength()).order(ByteOrder.LITTLE_ENDIAN));
                for (LogEntry entry : record.entries()) {
                    if (entry instanceof LogEntry.Patch patch) {
                        patched.add(patch.page() * LogEntry.PAGE_BYTES + patch.at(), patch.length());
                    } else if (entry instanceof LogEntry.Free free) {
                        patched.remove(free.address(), free.length());
                    }
                }
                bytes.position(bytes.position() + outline.length());
            }
        }
    }

    /** Says of some barriers that they were made. */
    private static final class Forgetful extends WrappedStorage {
        private final Predicate<String> forgotten;

        Forgetful(Storage below, Predicate<String> forgotten) {
            super(below);
            this.forgotten = forgotten;
        }

        @Override
        protected StoreFile wrap(Path path, Storage.Mode mode, StoreFile file) {
            return new File(file) {
                @Override
                public void force() throws IOException {
                    if (!forgotten.test(path.toString())) {
                        super.force();
                    }
                }
            };
        }
    }

    private static Order run(Predicate<String> forgotten) throws IOException {
        TraceStorage traced = new TraceStorage(SharedScript.made());
        Order order = new Order();
        traced.monitor(order);
        SharedScript.Program program = new SharedScript.Program(new Forgetful(traced, forgotten));
        for (SharedScript.Step step : SharedScript.steps()) {
            step.run(program);
            traced.check();
        }
        program.file().update(Durability.DURABLE, tx -> tx.put("last", new double[20_000]));
        order.assertDurable();
        program.close();
        traced.check();
        return order;
    }

    @Test
    void nothingReachesTheFileBeforeItsRecordsAndNoRecordGoesBeforeTheFile() throws IOException {
        Order order = run(path -> false);
        assertThat(order.checkpoints).as("writes by checkpoints").isGreaterThan(10);
        assertThat(order.superblocks).isGreaterThan(5);
        assertThat(order.deletions).isGreaterThan(2);
    }

    @Test
    void aBarrierOfTheLogThatIsMissingIsFound() {
        assertThatThrownBy(() -> run(path -> path.contains("-wal."))).hasMessageContaining("the log has no barrier");
    }

    @Test
    void aBarrierOfTheFileThatIsMissingIsFound() {
        assertThatThrownBy(() -> run(path -> path.endsWith(".h5"))).hasMessageContaining("before what it stands for");
    }
}
