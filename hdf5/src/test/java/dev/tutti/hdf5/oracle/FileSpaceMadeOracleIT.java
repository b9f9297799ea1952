package dev.tutti.hdf5.oracle;

import static dev.tutti.hdf5.oracle.CLibrary.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.hdf5.global.hdf5.*;

import dev.tutti.hdf5.ChunkInfo;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.FileSpace;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LiveWriter;
import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that Tutti makes with settings of file space, and where it puts values that are to be aligned. */
final class FileSpaceMadeOracleIT {
    private static final List<FileSpace> SPACES = List.of(
            FileSpace.STANDARD,
            FileSpace.AGGREGATED.kept().threshold(100),
            FileSpace.PAGES,
            FileSpace.PAGES.kept().pageSize(16_384),
            FileSpace.AGGREGATED_ONLY,
            FileSpace.NONE.pageSize(512));

    @TempDir
    private Path folder;

    private static void fill(H5File file, int round) {
        file.put("a" + round, IntStream.range(0, 3000 + round).toArray());
        file.put("big" + round, new long[20_000]);
        file.create("c" + round)
                .type(DType.F64)
                .shape(900)
                .chunk(100)
                .deflate(3)
                .create()
                .write(new double[900]);
        file.delete("big" + round);
    }

    private static void sound(Path path, boolean buffered) {
        assertThat(H5.check(path).problems()).isEmpty();
        assertThat(TuttiReader.read(path).differences(CReader.read(path), 10)).isEmpty();
        if (buffered) { // takes it for granted that short blocks of metadata cross no page
            Tree byPages =
                    CReader.read(path, access -> ok(H5Pset_page_buffer_size(access, 1 << 17, 0, 0), "page buffer"));
            assertThat(TuttiReader.read(path).differences(byPages, 10)).isEmpty();
        }
    }

    @Test
    void theCLibraryFindsThemAndGoesOn() throws IOException {
        int number = 0;
        for (FileSpace space : SPACES) {
            for (String compat : number++ % 2 == 0 ? List.of("v18") : List.of("earliest", "latest")) {
                Path path = folder.resolve(space + compat + ".h5");
                FileOptions options = FileOptions.exclusive().compat(compat).fileSpace(space);
                try (H5File file = H5.create(path, options)) {
                    assertThat(file.fileSpace()).isEqualTo(space);
                    fill(file, 0);
                }
                assertThat(reported(path)).isEqualTo(space.toString());
                boolean paged = space.strategy().equals("PAGE");
                sound(path, paged);
                grow(path, paged);
                sound(path, paged);
                try (H5File file = H5.open(path, FileOptions.exclusive())) {
                    fill(file, 1);
                }
                sound(path, paged);
            }
        }
        Path repacked = folder.resolve("repacked.h5");
        H5.repack(folder.resolve(SPACES.get(3) + "latest.h5"), repacked);
        assertThat(reported(repacked)).isEqualTo(SPACES.get(3).toString());
    }

    /** Strategy, page size and the like as the C library reads them. */
    private static String reported(Path path) {
        return CLibrary.call(() -> {
            try (CFile file = CFile.open(path, new Random(1));
                    IntPointer strategy = new IntPointer(1);
                    BoolPointer persist = new BoolPointer(1);
                    LongPointer threshold = new LongPointer(1);
                    LongPointer page = new LongPointer(1)) {
                long plist = ok(H5Fget_create_plist(file.id()), "creation properties");
                ok(H5Pget_file_space_strategy(plist, strategy, persist, threshold), "strategy");
                ok(H5Pget_file_space_page_size(plist, page), "page size");
                H5Pclose(plist);
                String name = List.of("FSM_AGGR", "PAGE", "AGGR", "NONE").get(strategy.get());
                return name + (persist.get() ? ", kept" : "") + ", threshold " + threshold.get() + ", pages of "
                        + page.get();
            }
        });
    }

