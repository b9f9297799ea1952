package dev.tutti.hdf5.oracle;

import static dev.tutti.hdf5.oracle.CLibrary.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.hdf5.global.hdf5.*;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.DatasetBuilder;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.FillTime;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LinkInfo;
import dev.tutti.hdf5.LinkOrder;
import dev.tutti.hdf5.RepackOptions;
import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What new files are asked to be like, the C library finds them to be. */
final class NewFileOracleIT {
    private static final byte[] MARK = "MATLAB 7.3 MAT-file, or so".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    private static void mark(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(100);
            file.write(MARK);
        }
    }

    private static boolean isMarked(Path path) throws IOException {
        byte[] found = new byte[MARK.length];
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            file.seek(100);
            file.readFully(found);
        }
        return Arrays.equals(found, MARK);
    }

    private static long userBlock(Path path) {
        return CLibrary.call(() -> {
            long file = ok(H5Fopen(path.toString(), H5F_ACC_RDONLY, H5P_DEFAULT), "open");
            long creation = ok(H5Fget_create_plist(file), "properties");
            long[] size = new long[1];
            ok(H5Pget_userblock(creation, size), "user block");
            H5Pclose(creation);
            H5Fclose(file);
            return size[0];
        });
    }

    private static void fill(H5File file, int from) {
        for (int i = from; i < from + 30; i++) {
            file.put("g" + i % 3 + "/x" + i, new int[] {i, i + 1});
        }
        file.attrs().set("text " + from, "with a value in the heap");
    }

    @Test
    void userBlocksAreLeftAlone() throws IOException {
        for (String compat : List.of("earliest", "v18", "latest")) {
            for (long size : new long[] {512, 4096}) {
                Path path = folder.resolve(compat + size + ".h5");
                try (H5File file =
                        H5.create(path, FileOptions.exclusive().compat(compat).userBlock(size))) {
                    assertThat(file.userBlock()).isEqualTo(size);
                    fill(file, 0);
                }
                mark(path);
                try (H5File file = H5.open(path)) {
                    fill(file, 30);
                }
                try (H5File file = H5.open(path, FileOptions.exclusive())) {
                    fill(file, 60);
                    file.delete("g0");
                }
                agree(path, size);
                Path packed = folder.resolve("packed" + compat + size + ".h5");
                H5.repack(path, packed);
                agree(packed, size);
                H5.repack(path, path);
                agree(path, size);
            }
        }
        assertThatThrownBy(() -> FileOptions.exclusive().userBlock(1000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1000");
    }

    private static void agree(Path path, long size) throws IOException {
        assertThat(isMarked(path)).isTrue();
        assertThat(userBlock(path)).isEqualTo(size);
        assertThat(H5.check(path).problems()).isEmpty();
        assertThat(TuttiReader.read(path).differences(CReader.read(path), 20)).isEmpty();
        try (H5File file = H5.open(path, FileOptions.readOnly())) {
            assertThat(file.userBlock()).isEqualTo(size);
        }
    }

    @Test
    void theRootKeepsTheOrderOfCreation() throws Exception {
        List<String> order = List.of("z", "a", "m", "b");
        Path path = folder.resolve("order.h5");
        try (H5File file = H5.create(path, FileOptions.exclusive().rootOrder(LinkOrder.CREATION))) {
            for (String name : order) {
                file.put(name, 1);
                file.attrs().set(name, 1);
            }
        }
        try (H5File file = H5.open(path, FileOptions.readOnly())) {
            Group root = file.root();
            assertThat(root.links(LinkOrder.CREATION).stream().map(LinkInfo::name))
                    .containsExactlyElementsOf(order);
        }
        if (Tools.python().isPresent()) {
            String look = "import sys, h5py\nf = h5py.File(sys.argv[1], 'r')\nprint(list(f['/']), list(f.attrs))";
            assertThat(Tools.python(look, path).success().strip())
                    .isEqualTo("['z', 'a', 'm', 'b'] ['z', 'a', 'm', 'b']");
        }
    }

    @Test
    void datasetsKeepOrderTimesAndFillTime() throws Exception {
        Tools.assumeH5py();
        String look =
                """
                import sys, h5py
                f = h5py.File(sys.argv[1], 'r')
                x, y = f['x'], f['y']
                p = x.id.get_create_plist()
                print(list(x.attrs), list(y.attrs), p.get_fill_time() == h5py.h5d.FILL_TIME_NEVER, bool(p.get_obj_track_times()))
                """;
        for (String compat : List.of("earliest", "v18", "latest")) {
            Path path = folder.resolve(compat + ".h5");
            Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            try (H5File file = H5.create(path, FileOptions.exclusive().compat(compat))) {
                DatasetBuilder ordered =
                        file.create("x").type(DType.I32).shape(100).chunk(10).fillTime(FillTime.NEVER);
                ordered.attributeOrder(LinkOrder.CREATION).trackTimes().create();
                Dataset plain = file.create("y").type(DType.I32).shape(3).create();
                for (String name : List.of("z", "a", "m")) {
                    file.dataset("x").attrs().set(name, 1);
                    plain.attrs().set(name, 1);
                }
                assertThat(plain.times()).isEmpty();
            }
            Path packed = folder.resolve("packed" + compat + ".h5");
            H5.repack(
                    path,
                    packed,
                    RepackOptions.defaults()
                            .file(FileOptions.exclusive().compat(compat))
                            .chunk(20));
            for (Path each : List.of(path, packed)) {
                try (H5File file = H5.open(each, FileOptions.readOnly())) {
                    Dataset x = file.dataset("x");
                    assertThat(x.attrs().names(LinkOrder.CREATION)).containsExactly("z", "a", "m");
                    assertThat(x.attrs().names(LinkOrder.NAME)).containsExactly("a", "m", "z");
                    assertThat(x.times().orElseThrow().birth()).isBetween(before, Instant.now());
                }
                assertThat(H5.check(each).problems()).isEmpty();
                assertThat(Tools.python(look, each).success().strip())
                        .isEqualTo("['z', 'a', 'm'] ['a', 'm', 'z'] True True");
            }
        }
    }
}
