package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.storage.NioStorage;
import dev.tutti.testkit.store.CountingStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values in shared mode that take the place of all of a large dataset without filters, in one piece (0) or in chunks: they go to new space, past the log. */
class OverwrittenWholeTest {
    private static final int COUNT = 9 << 18; // 18 MiB

    @TempDir
    private Path folder;

    private final CountingStorage storage = new CountingStorage(new NioStorage());

    private static double[] all(double value) {
        double[] values = new double[COUNT];
        Arrays.fill(values, value);
        return values;
    }

    private Path made(int chunk) {
        Path path = folder.resolve("x.h5");
        try (H5File file = H5.create(path)) {
            DatasetBuilder data = file.create("data").type(DType.F64).shape(COUNT);
            (chunk == 0 ? data : data.chunk(chunk)).create().write(all(1));
        }
        return path;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1 << 17})
    void areWrittenOnce(int chunk) {
        Path path = made(chunk);
        try (H5File file = H5.open(path, FileOptions.shared().storage(storage))) {
            file.dataset("data").write(Slice.rows(0, 1), new double[] {1}); // the log is there
            storage.reset();
            file.dataset("data").write(all(2));
            assertThat(storage.counts().bytesWritten()).isBetween(COUNT * 8L, COUNT * 8L + (1 << 20));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1 << 17})
    void leaveOlderVersionsAlone(int chunk) {
        Path path = made(chunk);
        try (H5File file = H5.open(path, FileOptions.shared());
                H5File other = H5.open(path, FileOptions.shared())) {
            try (H5File old = file.snapshot()) {
                file.dataset("data").write(all(2));
                assertThat(old.dataset("data").f64()).containsOnly(1);
                assertThat(other.dataset("data").f64()).containsOnly(2);
            }
            for (int i = 3; i < 12; i++) {
                file.dataset("data").write(all(i));
                assertThat(other.dataset("data").f64(Slice.rows(COUNT - 1, COUNT)))
                        .containsOnly(i);
            }
            other.dataset("data").write(Slice.rows(5, 6), new double[] {-1});
        }
        double[] expected = all(11);
        expected[5] = -1;
        try (H5File file = H5.open(path)) {
            assertThat(file.dataset("data").f64()).isEqualTo(expected);
        }
        assertThat(H5.check(path).problems()).isEmpty();
    }

    /** What is given back is used again soon, though the log is short: with filters (-1) too, where each write takes new space. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1 << 17, -1})
    void doNotLetTheFileGrowWithoutEnd(int chunk) throws Exception {
        Path path = folder.resolve("x.h5");
        try (H5File file = H5.create(path)) {
            DatasetBuilder data = file.create("data").type(DType.F64).shape(COUNT);
            DatasetBuilder laid = chunk == 0 ? data : data.chunk(1 << 17);
            (chunk < 0 ? laid.fletcher32() : laid).create().write(all(1));
        }
        double[] values = all(2);
        try (H5File file = H5.open(path, FileOptions.shared())) {
            for (int i = 0; i < 30; i++) {
                file.dataset("data").write(values);
            }
        }
        assertThat(Files.size(path)).isLessThan(15L * COUNT * 8);
        assertThat(H5.check(path).problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1 << 17})
    void areNotThereIfTheTransactionIsGivenUp(int chunk) {
        Path path = made(chunk);
        try (H5File file = H5.open(path, FileOptions.shared())) {
            try (Transaction transaction = file.begin()) {
                transaction.file().dataset("data").write(all(2));
                transaction.file().dataset("data").write(Slice.rows(7, 8), new double[] {3});
                assertThat(transaction.file().dataset("data").f64(Slice.rows(6, 9)))
                        .containsExactly(2, 3, 2);
            }
            assertThat(file.dataset("data").f64()).containsOnly(1);
        }
        assertThat(H5.check(path).problems()).isEmpty();
    }
}
