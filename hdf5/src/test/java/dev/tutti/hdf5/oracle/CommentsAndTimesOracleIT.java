package dev.tutti.hdf5.oracle;

import static dev.tutti.hdf5.oracle.CLibrary.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.hdf5.global.hdf5.H5Oget_comment_by_name;
import static org.bytedeco.hdf5.global.hdf5.H5P_DEFAULT;

import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Node;
import dev.tutti.hdf5.ObjectTimes;
import dev.tutti.hdf5.Slice;
import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Comments that Tutti sets are what the C library finds; what it notes of changes is what the C library notes. */
final class CommentsAndTimesOracleIT {
    private static final String H5PY = "import sys, h5py, numpy as np\n";

    @TempDir
    private Path folder;

    @Test
    void commentsAreSetAndTakenAway() throws IOException {
        for (String compat : List.of("earliest", "v18", "latest")) {
            List<FileOptions> modes = List.of(FileOptions.exclusive(), FileOptions.shared());
            for (FileOptions mode : modes) {
                Path path = folder.resolve(compat + mode.hashCode() + ".h5");
                try (H5File file = H5.create(path, mode.compat(compat))) {
                    file.put("data", new int[] {1, 2, 3});
                    file.createGroup("group");
                    file.createType("type", DType.I32);
                    for (String name : List.of("/", "data", "group", "type")) {
                        Node node = file.get(name);
                        node.setComment("first");
                        node.setComment("über " + name + " ".repeat(name.length() * 100));
                    }
                    file.createGroup("bare").setComment("short lived");
                    file.get("bare").removeComment();
                    file.get("bare").removeComment();
                    assertThat(file.get("bare").comment()).isEmpty();
                    assertThatThrownBy(() -> file.get("bare").setComment("")).isInstanceOf(H5TypeException.class);
                    assertThatThrownBy(() -> file.get("bare").setComment("a\0b"))
                            .isInstanceOf(H5TypeException.class);
                    assertThatThrownBy(() -> file.get("bare").setComment("x".repeat(30_000)))
                            .isInstanceOf(H5TypeException.class)
                            .hasMessageContaining("20000");
                }
                assertThat(H5.check(path).problems()).isEmpty();
                for (String name : List.of("/", "data", "group", "type")) {
                    assertThat(byC(path, name).strip()).isEqualTo("über " + name);
                }
                assertThat(byC(path, "bare")).isEmpty();
                if (mode.equals(modes.get(1))) {
                    continue; // the file is the same, and each Python takes its time
                }
                Tools.python(
                                H5PY
                                        + """
                                f = h5py.File(sys.argv[1], 'r+')
                                h5py.h5o.set_comment(f.id, b'by h5py', obj_name=b'bare')
                                h5py.h5o.set_comment(f.id, b'', obj_name=b'data')
                                """,
                                path)
                        .success();
                try (H5File file = H5.open(path)) {
                    assertThat(file.get("bare").comment()).contains("by h5py");
                    assertThat(file.get("data").comment().orElse("")).isEmpty();
                    assertThat(file.get("/").comment().orElseThrow()).startsWith("über /");
                }
            }
        }
    }

    private static String byC(Path path, String name) {
        return CLibrary.call(() -> {
            try (CFile file = CFile.open(path, new Random(1));
                    BytePointer text = new BytePointer(2000)) {
                long length = ok(
                        H5Oget_comment_by_name(file.id(), new BytePointer(name), text, 2000, H5P_DEFAULT), "comment");
                byte[] bytes = new byte[(int) length];
                text.get(bytes);
                return new String(bytes, StandardCharsets.UTF_8);
            }
        });
    }

    private static ObjectTimes times(H5File file, String name) {
        return file.get(name).times().orElseThrow();
    }

    /** Objects that h5py makes, which keep times. */
    private static void make(Path path, String bounds) throws IOException {
        Tools.python(
                        H5PY
                                + """
                        f = h5py.File(sys.argv[1], 'w', libver=sys.argv[2])
                        f.create_group('g')
                        for n in ['values', 'shape', 'attribute', 'comment', 'late']:
                            d = f.create_dataset(n, (10,), 'i4', chunks=(5,), maxshape=(None,), track_times=True)
                            if n != 'late': d[...] = 1
                        """,
                        path,
                        bounds)
                .success();
    }

    @Test
    void changesOfTheDescriptionAreNoted() throws Exception {
        for (String bounds : List.of("earliest", "latest")) {
            Path fresh = folder.resolve("fresh-" + bounds + ".h5");
            make(fresh, bounds);
            for (FileOptions mode : List.of(FileOptions.exclusive(), FileOptions.shared())) {
                Path path = Files.copy(fresh, folder.resolve(bounds + mode.hashCode() + ".h5"));
                Instant made;
                try (H5File file = H5.open(path)) {
                    made = times(file, "shape").change();
                }
                while (!Instant.now().isAfter(made.plusSeconds(1))) {
                    Thread.sleep(20);
                }
                try (H5File file = H5.open(path, mode)) {
                    file.dataset("values").write(Slice.of("2:4"), new int[] {5, 6});
                    file.dataset("shape").append(new int[] {7});
                    file.dataset("attribute").attrs().set("a", 1);
                    file.dataset("comment").setComment("noted");
                    file.dataset("late").write(new int[10]);
                    file.put("g/new", 5);
                }
                try (H5File file = H5.open(path)) {
                    assertThat(times(file, "values").change()).isEqualTo(made);
                    for (String changed : List.of("shape", "attribute", "comment", "late")) {
                        ObjectTimes times = times(file, changed);
                        assertThat(times.change()).as(bounds + changed).isAfter(made);
                        if (bounds.equals("latest")) {
                            assertThat(times.access()).isEqualTo(times.change());
                            assertThat(times.birth()).isEqualTo(made);
                            assertThat(times.modification()).isEqualTo(made);
                        }
                    }
                    if (bounds.equals("latest")) {
                        assertThat(times(file, "g").change()).isAfter(made);
                    }
                }
                assertThat(H5.check(path).problems()).isEmpty();
                assertThat(TuttiReader.read(path).differences(CReader.read(path), 10))
                        .isEmpty();
                if (bounds.equals("earliest")) {
                    continue; // a copy in the new form does not take over the one time of the old form
                }
                Path copy = folder.resolve("copy-" + path.getFileName());
                H5.repack(path, copy);
                try (H5File file = H5.open(copy);
                        H5File from = H5.open(path)) {
                    Dataset copied = file.dataset("attribute");
                    assertThat(copied.times())
                            .isEqualTo(from.dataset("attribute").times());
                }
            }
        }
    }
}
