package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5ClosedException;
import dev.tutti.errors.H5ConflictException;
import dev.tutti.errors.H5LockLostException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.storage.lock.Fence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user sees of shared mode: several open files in one process behave as several processes do. */
class SharedModeTest {
    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void make() {
        path = directory.resolve("x.h5");
        try (H5File file = H5.create(path)) {
            file.create("d")
                    .type(DType.F64)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(100)
                    .create();
            file.put("n", 0L);
        }
    }

    private List<String> beside() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aChangeIsSeenByAllAtOnceAndTheLastCloseLeavesAPlainFile() throws IOException {
        try (H5File one = H5.open(path);
                H5File two = H5.open(path)) {
            assertThat(beside()).containsExactly("x.h5");
            Dataset there = two.dataset("d");
            one.dataset("d").append(new double[] {1, 2});
            assertThat(there.f64()).containsExactly(1, 2);
            there.append(new double[] {3});
            assertThat(one.dataset("d").f64()).containsExactly(1, 2, 3);
            assertThat(beside()).contains("x.h5-shm", "x.h5-wal.000000000001");
        }
        assertThat(beside()).containsExactly("x.h5");
        assertThat(H5.check(path).problems()).isEmpty();
    }

    @Test
    void readingLeavesNoTrace() throws IOException {
        try (H5File file = H5.open(path)) {
            assertThat(file.dataset("n").read(Long.class)).isZero();
            assertThat(file.walk().count()).isEqualTo(3);
            assertThat(beside()).containsExactly("x.h5");
        }
    }

    @Test
    void anUpdateIsAllOrNothing() {
        try (H5File one = H5.open(path);
                H5File two = H5.open(path)) {
            assertThatThrownBy(() -> one.update(tx -> {
                        tx.dataset("d").append(new double[] {1});
                        tx.put("made", "there");
                        throw new IllegalStateException("no");
                    }))
                    .hasMessage("no");
            assertThat(two.contains("made")).isFalse();
            assertThat(two.dataset("d").size()).isZero();
            one.update(tx -> {
                tx.dataset("d").append(new double[] {1});
                assertThat(tx.dataset("d").size()).isEqualTo(1);
                assertThat(two.dataset("d").size()).isZero();
                tx.put("made", "there");
                one.dataset("d")
                        .append(new double[] {2}); // through the file, it belongs to the transaction all the same
                assertThat(two.dataset("d").size()).isZero();
            });
            assertThat(two.dataset("d").f64()).containsExactly(1, 2);
            assertThat(two.dataset("made").read(String.class)).isEqualTo("there");
        }
    }

    @Test
    void whoComesSecondIsToldOrTriesAgain() {
        try (H5File one = H5.open(path);
                H5File two = H5.open(path)) {
            try (Transaction first = one.begin();
                    Transaction second = two.begin()) {
                first.dataset("n").write(1L);
                second.dataset("n").write(second.dataset("n").read(Long.class) + 10);
                first.commit();
                assertThatThrownBy(second::commit)
                        .isInstanceOf(H5ConflictException.class)
                        .hasMessageContaining("x.h5");
                assertThatThrownBy(() -> second.dataset("n")).isInstanceOf(H5ClosedException.class);
            }
            assertThat(one.dataset("n").read(Long.class)).isEqualTo(1);
            AtomicInteger runs = new AtomicInteger();
            one.retry(Retry.within(Duration.ofSeconds(10)), tx -> {
                long before = tx.dataset("n").read(Long.class);
                if (runs.incrementAndGet() == 1) {
                    two.dataset("n").write(before + 5);
                }
                tx.dataset("n").write(before + 100);
            });
            assertThat(runs).hasValue(2);
            assertThat(two.dataset("n").read(Long.class)).isEqualTo(106);
            assertThatThrownBy(() -> one.retry(Retry.within(Duration.ZERO), tx -> {
                        long before = tx.dataset("n").read(Long.class);
                        two.dataset("n").write(before + 1);
                        tx.dataset("n").write(0L);
                    }))
                    .isInstanceOf(H5ConflictException.class);
        }
    }

    @Test
    void changesOfDifferentThingsDoNotMeet() {
        try (H5File file = H5.open(path);
                Transaction first = file.begin();
                Transaction second = file.begin()) {
            first.dataset("n").write(7L);
            second.dataset("d").append(new double[500]);
            first.commit();
            second.commit();
            assertThat(file.dataset("d").size()).isEqualTo(500);
            assertThat(file.dataset("n").read(Long.class)).isEqualTo(7);
        }
    }

    @Test
    void aSnapshotStays() {
        try (H5File file = H5.open(path)) {
            file.dataset("d").append(new double[] {1});
            try (H5File then = file.snapshot()) {
                for (int i = 0; i < 300; i++) {
                    file.dataset("d").append(new double[] {i});
                }
                file.delete("n");
                assertThat(then.dataset("d").f64()).containsExactly(1);
                assertThat(then.contains("n")).isTrue();
                assertThatThrownBy(() -> then.put("new", 1)).hasMessageContaining("reading");
            }
            assertThat(file.dataset("d").size()).isEqualTo(301);
        }
    }

