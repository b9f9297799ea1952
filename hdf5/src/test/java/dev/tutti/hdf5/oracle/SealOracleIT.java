package dev.tutti.hdf5.oracle;

import static dev.tutti.hdf5.oracle.CLibrary.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.hdf5.global.hdf5.*;

import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Slice;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.LongPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Foreign programs and shared mode: while commits stand in the log alone every one of them refuses the file, of whatever version; when it is plain again
 * they see everything, and Tutti sees what they change.
 */
@Timeout(180)
class SealOracleIT {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();

    /** What the C library says, up to 2.0, of a file of version 3, and of all the older ones. */
    private static final String WRITING = "file is already open for write";

    private static final String UNKNOWN = "bad flag value for superblock";

    /** Opens a file, reads, and says what came of it. Arguments: file, mode, "swmr" or not. */
    private static final String OPEN =
            """
            import sys, h5py
            try:
                with h5py.File(sys.argv[1], sys.argv[2], swmr=(sys.argv[3] == 'swmr')) as f:
                    print('opened', list(f['x'][:4]))
            except OSError as e:
                print('refused', str(e).replace('\\n', ' '))
            """;

    /** Changes a file. Arguments: file, value. */
    private static final String CHANGE =
            """
            import sys, h5py
            with h5py.File(sys.argv[1], 'r+') as f:
                value = int(sys.argv[2])
                f['x'][3] = value
                f['from h5py %d' % value] = [value, value]
                print('changed')
            """;

    /** The versions of superblocks. */
    enum Version {
        V0(CFile.Bounds.EARLIEST),
        V1(CFile.Bounds.EARLIEST),
        V2(CFile.Bounds.V18),
        V3(CFile.Bounds.V110);

        private final CFile.Bounds bounds;

        Version(CFile.Bounds bounds) {
            this.bounds = bounds;
        }

        String refusal() {
            return this == V3 ? WRITING : UNKNOWN;
        }
    }

    @TempDir
    Path folder;

