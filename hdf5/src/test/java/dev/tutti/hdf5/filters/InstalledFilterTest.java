package dev.tutti.hdf5.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Layout;
import dev.tutti.testkit.process.Tools;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link XorFilter} stands in META-INF/services of the tests and is found there. */
final class InstalledFilterTest {
    private static final int[] VALUES = IntStream.range(0, 1000).toArray();

    @TempDir
    private Path folder;

    private Dataset make(H5File file, int id, int... parameters) {
        return file.create("x")
                .type(DType.I32)
                .shape(1000)
                .chunk(300)
                .shuffle()
                .filter(id, parameters)
                .create();
    }

    @Test
    void aFilterFromOutsideIsFoundAndUsed() {
        Path path = folder.resolve("x.h5");
        try (H5File file = H5.create(path)) {
            make(file, XorFilter.ID, 0x55).write(VALUES);
            assertThat(file.dataset("x").toString()).contains("shuffle", "xor");
        }
        assertThat(H5.read(path, "x", int[].class)).isEqualTo(VALUES);
        assertThat(H5.check(path).problems()).isEmpty();
        try (H5File file = H5.open(path)) {
            assertThat(file.dataset("x").storedBytes())
                    .as("each of 4 chunks has the filter's byte more")
                    .isEqualTo(4 * (300 * 4 + 1));
            assertThat(file.dataset("x").layout().filters())
                    .extracting(Layout.FilterInfo::id)
                    .containsExactly(2, XorFilter.ID);
        }
    }

    @Test
    void whatItDoesNotAcceptIsDamage() {
        Path path = folder.resolve("x.h5");
        try (H5File file = H5.create(path)) {
            make(file, XorFilter.ID, 0x155).write(VALUES); // the filter writes 0x55 into the chunk
        }
        assertThatThrownBy(() -> H5.read(path, "x", int[].class)).isInstanceOf(H5CorruptException.class);
    }

    @Test
    void aFilterThatIsNotThereIsNamed() {
        H5File file = H5.create(folder.resolve("y.h5"));
        make(file, 301, 1).write(VALUES); // they wait for the commit
        assertThatThrownBy(file::commit)
                .isInstanceOf(H5UnsupportedException.class)
                .hasMessageContaining("filter 301");
        file.delete("x");
        file.close();
        assertThat(H5.check(folder.resolve("y.h5")).problems()).isEmpty();
    }

    /** h5py knows no filter 300 either, and says so instead of giving values. */
    @Test
    void theCLibrarySeesTheFilter() throws Exception {
        Tools.assumeH5py();
        Path path = folder.resolve("x.h5");
        try (H5File file = H5.create(path)) {
            make(file, XorFilter.ID, 0x55).write(VALUES);
        }
        String script =
                """
                import sys, h5py
                with h5py.File(sys.argv[1]) as f:
                    p = f['x'].id.get_create_plist()
                    print([p.get_filter(i)[0] for i in range(p.get_nfilters())], p.get_filter(1)[2])
                    try:
                        f['x'][()]
                    except OSError as e:
                        print('refused')
                """;
        assertThat(Tools.python(script, path).success().lines()).containsExactly("[2, 300] (85,)", "refused");
    }
}
