package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.errors.H5Exception;
import dev.tutti.storage.NioStorage;
import dev.tutti.testkit.store.FaultStorage;
import dev.tutti.testkit.store.FaultStorage.Fault;
import dev.tutti.testkit.store.FaultStorage.Times;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chunks that a call sets as a whole are taken from the caller's array by all workers, within the call. */
class WholeChunksTest {
    private static final int CHUNK = 8192;
    private static final int VALUES = 10 * CHUNK + 100;
    private static final List<UnaryOperator<DatasetBuilder>> LAYOUTS = List.of(
            data -> data.chunk(CHUNK),
            data -> data.chunk(CHUNK).shuffle().deflate(1),
            data -> data.chunk(CHUNK).maxShape(H5.UNLIMITED).fletcher32(),
            data -> data.chunk(20 * CHUNK));

    @TempDir
    private Path folder;

    private static double[] values(int first) {
        return IntStream.range(first, first + VALUES).asDoubleStream().toArray();
    }

    private Dataset made(H5File file, UnaryOperator<DatasetBuilder> layout) {
        return layout.apply(file.create("data").type(DType.F64).shape(VALUES).fill(-1.0))
                .create();
    }

    @Test
    void theArrayIsTheCallersAgainBehindTheCall() {
        for (FileOptions mode : List.of(FileOptions.exclusive(), FileOptions.shared())) {
            for (int layout = 0; layout < LAYOUTS.size(); layout++) {
                Path path = folder.resolve("array" + layout + ".h5");
                H5.create(path, FileOptions.exclusive()).close();
                double[] array = values(1);
                try (H5File file = H5.open(path, mode.threads(2))) {
                    Dataset data = made(file, LAYOUTS.get(layout));
                    data.write(Slice.rows(5, 9), new double[] {0, 0, 0, 0}); // staged, and overwritten
                    data.write(array);
                    Arrays.fill(array, 0);
                    data.write(Slice.rows(CHUNK - 1, CHUNK + 1), new double[] {-7, -8});
                    double[] expected = values(1);
                    expected[CHUNK - 1] = -7;
                    expected[CHUNK] = -8;
                    assertThat(data.f64()).isEqualTo(expected);
                    System.arraycopy(values(1000), 0, array, 0, VALUES);
                    data.write(array);
                    Arrays.fill(array, 0);
                }
                assertThat(H5.read(path, "data", double[].class)).isEqualTo(values(1000));
                assertThat(H5.check(path).problems()).isEmpty();
                path.toFile().delete();
            }
        }
    }

    /** Whatever call of the disk fails: what comes to the file later is what the call was given, not what the array holds by then. */
    @Test
    void afterAFailureNothingIsTakenFromTheArrayAnyMore() {
        int failures = 0;
        for (int layout = 0; layout < LAYOUTS.size(); layout++) {
            boolean met = true;
            for (int n = 1; met; n++) {
                Path path = folder.resolve("failed" + layout + "-" + n + ".h5");
                FaultStorage storage = new FaultStorage(new NioStorage());
                AtomicInteger failed = new AtomicInteger();
                double[] array = values(1);
                try (H5File file =
                        H5.create(path, FileOptions.exclusive().storage(storage).threads(2))) {
                    Dataset data = made(file, LAYOUTS.get(layout));
                    storage.plan(Fault.NO_SPACE, n, Times.ONCE);
                    try {
                        data.write(array);
                    } catch (H5Exception e) {
                        failed.incrementAndGet();
                    }
                    met = storage.wasMet();
                    storage.heal();
                    Arrays.fill(array, 0);
                }
                failures += failed.get();
                double[] read = H5.read(path, "data", double[].class);
                for (int i = 0; i < VALUES; i++) {
                    boolean given = read[i] == i + 1;
                    if (!given && !(failed.get() > 0 && read[i] == -1)) {
                        throw new AssertionError(
                                "layout " + layout + ", call " + n + ": value " + i + " is " + read[i]);
                    }
                }
                assertThat(H5.check(path).problems()).isEmpty();
                path.toFile().delete();
            }
        }
        assertThat(failures).isGreaterThan(20);
    }
}
