package dev.tutti.hdf5.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Slice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One open file, one thread that changes it, several that read: each read sees whole values and whole groups. */
@Timeout(120)
class SharedFileTest {
    private static final int READERS = 3;
    private static final int STEPS = 400;

    @TempDir
    Path folder;

    private interface Reader {
        void read() throws Exception;
    }

    private static void whileReading(List<Reader> readers, Callable<Void> change) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(readers.size());
        AtomicBoolean done = new AtomicBoolean();
        List<Future<?>> ends = new ArrayList<>();
        try {
            for (Reader reader : readers) {
                ends.add(threads.submit(() -> {
                    while (!done.get()) {
                        reader.read();
                    }
                    reader.read();
                    return null;
                }));
            }
            change.call();
            done.set(true);
            for (Future<?> end : ends) {
                end.get(60, TimeUnit.SECONDS);
            }
        } finally {
            done.set(true);
            threads.shutdownNow();
        }
    }

    /** Appends to a dataset while others read it: whatever the index, every value below the length seen is the right one. */
    private void growing(String name, int[] chunk, boolean filtered, long... maxShape) throws Exception {
        Path path = folder.resolve(name + ".h5");
        int width = 6;
        try (H5File file = H5.create(path)) {
            var builder = file.create("grows")
                    .type(DType.I64)
                    .shape(0, width)
                    .maxShape(maxShape)
                    .chunk(chunk);
            Dataset grows = (filtered ? builder.shuffle().deflate(1) : builder).create();
            List<Reader> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(() -> {
                    long rows = grows.shape()[0];
                    long[] values = grows.read(long[].class, Slice.rows(0, rows));
                    assertThat(values).hasSize((int) rows * width);
                    for (int k = 0; k < values.length; k++) {
                        assertThat(values[k])
                                .as("element %d of %d rows", k, rows)
                                .isEqualTo(k + 1L);
                    }
                });
            }
            whileReading(readers, () -> {
                long next = 1;
                for (int step = 0; step < STEPS; step++) {
                    long[] block = new long[width * (1 + step % 3)];
                    for (int k = 0; k < block.length; k++) {
                        block[k] = next++;
                    }
                    grows.append(block);
                    if (step % 7 == 0) {
                        file.commit();
                    }
                }
                return null;
            });
        }
        assertThat(H5.check(path).problems()).isEmpty();
    }

    @Test
    void readersOfAnExtensibleArraySeeWholeRows() throws Exception {
        growing("array", new int[] {4, 6}, false, H5.UNLIMITED, 6);
    }

    @Test
    void readersOfFilteredChunksSeeWholeRows() throws Exception {
        growing("filtered", new int[] {16, 6}, true, H5.UNLIMITED, 6);
    }

    @Test
    void readersOfATreeOfChunksSeeWholeRows() throws Exception {
        growing("tree", new int[] {1, 2}, false, H5.UNLIMITED, H5.UNLIMITED);
    }

    @Test
    void readersOfAGroupSeeEveryLinkThatWasThere() throws Exception {
        Path path = folder.resolve("groups.h5");
        try (H5File file = H5.create(path)) {
            file.createGroup("all");
            List<Reader> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(() -> {
                    int before = file.group("all").size();
                    List<String> names = file.group("all").names();
                    assertThat(names).hasSizeGreaterThanOrEqualTo(before).doesNotHaveDuplicates();
                    for (int k = 0; k < before; k++) {
                        assertThat(file.contains("all/g" + k))
                                .as("group %d of %d", k, before)
                                .isTrue();
                    }
                });
            }
            whileReading(readers, () -> {
                for (int k = 0; k < 150; k++) {
                    file.createGroup("all/g" + k).attrs().set("number", k);
                }
                return null;
            });
            assertThat(file.group("all/g77").attrs().get("number", Integer.class))
                    .isEqualTo(77);
        }
        assertThat(H5.check(path).problems()).isEmpty();
    }

    @Test
    void threadsThatWriteTheirOwnDatasetsDoNotDisturbEachOther() throws Exception {
        Path path = folder.resolve("own.h5");
        try (H5File file = H5.create(path)) {
            ExecutorService threads = Executors.newFixedThreadPool(4);
            List<Future<?>> ends = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int number = t;
                ends.add(threads.submit(() -> {
                    Dataset own = file.create("thread_data/" + number)
                            .type(DType.F64)
                            .shape(0)
                            .maxShape(H5.UNLIMITED)
                            .chunk(100)
                            .deflate(1)
                            .create();
                    for (int step = 0; step < 200; step++) {
                        own.append(new double[] {number, step, number + step});
                        own.attrs().set("step", step);
                    }
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get(60, TimeUnit.SECONDS);
            }
            threads.shutdown();
        }
        try (H5File file = H5.open(path)) {
            for (int t = 0; t < 4; t++) {
                double[] values = file.dataset("thread_data/" + t).f64();
                assertThat(values).hasSize(600);
                for (int step = 0; step < 200; step++) {
                    assertThat(values[3 * step + 1]).isEqualTo(step);
                    assertThat(values[3 * step + 2]).isEqualTo(t + step);
                }
                assertThat(file.dataset("thread_data/" + t).attrs().get("step", Integer.class))
                        .isEqualTo(199);
            }
        }
        assertThat(H5.check(path).problems()).isEmpty();
    }
}
