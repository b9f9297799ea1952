package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5Exception;
import dev.tutti.storage.NioStorage;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.testkit.store.WrappedStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Threads that commit durably share barriers, and write their records while others are at one. A barrier counts for what was written before it began, and for
 * nothing that came while it was under way: whose commit has returned has one that began after its record was written (L6).
 */
class SharedBarrierTest {
    private static final int THREADS = 8;
    private static final int COMMITS = 40;
    private static final long LIMIT = 120;
    private static final int NUMBER = 0xfff;
    private static final int HIGH = 0x7E57_7000;
    private static final int LOW = 0x6E56_6000;

    @TempDir
    Path folder;

    /** Knows of each value in the log when it was written and whether a barrier began after that. Barriers take a moment. */
    private static final class Watched extends WrappedStorage {
        final Map<Integer, Long> written = new ConcurrentHashMap<>();
        final AtomicLong time = new AtomicLong();
        final AtomicLong secured = new AtomicLong();
        final AtomicInteger barriers = new AtomicInteger();
        final AtomicInteger writesDuringBarriers = new AtomicInteger();
        final AtomicInteger under = new AtomicInteger();
        volatile int failing = Integer.MAX_VALUE;

        Watched() {
            super(new NioStorage());
        }

        @Override
        protected StoreFile wrap(Path path, Storage.Mode mode, StoreFile file) {
            return path.toString().contains(".h5-wal.") ? new Log(file) : file;
        }

        boolean isSecured(long value) {
            Long when = written.get((int) value & NUMBER);
            return when != null && when < secured.get();
        }

        private final class Log extends File {
            Log(StoreFile below) {
                super(below);
            }

            @Override
            public void write(long position, ByteBuffer source) throws IOException {
                ByteBuffer bytes = source.duplicate().order(ByteOrder.LITTLE_ENDIAN);
                super.write(position, source);
                if (under.get() > 0) {
                    writesDuringBarriers.incrementAndGet();
                }
                long now = time.incrementAndGet();
                for (int at = bytes.position(); at + 4 <= bytes.limit(); at++) {
                    int half = bytes.getInt(at);
                    if ((half & ~NUMBER) == LOW || (half & ~NUMBER) == HIGH) {
                        written.putIfAbsent(half & NUMBER, now);
                    }
                }
            }

            @Override
            public void force() throws IOException {
                long began = time.incrementAndGet();
                under.incrementAndGet();
                try {
                    Thread.sleep(2);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                } finally {
                    under.decrementAndGet();
                }
                if (barriers.incrementAndGet() > failing) {
                    throw new IOException("the disk is gone");
                }
                super.force();
                secured.accumulateAndGet(began, Math::max);
            }
        }
    }

    /** Either half says which value it is: where a value crosses a page, the log has it in two pieces. */
    private static long value(int thread, int n) {
        int number = thread << 8 | n;
        return (long) (HIGH | number) << 32 | LOW | number;
    }

    private Path made() {
        Path path = folder.resolve("x.h5");
        try (H5File file = H5.create(path)) {
            for (int t = 0; t < THREADS; t++) {
                file.create("x" + t)
                        .type(DType.I64)
                        .shape(0)
                        .maxShape(H5.UNLIMITED)
                        .chunk(64)
                        .create();
            }
        }
        return path;
    }

    private interface Work {
        void run(int thread) throws Exception;
    }

    private static void together(Work work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int thread = t;
                ends.add(threads.submit(() -> {
                    work.run(thread);
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get(LIMIT, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatIsAcknowledgedHasABarrierThatBeganBehindIt() throws Exception {
        Watched storage = new Watched();
        Path path = made();
        try (H5File file = H5.open(path, options(storage))) {
            together(thread -> {
                for (int n = 0; n < COMMITS; n++) {
                    long value = value(thread, n);
                    file.dataset("x" + thread).append(new long[] {value});
                    assertThat(storage.isSecured(value))
                            .as("commit %d of %d", n, thread)
                            .isTrue();
                }
            });
            assertThat(storage.barriers).as("barriers are shared").hasValueLessThan(THREADS * COMMITS * 3 / 4);
            assertThat(storage.writesDuringBarriers)
                    .as("records written during barriers")
                    .hasValueGreaterThan(COMMITS);
        }
        try (H5File file = H5.open(path, FileOptions.readOnly())) {
            for (int t = 0; t < THREADS; t++) {
                long[] values = file.dataset("x" + t).i64();
                assertThat(values).hasSize(COMMITS);
                for (int n = 0; n < COMMITS; n++) {
                    assertThat(values[n]).isEqualTo(value(t, n));
                }
            }
        }
        assertThat(H5.check(path).problems()).isEmpty();
    }

    /** Neither those whose records it was to secure nor those who wrote behind them meanwhile are told that they have committed. */
    @Test
    void aBarrierThatFailsFailsAllWhoWaitForIt() throws Exception {
        Watched storage = new Watched();
        Path path = made();
        H5File file = H5.open(path, options(storage));
        AtomicInteger failed = new AtomicInteger();
        together(thread -> {
            for (int n = 0; n < COMMITS; n++) {
                if (n == COMMITS / 2) {
                    storage.failing = 0;
                }
                long value = value(thread, n);
                try {
                    file.dataset("x" + thread).append(new long[] {value});
                } catch (H5Exception e) {
                    failed.incrementAndGet();
                    return;
                }
                assertThat(storage.isSecured(value))
                        .as("commit %d of %d", n, thread)
                        .isTrue();
            }
        });
        assertThat(failed).as("threads that were told").hasValue(THREADS);
        assertThatThrownBy(file::close).isInstanceOf(H5Exception.class);
        try (H5File again = H5.open(path)) {
            for (int t = 0; t < THREADS; t++) {
                long[] values = again.dataset("x" + t).i64();
                for (int n = 0; n < values.length; n++) {
                    assertThat(values[n]).isEqualTo(value(t, n));
                }
            }
        }
    }

    private static FileOptions options(Storage storage) {
        return FileOptions.shared().storage(storage).threads(1).durability(Durability.DURABLE);
    }
}
