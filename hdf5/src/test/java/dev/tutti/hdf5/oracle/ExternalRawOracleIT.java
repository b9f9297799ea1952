package dev.tutti.hdf5.oracle;

import static dev.tutti.hdf5.oracle.CLibrary.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.hdf5.global.hdf5.*;

import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Slice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datasets whose values the C library keeps in raw files of their own. */
final class ExternalRawOracleIT {
    private static final long[] SHAPE = {30, 40};

    @TempDir
    private Path folder;

    private Path file = Path.of("");

    /** 1200 ints in three pieces: the second in the middle of a file, the last as long as need be. */
    @BeforeEach
    void make() {
        file = folder.resolve("x.h5");
        CLibrary.call(() -> {
            try (CFile made = CFile.create(file, CFile.Bounds.V18, new Random(1))) {
                long plist = H5Pcreate(H5P_CLS_DATASET_CREATE_ID_g());
                ok(H5Pset_external(plist, folder.resolve("a.raw").toString(), 0, 1000), "external");
                ok(H5Pset_external(plist, folder.resolve("b.raw").toString(), 12, 1001), "external");
                ok(H5Pset_external(plist, "c.raw", 0, H5F_UNLIMITED), "external");
                long space = H5Screate_simple(2, SHAPE, SHAPE);
                H5Dclose(ok(
                        H5Dcreate2(made.id(), "x", H5T_STD_I32LE_g(), space, H5P_DEFAULT, plist, H5P_DEFAULT),
                        "dataset"));
                H5Sclose(space);
                H5Pclose(plist);
            }
            return file;
        });
    }

    private void write(String name, int from, int to, int skipped) throws Exception {
        byte[] bytes = new byte[skipped + to - from];
        for (int i = from; i < to; i++) {
            bytes[skipped + i - from] = (byte) (i / 4 >>> 8 * (i % 4));
        }
        Files.write(folder.resolve(name), bytes);
    }

    @Test
    void piecesAreReadOneBehindTheOther() throws Exception {
        write("a.raw", 0, 1000, 0);
        write("b.raw", 1000, 2001, 12);
        write("c.raw", 2001, 4800, 0);
        try (H5File opened = H5.open(file)) {
            int[] all = opened.dataset("x").i32();
            assertThat(all).containsExactly(IntStream.range(0, 1200).toArray());
            assertThat(opened.dataset("x").read(int[].class, Slice.of("3:9:2, 10:12")))
                    .containsExactly(130, 131, 210, 211, 290, 291);
            assertThat(opened.dataset("x").storedBytes()).isZero();
            assertThatThrownBy(() -> opened.dataset("x").write(new int[1200]))
                    .isInstanceOf(H5UnsupportedException.class)
                    .hasMessageContaining("external raw files");
            opened.copy("x", "copy");
            assertThat(opened.dataset("copy").i32()).containsExactly(all);
            opened.delete("x");
        }
        assertThat(H5.check(file).problems()).isEmpty();
    }

    @Test
    void whatIsMissingIsSaid() throws Exception {
        write("a.raw", 0, 1000, 0);
        try (H5File opened = H5.open(file)) {
            assertThat(opened.dataset("x").read(int[].class, Slice.of("0:5, :")))
                    .containsExactly(IntStream.range(0, 200).toArray());
            assertThatThrownBy(() -> opened.dataset("x").i32())
                    .isInstanceOf(H5NotFoundException.class)
                    .hasMessageContainingAll("b.raw", "HDF5_EXTFILE_PREFIX");
        }
    }

    @Test
    void aFileThatIsTooShortReadsAsZeros() throws Exception {
        write("a.raw", 0, 400, 0);
        write("b.raw", 1000, 1400, 12);
        write("c.raw", 2001, 2101, 0);
        try (H5File opened = H5.open(file)) {
            int[] all = opened.dataset("x").i32();
            assertThat(all[99]).isEqualTo(99);
            assertThat(all[100]).isZero();
            assertThat(all[250]).isEqualTo(250);
            assertThat(all[1199]).isZero();
        }
        Path absolute = folder.resolve("c.raw");
        assertThat(absolute).exists();
    }
}
