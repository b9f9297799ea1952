package dev.tutti.hdf5.oracle;

import static dev.tutti.hdf5.oracle.CLibrary.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.hdf5.global.hdf5.*;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5TypeException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.DatasetBuilder;
import dev.tutti.hdf5.ExternalFile;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LiveWriter;
import dev.tutti.hdf5.Slice;
import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.IntPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datasets that Tutti makes over raw files are what other programs take them for; what cannot be one is refused. */
final class ExternalMadeOracleIT {
    /** Relative names begin at the folder of the HDF5 file for h5py, too. */
    private static final String H5PY = "import os, sys\nos.environ['HDF5_EXTFILE_PREFIX'] = '${ORIGIN}'\n"
            + "import h5py, numpy as np\nf = h5py.File(sys.argv[1], sys.argv[2])\n";

    @TempDir
    private Path folder;

    private static final int[] VALUES = IntStream.range(0, 1200).toArray();

    /** 4800 bytes: one part in the middle of a file, then two of another file in the wrong order, then as many as need be. */
    private static final List<ExternalFile> PARTS = List.of(
            new ExternalFile("a.raw", 100, 1001),
            new ExternalFile("b.raw", 600, 600),
            new ExternalFile("b.raw", 0, 600),
            ExternalFile.of("c.raw"));

    private static DatasetBuilder described(H5File file, String path) {
        return file.create(path).type(DType.I32).shape(30, 40).maxShape(H5.UNLIMITED);
    }

    @Test
    void everyFormatIsReadAndChangedByOthers() throws IOException {
        for (String compat : List.of("earliest", "v18", "latest")) {
            Path path = folder.resolve(compat + ".h5");
            try (H5File file = H5.create(path, FileOptions.exclusive().compat(compat))) {
                Dataset made = described(file, "x").external(PARTS).create();
                assertThat(folder.resolve("a.raw")).doesNotExist();
                made.write(VALUES);
                made.write(Slice.of("3, 5:9"), new int[] {-1, -2, -3, -4});
                made.append(IntStream.range(1200, 1240).toArray());
                assertThat(made.shape()).containsExactly(31, 40);
                assertThat(made.externalFiles()).isEqualTo(PARTS);
                assertThat(made.storedBytes()).isZero();
                assertThat(made.i32(Slice.of("3, 4:10"))).containsExactly(124, -1, -2, -3, -4, 129);
            }
            assertThat(H5.check(path).problems()).isEmpty();
            Tools.python(
                            H5PY
                                    + """
                            d = f['x']
                            assert d.external == [('a.raw', 100, 1001), ('b.raw', 600, 600), ('b.raw', 0, 600), ('c.raw', 0, h5py.h5f.UNLIMITED)], d.external
                            e = np.arange(1240, dtype='i4').reshape(31, 40)
                            e[3, 5:9] = [-1, -2, -3, -4]
                            assert d.shape == (31, 40) and d.maxshape == (None, 40) and (d[...] == e).all()
                            d.id.set_extent((32, 40))
                            d[31] = 7
                            d[0, 0] = 99
                            """,
                            path,
                            "a")
                    .success();
            try (H5File file = H5.open(path, FileOptions.exclusive())) {
                assertThat(file.dataset("x").i32(Slice.of("31, :"))).containsOnly(7);
                assertThat(file.dataset("x").i32(Slice.of("0, :2"))).containsExactly(99, 1);
                file.dataset("x").resize(2, 40);
                file.copy("x", "copy");
                assertThat(file.dataset("copy").i32())
                        .isEqualTo(file.dataset("x").i32());
                assertThat(file.dataset("copy").externalFiles()).isEmpty();
                file.dataset("copy").resize(500, 40);
                file.delete("x");
            }
            assertThat(folder.resolve("a.raw")).hasSize(1101);
            assertThat(H5.check(path).problems()).isEmpty();
            assertThat(TuttiReader.read(path).differences(CReader.read(path), 10))
                    .isEmpty();
            for (String raw : List.of("a.raw", "b.raw", "c.raw")) {
                Files.delete(folder.resolve(raw));
            }
        }
    }

