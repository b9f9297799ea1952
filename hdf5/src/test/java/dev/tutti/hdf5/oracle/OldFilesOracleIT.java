package dev.tutti.hdf5.oracle;

import static dev.tutti.hdf5.oracle.CLibrary.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.hdf5.global.hdf5.*;

import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Slice;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.process.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.IntPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of the old format that h5py and Tutti change in turns, and what each finds of the other's. */
class OldFilesOracleIT {
    @TempDir
    Path directory;

    private static final String MADE =
            """
            import h5py, sys, numpy as np
            with h5py.File(sys.argv[1], 'w', libver=sys.argv[2]) as f:
                f['x'] = np.arange(10)
                f['x'].attrs['unit'] = 'mV'
                d = f.create_dataset('grow', (5, 7), maxshape=(None, None), chunks=(2, 3), dtype='i8',
                                     compression='gzip', fillvalue=-1)
                d[...] = 1
                p = f.create_dataset('plain', (400,), maxshape=(None,), chunks=(1,), dtype='i4')
                p[...] = np.arange(400)
                g = f.create_group('g')
                for i in range(100):
                    g.create_group('old %d' % i)
                g['again'] = f['x']
                g['soft'] = h5py.SoftLink('/x')
                f['type'] = np.dtype([('a', 'i4'), ('b', 'f8', (3,)), ('text', 'S5')])
                t = f.create_dataset('typed', (2,), dtype=f['type'])
            """;

    private static final String TURN =
            """
            import h5py, sys, numpy as np
            with h5py.File(sys.argv[1], 'r+') as f:
                n = int(sys.argv[2])
                g = f['g']
                assert 'ours %d' % n in g and 'old %d' % n not in g, list(g)
                assert len(g) == 103 - n, len(g)
                d = f['grow']
                assert d.shape == (5 + 3 * n, 7 + n), d.shape
                assert (d[5 + 3 * (n - 1):, :7] == n).all() and (d[:5, 7:] == -1).all()
                d.resize((5 + 3 * n, 8 + n))
                d.resize((5 + 3 * n, 7 + n))
                p = f['plain']
                assert (p[:400:2] == np.arange(0, 400, 2)).all() and (p[1:400:50] == -n).all()
                p.resize((400 + 200 * n,))
                p[400 + 200 * (n - 1):] = n
                assert f['x'].attrs['unit'] == 'mV' and f['x'].attrs['n'] == n, dict(f['x'].attrs)
                f['x'].attrs['from h5py %d' % n] = 'é' * 100
                g.create_group('theirs %d' % n)
                del g['ours %d' % n]
                f['moved %d' % n] = f['typed']
            """;

    @ParameterizedTest
    @ValueSource(strings = {"earliest", "v108"})
    void h5pyAndTuttiChangeAFileInTurns(String libver) throws Exception {
        Tools.assumeH5py();
        Path path = directory.resolve("turns.h5");
        Tools.python(MADE, path, libver).success();
        byte version = Files.readAllBytes(path)[8];
        for (int turn = 1; turn <= 3; turn++) {
            int n = turn;
            FileOptions options = turn % 2 == 0 ? FileOptions.exclusive() : FileOptions.shared();
            try (H5File file = H5.open(path, options)) {
                file.createGroup("g/ours " + n);
                file.delete("g/old " + n);
                if (n > 1) {
                    file.delete("g/theirs " + (n - 1));
                    assertThat(file.dataset("plain").read(int[].class, Slice.of("-200:")))
                            .containsOnly(n - 1);
                    assertThat(file.dataset("x").attrs().get("from h5py " + (n - 1)))
                            .isEqualTo("é".repeat(100));
                    file.delete("moved " + (n - 1));
                }
                Dataset grow = file.dataset("grow");
                grow.resize(5 + 3L * n, 7L + n);
                long[] block = new long[21];
                Arrays.fill(block, n);
                grow.write(Slice.of((5 + 3 * (n - 1)) + ":, :7"), block);
                file.dataset("plain").write(Slice.of("1:400:50"), new int[] {-n, -n, -n, -n, -n, -n, -n, -n});
                file.dataset("x").attrs().set("n", n);
            }
            MatrixOracleIT.assertNoProblem(path);
            Tools.python(TURN, path, turn).success();
            MatrixOracleIT.assertNoProblem(path);
            if (Tools.find("h5dump").isPresent()) {
                assertThat(Tools.run("h5dump", "-o", "/dev/null", path).status())
                        .isZero();
            }
        }
        assertThat(Files.readAllBytes(path)[8]).isEqualTo(version);
    }

