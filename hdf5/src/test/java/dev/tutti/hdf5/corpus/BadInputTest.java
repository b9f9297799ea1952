package dev.tutti.hdf5.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Node;
import dev.tutti.hdf5.Slice;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and requests that cannot be served end in one error that says what to do. */
class BadInputTest {
    @TempDir
    Path folder;

    @Test
    void whatIsNoHdf5FileIsRefused() throws Exception {
        Path empty = Files.write(folder.resolve("empty.h5"), new byte[0]);
        Path text = Files.writeString(folder.resolve("text.h5"), "no HDF5\n".repeat(1000));
        Path start =
                Files.write(folder.resolve("start.h5"), "\u0089HDF\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1));
        for (Path path : List.of(empty, text, start)) {
            assertThatThrownBy(() -> H5.open(path).close())
                    .isInstanceOf(H5CorruptException.class)
                    .hasMessageContaining(path.getFileName().toString());
            assertThatThrownBy(() -> H5.check(path)).isInstanceOf(H5CorruptException.class);
        }
    }

    @Test
    void theSampleIsSound() {
        Path path = SampleFile.make(folder.resolve("sample.h5"));
        Ordeal ordeal = Ordeal.of(path);
        assertThat(ordeal.refused()).isEmpty();
        assertThat(ordeal.objects()).isEqualTo(24);
        assertThat(H5.check(path).problems()).isEmpty();
    }

    @Test
    void moreElementsThanTheHeapHoldsAreRefusedWithAdvice() {
        Path path = folder.resolve("huge.h5");
        try (H5File file = H5.create(path)) {
            Dataset dataset = file.create("huge")
                    .type(DType.F64)
                    .shape(1L << 30)
                    .chunk(1 << 20)
                    .create();
            assertThatThrownBy(dataset::f64)
                    .isInstanceOf(H5TypeException.class)
                    .hasMessageContaining("slice by slice")
                    .hasMessageContaining("-Xmx");
            assertThat(dataset.read(double[].class, Slice.rows(1L << 29, (1L << 29) + 3)))
                    .containsOnly(0);
        }
    }

    @Test
    void aSparseDatasetOfTinyChunksTakesNoMemoryForWhatIsMissing() {
        Path path = folder.resolve("sparse.h5");
        try (H5File file = H5.create(path)) {
            Dataset dataset = file.create("sparse")
                    .type(DType.U8)
                    .shape(1L << 40)
                    .maxShape(H5.UNLIMITED)
                    .chunk(1)
                    .fill(7)
                    .create();
            dataset.write(Slice.at(5), 9);
            byte[] bytes = dataset.raw(Slice.rows(0, 200_000));
            assertThat(bytes[5]).isEqualTo((byte) 9);
            bytes[5] = 7;
            assertThat(bytes).containsOnly(7);
        }
    }

    @Test
    void aLoopOfHardLinksIsWalkedOnce() {
        Path path = folder.resolve("loop.h5");
        try (H5File file = H5.create(path)) {
            file.createGroup("a/b");
            file.hardLink("a/b/up", "/a");
            file.hardLink("a/b/root", "/");
            assertThat(file.walk().map(Node::path)).containsExactly("/", "/a", "/a/b");
        }
    }
}
