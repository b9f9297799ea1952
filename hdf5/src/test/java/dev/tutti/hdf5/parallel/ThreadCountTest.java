package dev.tutti.hdf5.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Slice;
import dev.tutti.testkit.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many threads work on the chunks is not seen in the file: the same calls make the same bytes. */
final class ThreadCountTest {
    @TempDir
    private Path folder;

    @Test
    void oneTwoAndFiveThreadsMakeTheSameFile() {
        Seeds.repeat(6, random -> {
            long seed = random.nextLong();
            byte[] one = Files.readAllBytes(write(seed, 1));
            for (int threads : new int[] {2, 5}) {
                Path path = write(seed, threads);
                assertThat(Files.mismatch(path, folder.resolve("by1.h5")))
                        .as("first byte that differs with %d threads", threads)
                        .isEqualTo(-1);
                assertThat(H5.check(path).problems()).isEmpty();
            }
            assertThat(one.length).isGreaterThan(100_000);
        });
    }

    private Path write(long seed, int threads) throws Exception {
        Path path = folder.resolve("by" + threads + ".h5");
        Files.deleteIfExists(path);
        Random random = new Random(seed);
        try (H5File file = H5.create(path, FileOptions.exclusive().threads(threads))) {
            for (int i = 0; i < 3; i++) {
                Dataset dataset = create(file, "d" + i, i, random);
                for (int step = 0; step < 6; step++) {
                    int rows = 1 + random.nextInt(400);
                    dataset.append(values(random, rows * 12));
                    int from = random.nextInt((int) dataset.shape()[0]);
                    int to = Math.min((int) dataset.shape()[0], from + 200);
                    dataset.write(Slice.rows(from, to), values(random, (to - from) * 12));
                    if (random.nextBoolean()) {
                        file.commit();
                    }
                }
            }
            file.delete("d1");
            create(file, "d3", 3, random).append(values(random, 3000 * 12));
        }
        return path;
    }

    private static Dataset create(H5File file, String name, int kind, Random random) {
        var builder = file.create(name)
                .type(DType.I32)
                .shape(0, 12)
                .maxShape(H5.UNLIMITED, kind == 2 ? H5.UNLIMITED : 12)
                .chunk(1 + random.nextInt(60), 1 + random.nextInt(12));
        return (kind == 0
                        ? builder
                        : builder.shuffle().deflate(1 + random.nextInt(9)).fletcher32())
                .create();
    }

    /** Some compress well, some do not at all. */
    private static int[] values(Random random, int count) {
        int[] values = new int[count];
        boolean noise = random.nextBoolean();
        for (int i = 0; i < count; i++) {
            values[i] = noise ? random.nextInt() : i;
        }
        return values;
    }
}