    @Test
    void theCLibraryReadsEverythingInFilesForTheEarliest() throws Exception {
        Path original = directory.resolve("c.h5");
        Path copy = directory.resolve("tutti.h5");
        Seeds.once(random -> {
            CMatrix.structures(original, CFile.Bounds.EARLIEST, random);
            try (H5File to = H5.create(copy, FileOptions.exclusive().compat("earliest"))) {
                TuttiCopy.copy(original, to);
            }
            Tree wanted = CReader.read(original);
            wanted.items().values().removeIf(Tree.TypeItem.class::isInstance);
            assertThat(wanted.differences(CReader.read(copy), 30)).isEmpty();
            MatrixOracleIT.assertNoProblem(copy);
            if (Tools.find("h5dump").isPresent()) {
                assertThat(Tools.run("h5dump", "-o", "/dev/null", copy).status())
                        .isZero();
            }
        });
    }

    /** Chunks at the edge that pass no filters, and chunks that have fixed places: layouts that only the C library makes. */
    @Test
    void layoutsThatTheLibraryCanBeAskedForAreChanged() {
        Path path = directory.resolve("layouts.h5");
        CLibrary.call(() -> {
            try (CFile file = CFile.create(path, CFile.Bounds.V110, new Random(1))) {
                library(file, "/edges", new long[] {10, 12}, new long[] {H5S_UNLIMITED, 40}, H5D_ALLOC_TIME_INCR);
                library(file, "/edges2", new long[] {10, 12}, new long[] {30, 40}, H5D_ALLOC_TIME_INCR);
                library(file, "/implicit", new long[] {10, 12}, new long[] {30, 40}, H5D_ALLOC_TIME_EARLY);
            }
            return path;
        });
        Seeds.repeat(3, random -> {
            FileOptions options = random.nextBoolean() ? FileOptions.exclusive() : FileOptions.shared();
            try (H5File file = H5.open(path, options)) {
                for (String name : List.of("edges", "edges2", "implicit")) {
                    Dataset dataset = file.dataset(name);
                    for (int step = 0; step < 6; step++) {
                        dataset.resize(1 + random.nextInt(20), 1 + random.nextInt(30));
                        int elements = (int) (dataset.shape()[0] * dataset.shape()[1]);
                        dataset.write(random.ints(elements).toArray());
                        dataset.resize(1 + random.nextInt(20), 1 + random.nextInt(30));
                    }
                }
            }
            assertThat(CReader.read(path).differences(TuttiReader.read(path), 30))
                    .isEmpty();
            MatrixOracleIT.assertNoProblem(path);
        });
    }