    @Test
    void theBytesAreThoseThatTheCLibraryWrites() throws IOException {
        Path path = folder.resolve("x.h5");
        List<ExternalFile> parts = List.of(
                new ExternalFile(folder.resolve("a.raw").toString(), 3, 2001),
                ExternalFile.of(folder.resolve("c.raw").toString()));
        try (H5File file = H5.create(path, FileOptions.exclusive())) {
            Dataset made =
                    file.create("x").type(DType.I32).shape(1200).external(parts).create();
            made.write(VALUES);
        }
        ByteBuffer expected = ByteBuffer.allocate(4800).order(ByteOrder.LITTLE_ENDIAN);
        expected.asIntBuffer().put(VALUES);
        ByteBuffer found = ByteBuffer.allocate(4803);
        found.put(Files.readAllBytes(folder.resolve("a.raw"))).put(Files.readAllBytes(folder.resolve("c.raw")));
        assertThat(found.slice(3, 4800)).isEqualTo(expected);
        CLibrary.call(() -> {
            try (CFile file = CFile.open(path, new Random(1));
                    IntPointer all = new IntPointer(1200)) {
                long data = ok(H5Dopen2(file.id(), "x", H5P_DEFAULT), "open");
                long plist = H5Dget_create_plist(data);
                assertThat(H5Pget_external_count(plist)).isEqualTo(2);
                H5Pclose(plist);
                ok(H5Dread(data, H5T_NATIVE_INT_g(), H5S_ALL, H5S_ALL, H5P_DEFAULT, all), "read");
                for (int i = 0; i < 1200; i++) {
                    assertThat(all.get(i)).isEqualTo(i);
                    all.put(i, 2 * i);
                }
                ok(H5Dwrite(data, H5T_NATIVE_INT_g(), H5S_ALL, H5S_ALL, H5P_DEFAULT, all), "write");
                H5Dclose(data);
            }
            return path;
        });
        try (H5File file = H5.open(path)) {
            assertThat(file.dataset("x").i32())
                    .isEqualTo(IntStream.range(0, 1200).map(i -> 2 * i).toArray());
        }
        assertThat(TuttiReader.read(path).differences(CReader.read(path), 10)).isEmpty();
    }

    @Test
    void othersMayMakeTheRawFilesAndTuttiReadsThem() throws IOException {
        Path path = folder.resolve("live.h5");
        Files.write(folder.resolve("instrument.raw"), new byte[] {1, 2, 3, 4, 5});
        H5.createFile(path);
        try (H5File file = H5.open(path, FileOptions.shared())) {
            file.create("x")
                    .type(DType.U8)
                    .shape(5)
                    .external(List.of(ExternalFile.of("instrument.raw")))
                    .create();
            assertThat(file.dataset("x").i32()).containsExactly(1, 2, 3, 4, 5);
            assertThatThrownBy(() -> file.dataset("x").write(new byte[5]))
                    .isInstanceOf(H5UnsupportedException.class)
                    .hasMessageContainingAll("external raw files", "FileOptions.exclusive()");
        }
        assertThat(Files.readAllBytes(folder.resolve("instrument.raw"))).containsExactly(1, 2, 3, 4, 5);
        try (LiveWriter live = H5.live(path)) {
            live.create("y")
                    .type(DType.U8)
                    .shape(5)
                    .external(List.of(ExternalFile.of("instrument.raw")))
                    .create();
            live.publish();
            assertThatThrownBy(() -> live.file().dataset("y").write(new byte[5]))
                    .isInstanceOf(H5UnsupportedException.class)
                    .hasMessageContaining("external raw files");
        }
        assertThat(H5.check(path).problems()).isEmpty();
        Tools.python(H5PY + "assert list(f['x'][:]) == list(f['y'][:]) == [1, 2, 3, 4, 5]\n", path, "r")
                .success();
    }