    @Test
    void aHandleNeverTakesAnotherObjectForItsOwn() {
        try (H5File one = H5.open(path);
                H5File two = H5.open(path)) {
            one.put("gone", new int[] {1});
            Dataset handle = two.dataset("gone");
            assertThat(handle.i32()).containsExactly(1);
            one.delete("gone");
            assertThatThrownBy(handle::i32).isInstanceOf(H5NotFoundException.class);
            one.put("gone", new int[] {2, 3});
            assertThat(handle.i32()).containsExactly(2, 3);
        }
    }

    @Test
    void threadsCountTogether() throws Exception {
        int threads = 4;
        int each = 50;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (H5File one = H5.open(path);
                H5File two = H5.open(path)) {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                H5File file = t % 2 == 0 ? one : two;
                running.add(pool.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        file.update(tx -> {
                            tx.dataset("n").write(tx.dataset("n").read(Long.class) + 1);
                            tx.dataset("d").append(new double[] {1});
                        });
                    }
                }));
            }
            for (Future<?> one2 : running) {
                one2.get(60, TimeUnit.SECONDS);
            }
            assertThat(one.dataset("n").read(Long.class)).isEqualTo(threads * each);
            assertThat(two.dataset("d").size()).isEqualTo(threads * each);
        } finally {
            pool.shutdownNow();
        }
        assertThat(H5.check(path).problems()).isEmpty();
    }

    @Test
    void afterAWhileWithoutCommitsTheFileIsPlainAgain() throws Exception {
        try (H5File file = H5.open(path)) {
            file.dataset("d").append(new double[] {1});
            assertThat(beside()).contains("x.h5-wal.000000000001");
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (beside().contains("x.h5-wal.000000000001")) {
                assertThat(System.nanoTime()).isLessThan(end);
                Thread.sleep(50);
            }
            try (H5File other = H5.open(path, FileOptions.exclusive())) {
                other.dataset("d").append(new double[] {2}); // as any other program might
            }
            assertThat(file.dataset("d").f64()).containsExactly(1, 2);
            file.dataset("d").append(new double[] {3});
            assertThat(file.dataset("d").f64()).containsExactly(1, 2, 3);
        }
        assertThat(beside()).containsExactly("x.h5");
    }

    @Test
    void aCommitAsksTheFence() {
        AtomicInteger asked = new AtomicInteger();
        Fence lost = new Fence() {
            @Override
            public void check() {
                if (asked.incrementAndGet() > 1) {
                    throw new H5LockLostException("the lease has ended");
                }
            }

            @Override
            public long token() {
                return 1;
            }
        };
        try (H5File file = H5.open(path, FileOptions.shared().fence(lost))) {
            file.dataset("n").write(1L);
            assertThatThrownBy(() -> file.dataset("n").write(2L)).isInstanceOf(H5LockLostException.class);
            assertThat(file.dataset("n").read(Long.class)).isEqualTo(1);
        }
    }

    @Test
    void onlySharedFilesHaveTransactions() {
        try (H5File file = H5.open(path, FileOptions.exclusive())) {
            assertThatThrownBy(file::begin).isInstanceOf(H5UnsupportedException.class);
            assertThatThrownBy(file::snapshot).isInstanceOf(H5UnsupportedException.class);
        }
    }

    /** What is written in little pieces waits for the commit, much goes to the file at once: whatever comes later lies on top. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsWrittenLaterLiesOnTop(boolean alone) throws Exception {
        Path path = directory.resolve("order.h5");
        H5.create(path).close();
        double[] much = new double[50_000];
        Arrays.fill(much, 2);
        FileOptions options = alone ? FileOptions.exclusive() : FileOptions.shared();
        try (H5File file = H5.open(path, options)) {
            if (alone) {
                writeInTurns(file.create("x"), much);
            } else {
                file.update(tx -> writeInTurns(tx.create("x"), much));
            }
        }
        double[] wanted = much.clone();
        wanted[101] = 3;
        try (H5File file = H5.open(path, FileOptions.readOnly())) {
            assertThat(file.dataset("x").f64()).isEqualTo(wanted);
        }
    }

    private static void writeInTurns(DatasetBuilder make, double[] much) {
        Dataset data = make.type(DType.F64).shape(much.length).create();
        data.write(Slice.of("7"), 1.0);
        data.write(Slice.of("100:103"), new double[] {1, 1, 1});
        data.write(much);
        data.write(Slice.of("101"), 3.0);
        assertThat(data.f64(Slice.of("100:103"))).containsExactly(2, 3, 2);
    }
}
