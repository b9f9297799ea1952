package dev.tutti.codecs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Node;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that the filter plug-ins of the HDF Group wrote: every code, shuffle and shape of blocks that they have. */
class ForeignChunksTest {
    private static final int[] LINE =
            IntStream.range(0, 1500).map(i -> i / 7 * 3 % 1000 + i % 5).toArray();
    private static final double[] PLANE =
            IntStream.range(0, 1200).mapToDouble(i -> i / 3 / 4.0).toArray();

    @TempDir
    private Path folder;

    @Test
    void allAreRead() throws IOException {
        Path path = folder.resolve("plugins.h5");
        try (InputStream file = ForeignChunksTest.class.getResourceAsStream("plugins.h5.gz")) {
            assertThat(file).isNotNull();
            Files.copy(new GZIPInputStream(file), path);
        }
        int count = 0;
        try (H5File file = H5.open(path, FileOptions.snapshotOfLive())) {
            for (Node node : file.root().children().toList()) {
                Dataset dataset = (Dataset) node;
                String name = dataset.name();
                assertThat(dataset.layout().filters()).as(name).hasSize(1);
                if (name.startsWith("array")) {
                    assertThat(dataset.f64()).as(name).isEqualTo(PLANE);
                } else if (name.startsWith("zeros")) {
                    assertThat(dataset.i32()).as(name).isEqualTo(new int[1500]);
                } else if (name.startsWith("same")) {
                    assertThat(dataset.i32()).as(name).containsOnly(77).hasSize(1500);
                } else {
                    assertThat(dataset.i32()).as(name).isEqualTo(LINE);
                }
                count++;
            }
        }
        assertThat(count).isEqualTo(39);
    }
}