    private Path make(Version version) throws IOException {
        Path path = folder.resolve(version + ".h5");
        CLibrary.call(() -> {
            long access = H5Pcreate(H5P_CLS_FILE_ACCESS_ID_g());
            boolean old = version.bounds == CFile.Bounds.EARLIEST;
            int bound = version == Version.V2 ? H5F_LIBVER_V18 : H5F_LIBVER_V110;
            ok(H5Pset_libver_bounds(access, old ? H5F_LIBVER_EARLIEST : bound, old ? H5F_LIBVER_V18 : bound), "bounds");
            long creation = H5Pcreate(H5P_CLS_FILE_CREATE_ID_g());
            if (version == Version.V1) {
                ok(H5Pset_istore_k(creation, 64), "B-tree size");
            }
            long file = ok(H5Fcreate(path.toString(), H5F_ACC_TRUNC, creation, access), "H5Fcreate");
            long space = H5Screate_simple(1, new long[] {10}, new long[] {10});
            long data = ok(
                    H5Dcreate2(file, "x", H5T_STD_I64LE_g(), space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                    "H5Dcreate");
            try (LongPointer values = new LongPointer(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)) {
                ok(H5Dwrite(data, H5T_STD_I64LE_g(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values), "H5Dwrite");
            }
            H5Dclose(data);
            H5Sclose(space);
            H5Pclose(creation);
            H5Pclose(access);
            return ok(H5Fclose(file), "H5Fclose");
        });
        assertThat(Files.readAllBytes(path)[8]).as("version").isEqualTo((byte) version.ordinal());
        return path;
    }

    private static String h5py(Path path, String mode, String how) throws IOException {
        return Tools.python(OPEN, path, mode, how).success().strip();
    }

    /** What the C library of this JVM makes of it. */
    private static boolean opens(Path path, int flags) {
        return CLibrary.call(() -> {
            long file = H5Fopen(path.toString(), flags, H5P_DEFAULT);
            if (file >= 0) {
                H5Fclose(file);
            }
            return file >= 0;
        });
    }

    private static int flags(Path path) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        return bytes[8] < 2 ? bytes[20] & 0xff : bytes[11] & 0xff;
    }

    private static void awaitPlain(Path path) throws Exception {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (flags(path) != 0) {
            assertThat(System.nanoTime()).as("still sealed").isLessThan(end);
            Thread.sleep(50);
        }
    }

    private List<String> beside(Path path) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(path.getFileName() + "-"))
                    .toList();
        }
    }

    private static void assertRefused(Version version, Path path) throws IOException {
        assertThat(opens(path, H5F_ACC_RDONLY)).as("C library, to read").isFalse();
        assertThat(opens(path, H5F_ACC_RDWR)).as("C library, to change").isFalse();
        assertThat(opens(path, H5F_ACC_RDONLY | H5F_ACC_SWMR_READ))
                .as("C library, SWMR")
                .isFalse();
        for (String[] way : new String[][] {{"r", ""}, {"r+", ""}, {"a", ""}}) {
            assertThat(h5py(path, way[0], way[1]))
                    .as(way[0])
                    .startsWith("refused")
                    .contains(version.refusal());
        }
        String swmr = version == Version.V3 ? "file is not already open for SWMR writing" : UNKNOWN;
        assertThat(h5py(path, "r", "swmr")).as("SWMR").startsWith("refused").contains(swmr);
        if (Tools.find("h5dump").isPresent()) {
            Tools.Result dump = Tools.run("h5dump", path);
            assertThat(dump.status()).isNotZero();
            assertThat(dump.output()).contains("unable to open file");
        }
    }

    @ParameterizedTest
    @EnumSource
    void foreignProgramsAreKeptOutUntilTheFileIsPlain(Version version) throws Exception {
        Tools.assumeH5py();
        Path path = make(version);
        try (H5File file = H5.open(path, FileOptions.shared())) {
            file.dataset("x").write(Slice.of("1"), 100);
            try (H5File kept = file.snapshot()) { // nothing becomes plain while a snapshot is open
                file.dataset("x").write(Slice.of("2"), 200);
                assertRefused(version, path);
                assertThatThrownBy(() -> H5.open(path, FileOptions.exclusive().lockTimeout(Duration.ZERO)))
                        .isInstanceOf(H5BusyException.class)
                        .hasMessageContaining("FileOptions.shared()");
                try (H5File read = H5.open(path, FileOptions.readOnly())) {
                    assertThat(read.dataset("x").i64()).startsWith(0, 100, 200);
                }
                assertThat(kept.dataset("x").i64()).startsWith(0, 100, 2);
                assertThat(file.dataset("x").i64()).startsWith(0, 100, 200);
            }
            awaitPlain(path);
            assertThat(h5py(path, "r", "")).isEqualTo("opened [0, 100, 200, 3]");
            assertThat(opens(path, H5F_ACC_RDWR)).isTrue();
            Tools.python(CHANGE, path, 300).success();
            assertThat(file.dataset("x").i64()).startsWith(0, 100, 200, 300);
            assertThat(file.dataset("from h5py 300").i64()).containsExactly(300, 300);
            file.dataset("x").write(Slice.of("0"), 7);
            assertThat(flags(path)).isNotZero();
        }
        assertThat(flags(path)).isZero();
        assertThat(beside(path)).isEmpty();
        assertThat(h5py(path, "r+", "")).isEqualTo("opened [7, 100, 200, 300]");
        Tools.python(CHANGE, path, 400).success();
        try (H5File file = H5.open(path, FileOptions.shared())) {
            assertThat(file.dataset("x").i64()).startsWith(7, 100, 200, 400);
            file.dataset("x").write(Slice.of("1"), 8);
        }
        assertThat(h5py(path, "r", "")).isEqualTo("opened [7, 8, 200, 400]");
        MatrixOracleIT.assertNoProblem(path);
        if (Tools.find("h5dump").isPresent()) {
            assertThat(Tools.run("h5dump", path).success()).contains("7, 8, 200, 400");
        }
    }

    @ParameterizedTest
    @EnumSource
    void h5clearDoesNotOpenTheDoorUnnoticed(Version version) throws Exception {
        Tools.assume("h5clear");
        Path path = make(version);
        try (H5File file = H5.open(path, FileOptions.shared())) {
            file.dataset("x").write(Slice.of("1"), 100);
            try (H5File kept = file.snapshot()) {
                assertThat(kept.contains("x")).isTrue();
                int sealed = flags(path);
                Tools.Result clear = Tools.run("h5clear", "-s", path);
                if (version == Version.V3) {
                    assertThat(flags(path)).as("h5clear takes the seal off").isIn(0, 0x02);
                    Thread.sleep(500); // the session looks ten times a second
                    assertThatThrownBy(() -> file.dataset("x").write(Slice.of("2"), 200))
                            .hasMessageContaining("h5clear");
                } else {
                    assertThat(clear.status()).isNotZero();
                    assertThat(flags(path)).isEqualTo(sealed);
                }
            }
            if (version == Version.V3) {
                assertThatThrownBy(file::close)
                        .as("who only closes it hears of it, too")
                        .hasMessageContaining("h5clear");
            }
        }
        if (version == Version.V3) {
            assertRefusedWhenChanged(path);
            try (H5File file = H5.open(path, FileOptions.shared())) { // nothing but the seal is missing: it is put back
                assertThat(file.dataset("x").i64()).startsWith(0, 100, 2);
                assertThat(flags(path)).isEqualTo(0x03);
            }
            MatrixOracleIT.assertNoProblem(path);
        }
    }

    /** A copy with its log, changed by h5py where the log changes it: neither counts more than the other. */
    private void assertRefusedWhenChanged(Path path) throws IOException {
        Tools.assumeH5py();
        Path copies = Files.createDirectory(folder.resolve("copies"));
        Path copy = copies.resolve(path.getFileName());
        Files.copy(path, copy);
        List<String> log =
                beside(path).stream().filter(name -> name.contains("-wal.")).toList();
        for (String name : log) {
            Files.copy(path.resolveSibling(name), copies.resolve(name));
        }
        Tools.python("import sys, h5py\nwith h5py.File(sys.argv[1], 'r+') as f: f['x'][1] = 5", copy)
                .success();
        byte[] before = Files.readAllBytes(copy);
        assertThatThrownBy(() -> H5.open(copy, FileOptions.shared()))
                .hasMessageContaining("no seal, and the")
                .hasMessageContaining("--keep-main")
                .hasMessageContaining("--force-log");
        assertThat(Files.readAllBytes(copy)).isEqualTo(before);
        for (String name : log) {
            assertThat(copies.resolve(name)).hasSameBinaryContentAs(path.resolveSibling(name));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"V0", "V1"})
    void whatCannotBeChangedInAnOldFileLeavesItAsItWas(String name) throws Exception {
        Path path = make(Version.valueOf(name));
        byte[] before = Files.readAllBytes(path);
        try (H5File file = H5.open(path, FileOptions.shared())) {
            assertThat(file.dataset("x").i64()).startsWith(0, 1, 2);
            // An object header of version 1 holds every attribute itself, and none of more than 64 KiB.
            assertThatThrownBy(() -> file.dataset("x").attrs().set("long", new long[10_000]))
                    .isInstanceOf(H5UnsupportedException.class);
            assertThat(flags(path)).isZero();
            assertThat(Files.readAllBytes(path)).isEqualTo(before);
        }
        assertThat(beside(path)).isEmpty();
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
    }

    @Test
    void theCLibraryReadsWhatTransactionsWrote() throws Exception {
        Path original = folder.resolve("c.h5");
        Path copy = folder.resolve("tutti.h5");
        Seeds.once(random -> {
            CMatrix.sample(original, CFile.Bounds.V110, random, Seeds.isLong() ? 1 : 6);
            H5.create(copy).close();
            try (H5File to = H5.open(copy, FileOptions.shared())) {
                TuttiCopy.copy(original, to);
            }
            assertThat(beside(copy)).isEmpty();
            assertThat(MatrixOracleIT.withoutImplicit(CReader.read(original))
                            .differences(MatrixOracleIT.withoutImplicit(CReader.read(copy)), 30))
                    .isEmpty();
            MatrixOracleIT.assertNoProblem(copy);
            MatrixOracleIT.assertToolsRead(original, copy);
        });
    }

    @Test
    void changesByH5pyAndTransactionsTakeTurns() throws Exception {
        Tools.assumeH5py();
        Path path = make(Version.V3);
        try (H5File file = H5.open(path, FileOptions.shared())) {
            for (int turn = 1; turn <= 3; turn++) {
                int value = turn;
                file.update(tx -> {
                    tx.dataset("x").write(Slice.of("0"), value);
                    tx.put("group " + value + "/data", new double[20_000]);
                });
                awaitPlain(path);
                assertThat(h5py(path, "r", "")).startsWith("opened [" + value + ", 1, 2");
                Tools.python(CHANGE, path, 1000 + value).success();
                assertThat(file.dataset("x").i64()[3]).isEqualTo(1000 + value);
                assertThat(file.dataset("from h5py " + (1000 + value)).i64()).isEqualTo(filled(2, 1000 + value));
            }
        }
        MatrixOracleIT.assertNoProblem(path);
    }

    private static long[] filled(int length, long value) {
        long[] values = new long[length];
        Arrays.fill(values, value);
        return values;
    }
}