    /** The C library adds objects and takes one away; files with pages through its page buffer. */
    private static void grow(Path path, boolean buffered) {
        CLibrary.call(() -> {
            long access = H5Pcreate(H5P_CLS_FILE_ACCESS_ID_g());
            if (buffered) {
                ok(H5Pset_page_buffer_size(access, 1 << 20, 0, 0), "page buffer");
            }
            long file = ok(H5Fopen(path.toString(), H5F_ACC_RDWR, access), "open");
            for (int i = 0; i < 4; i++) {
                long space = H5Screate_simple(1, new long[] {5_000}, null);
                long data = ok(
                        H5Dcreate2(file, "/by C " + i, H5T_STD_I64LE_g(), space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                        "dataset");
                try (LongPointer values = new LongPointer(5_000)) {
                    for (int k = 0; k < 5_000; k++) {
                        values.put(k, i + k);
                    }
                    ok(H5Dwrite(data, H5T_NATIVE_INT64_g(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values), "write");
                }
                H5Dclose(data);
                H5Sclose(space);
            }
            ok(H5Ldelete(file, "/by C 1", H5P_DEFAULT), "delete");
            ok(H5Ldelete(file, "/a0", H5P_DEFAULT), "delete");
            ok(H5Fclose(file), "close");
            H5Pclose(access);
            return path;
        });
    }

    /** HDF5 1.10, which h5py may have, cuts files that keep free space off where they say that they end. */
    @Test
    void whatTuttiAddedStaysWhenAnOldLibraryIsNext() throws IOException {
        for (FileSpace space : List.of(FileSpace.AGGREGATED.kept(), FileSpace.PAGES.kept())) {
            Path path = folder.resolve(space.strategy() + ".h5");
            H5.create(path, FileOptions.exclusive().fileSpace(space)).close();
            byPython(path, 0);
            for (int round = 1; round < 4; round++) {
                if (round == 3) {
                    try (LiveWriter live = H5.live(path)) {
                        live.create("t3").type(DType.I32).shape(6000).create().write(values(3));
                        live.publish();
                    }
                } else {
                    try (H5File file = H5.open(path, round == 1 ? FileOptions.shared() : FileOptions.exclusive())) {
                        file.put("t" + round, values(round));
                    }
                }
                byPython(path, round);
                assertThat(H5.check(path).problems()).as(space + " " + round).isEmpty();
                try (H5File file = H5.open(path, FileOptions.readOnly())) {
                    for (int i = 1; i <= round; i++) {
                        assertThat(file.dataset("t" + i).i32()).isEqualTo(values(i));
                    }
                }
            }
        }
    }

    private static int[] values(int round) {
        return IntStream.range(round, 6000 + round).toArray();
    }

    private static void byPython(Path path, int round) throws IOException {
        Tools.python(
                        """
                        import sys, h5py, numpy as np
                        r = int(sys.argv[2])
                        f = h5py.File(sys.argv[1], 'r+')
                        for i in range(3):
                            f['p%d-%d' % (r, i)] = np.arange(3000) + i
                        del f['p%d-1' % r]
                        """,
                        path, Integer.toString(round))
                .success();
    }

    @Test
    void valuesBeginWhereTheyAreWanted() {
        int number = 0;
        for (FileOptions mode : List.of(FileOptions.exclusive(), FileOptions.shared())) {
            Path path = folder.resolve("aligned" + number++ + ".h5");
            FileOptions options = mode.userBlock(512).alignment(1000, 10_000);
            try (H5File file = H5.create(path, options)) {
                file.put("small", new byte[999]);
                file.put("block", new byte[1000]);
                file.create("chunks")
                        .type(DType.F64)
                        .shape(1000)
                        .chunk(150)
                        .create()
                        .write(new double[1000]);
                long block = file.dataset("block").dataAddress().orElseThrow() + 512;
                assertThat(block % 10_000).isZero();
                assertThat(file.dataset("chunks").chunkInfo()).hasSize(7);
                for (ChunkInfo chunk : file.dataset("chunks").chunkInfo()) {
                    assertThat((chunk.address() + 512) % 10_000).isZero();
                }
            }
            sound(path, false);
        }
        assertThatThrownBy(() -> FileOptions.shared().alignment(0, 8)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FileOptions.shared().alignment(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FileSpace.NONE.kept())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not used again");
        assertThatThrownBy(() -> FileSpace.PAGES.pageSize(511)).isInstanceOf(IllegalArgumentException.class);
    }
}