    @Test
    void whatCannotBeOneIsRefused() throws IOException {
        Path path = folder.resolve("x.h5");
        try (H5File file = H5.create(path, FileOptions.exclusive())) {
            refused(file, "neither a storage nor filters", b -> b.chunk(10, 10));
            refused(file, "neither a storage nor filters", b -> b.compact());
            refused(file, "neither a storage nor filters", b -> b.deflate(3));
            refused(file, "no fill value", b -> b.fill(5));
            refused(file, "point elsewhere", b -> b.type(DType.STRING));
            refused(file, "only its first dimension can grow", b -> b.maxShape(30, 80));
            refused(file, "it takes up to 4800 bytes, its raw files hold 4799", new ExternalFile("a", 0, 4799));
            refused(file, "1 byte or more", new ExternalFile("a", -1, 4800));
            refused(file, "1 byte or more", new ExternalFile("a", 0, 0), new ExternalFile("b", 0, 4800));
            refused(file, "no name", new ExternalFile("", 0, 4800));
            refused(file, "only the last piece", ExternalFile.of("a"), ExternalFile.of("b"));
            refused(file, "1 to 2000 pieces");
            assertThatThrownBy(() -> described(file, "x")
                            .external(List.of(new ExternalFile("a", 0, 4800)))
                            .create())
                    .isInstanceOf(H5TypeException.class)
                    .hasMessageContaining("no bound");
            assertThat(file.root().names()).isEmpty();
        }
        assertThat(H5.check(path).problems()).isEmpty();
    }

    private static void refused(H5File file, String why, UnaryOperator<DatasetBuilder> change) {
        DatasetBuilder plain =
                file.create("x").type(DType.I32).shape(30, 40).external(List.of(ExternalFile.of("a.raw")));
        assertThatThrownBy(() -> change.apply(plain).create())
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining(why);
    }

    private static void refused(H5File file, String why, ExternalFile... parts) {
        refused(file, why, builder -> builder.external(List.of(parts)));
    }

    @Test
    void nothingIsWrittenWhereAFileOfUnknownOriginWantsIt() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path path = inner.resolve("x.h5");
        Path precious = Files.write(folder.resolve("precious"), new byte[] {1, 2, 3});
        Files.createSymbolicLink(inner.resolve("link"), precious);
        Files.createSymbolicLink(inner.resolve("up"), folder);
        Path other = inner.resolve("other.h5");
        H5.write(other, "v", 5);
        byte[] otherBytes = Files.readAllBytes(other);
        try (H5File file = H5.create(path, FileOptions.exclusive())) {
            for (String name : List.of(
                    precious.toString(),
                    "../precious",
                    "link",
                    "up/precious",
                    "up/made",
                    "../made",
                    "other.h5",
                    "x.h5")) {
                Dataset made = file.create("to " + name.replace('/', '|'))
                        .type(DType.U8)
                        .shape(3)
                        .external(List.of(ExternalFile.of(name)))
                        .create();
                assertThatThrownBy(() -> made.write(new byte[] {7, 7, 7}))
                        .isInstanceOf(H5UnsupportedException.class)
                        .hasMessageContaining(name);
            }
            assertThat(file.dataset("to ..|precious").i32()).containsExactly(1, 2, 3);
            Dataset nowhere = file.create("nowhere")
                    .type(DType.U8)
                    .shape(3)
                    .external(List.of(ExternalFile.of("missing/x.raw")))
                    .create();
            assertThatThrownBy(() -> nowhere.write(new byte[3]))
                    .isInstanceOf(H5Exception.class)
                    .hasMessageContaining("folder for the external raw file does not exist");
        }
        assertThat(precious).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(folder.resolve("made")).doesNotExist();
        assertThat(other).hasBinaryContent(otherBytes);
        assertThat(H5.check(path).problems()).isEmpty();
    }
}
