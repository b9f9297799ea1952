package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5ClosedException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.testkit.Seeds;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppendStreamTest {
    @TempDir
    Path folder;

    private int files;

    private Path make(int chunk, int width) {
        Path path = folder.resolve("x" + files++ + ".h5");
        try (H5File file = H5.create(path)) {
            file.create("x")
                    .type(DType.I32)
                    .shape(0, width)
                    .maxShape(H5.UNLIMITED, width)
                    .chunk(chunk, Math.max(1, width - 1)) // the last chunks of a row reach over its end
                    .deflate(1)
                    .fletcher32()
                    .create();
            file.put("alone", 1);
            file.create("names")
                    .type(DType.STRING)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .create();
        }
        return path;
    }

    @Test
    void anyBlocksComeInOrder() {
        Seeds.repeat(10, random -> {
            int chunk = 1 + random.nextInt(10);
            int width = 1 + random.nextInt(3);
            Path path = make(chunk, width);
            int[] all = IntStream.range(0, width * random.nextInt(100)).toArray();
            FileOptions options = random.nextBoolean() ? FileOptions.shared() : FileOptions.exclusive();
            try (H5File file = H5.open(path, options)) {
                try (AppendStream rows = file.dataset("x").appendStream()) {
                    int done = 0;
                    while (done < all.length) {
                        int next = Math.min(all.length, done + width * random.nextInt(3 * chunk));
                        rows.append(Arrays.copyOfRange(all, done, next));
                        done = next;
                        assertThat(file.dataset("x").shape()[0]).isGreaterThan(done / width - chunk);
                        if (random.nextInt(10) == 0) {
                            rows.flush();
                            assertThat(file.dataset("x").shape()[0]).isEqualTo(done / width);
                        }
                    }
                }
                assertThat(file.dataset("x").i32()).isEqualTo(all);
            }
            assertThat(H5.check(path).problems()).isEmpty();
        });
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Path path = make(4, 2);
        try (H5File file = H5.open(path)) {
            AppendStream rows = file.dataset("x").appendStream();
            rows.append(new int[] {1, 2});
            assertThatThrownBy(() -> rows.append(new int[] {3})).isInstanceOf(H5TypeException.class);
            rows.close();
            rows.close();
            assertThat(file.dataset("x").i32()).containsExactly(1, 2);
            assertThatThrownBy(() -> rows.append(new int[] {3, 4})).isInstanceOf(H5ClosedException.class);
            for (String name : new String[] {"alone", "names"}) {
                assertThatThrownBy(() -> file.dataset(name).appendStream())
                        .isInstanceOf(H5TypeException.class)
                        .hasMessageContaining(name);
            }
        }
    }
}