    private static void library(CFile file, String path, long[] shape, long[] most, int allocation) {
        long plist = H5Pcreate(H5P_CLS_DATASET_CREATE_ID_g());
        ok(H5Pset_chunk(plist, 2, new long[] {4, 5}), "chunk");
        ok(H5Pset_alloc_time(plist, allocation), "allocation");
        if (allocation == H5D_ALLOC_TIME_INCR) {
            ok(H5Pset_deflate(plist, 4), "deflate");
            ok(H5Pset_chunk_opts(plist, H5D_CHUNK_DONT_FILTER_PARTIAL_CHUNKS), "options");
        }
        long space = ok(H5Screate_simple(2, shape, most), "dataspace");
        long id = H5Dcreate2(file.id(), path, H5T_NATIVE_INT_g(), space, H5P_DEFAULT, plist, H5P_DEFAULT);
        try (IntPointer values = new IntPointer(new Random(2).ints(120).toArray())) {
            ok(H5Dwrite(ok(id, "H5Dcreate"), H5T_NATIVE_INT_g(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values), "H5Dwrite");
        }
        H5Dclose(id);
        H5Sclose(space);
        H5Pclose(plist);
    }

    @Test
    void aLinkThatASymbolTableCannotHoldMakesItAGroupOfTheNewForm() throws Exception {
        Path path = directory.resolve("convert.h5");
        try (H5File file = H5.create(path, FileOptions.exclusive().compat("earliest"))) {
            file.createGroup("few/inside");
            for (int i = 0; i < 40; i++) {
                file.createGroup("many/" + i);
            }
            file.softLink("few/soft", "/many");
            file.externalLink("few/external", "other.h5", "/x");
            file.createGroup("many/μ");
            file.externalLink("external", "other.h5", "/x");
            assertThat(file.group("few").names()).containsExactlyInAnyOrder("inside", "soft", "external");
            assertThat(file.group("many").names()).hasSize(41);
            file.delete("many/7");
        }
        MatrixOracleIT.assertNoProblem(path);
        if (Tools.python().isPresent()) {
            Tools.python(
                            """
                            import h5py, sys
                            with h5py.File(sys.argv[1], 'r+') as f:
                                assert len(f['many']) == 40 and 'μ' in f['many'], list(f['many'])
                                assert f['few'].get('external', getlink=True).filename == 'other.h5'
                                assert f.get('external', getlink=True).path == '/x'
                                f['few/soft/more'] = 1
                                f['root'] = 2
                            """,
                            path)
                    .success();
        }
        MatrixOracleIT.assertNoProblem(path);
    }

    /** The superblock of a file of the library remembers where the links of the root group were. */
    @ParameterizedTest
    @ValueSource(ints = {3, 30})
    void aRootGroupOfTheLibraryBecomesOneOfTheNewForm(int links) throws Exception {
        Tools.assumeH5py();
        Path path = directory.resolve("root.h5");
        Tools.python(MADE, path, "earliest").success();
        try (H5File file = H5.open(path, FileOptions.shared())) {
            for (int i = 0; i < links; i++) {
                file.externalLink("external " + i, "other.h5", "/x");
            }
        }
        MatrixOracleIT.assertNoProblem(path);
        Tools.python(
                        """
                        import h5py, sys
                        with h5py.File(sys.argv[1], 'r+') as f:
                            assert len(f) == 6 + int(sys.argv[2]), list(f)
                            f['more'] = f['x'][:3]
                            f['outside'] = h5py.ExternalLink('a.h5', '/b')
                            del f['external 0']
                        with h5py.File(sys.argv[1], 'r') as f:
                            assert len(f) == 7 + int(sys.argv[2]) and len(f['g']) == 102
                        """,
                        path,
                        String.valueOf(links))
                .success();
        MatrixOracleIT.assertNoProblem(path);
    }

    @Test
    void typesAndFillValuesAreThoseOfOldLibraries() throws Exception {
        Path path = directory.resolve("types.h5");
        try (H5File file = H5.create(path, FileOptions.exclusive().compat("earliest"))) {
            file.create("filled")
                    .type(DType.F64)
                    .shape(10)
                    .maxShape(H5.UNLIMITED)
                    .chunk(4)
                    .fill(2.5)
                    .shuffle()
                    .deflate(4)
                    .create();
            file.put("text", new String[] {"a", "bcd"});
            file.dataset("filled").attrs().set("note", "x");
            assertThatThrownBy(() -> file.dataset("filled").attrs().set("long", new double[9000]))
                    .isInstanceOf(H5UnsupportedException.class)
                    .hasMessageContaining("attribute message");
        }
        MatrixOracleIT.assertNoProblem(path);
        byte[] bytes = Files.readAllBytes(path);
        assertThat(bytes[8]).isZero();
        if (Tools.find("h5dump").isPresent()) {
            assertThat(Tools.run("h5dump", "-p", path).success()).contains("VALUE  2.5", "SHUFFLE", "\"bcd\"");
        }
    }
}
