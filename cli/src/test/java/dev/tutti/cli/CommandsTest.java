package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.format.io.Lookup3;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LiveStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommandsTest {
    @TempDir
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void makeFile() {
        file = folder.resolve("run.h5");
        try (H5File h5 = H5.create(file)) {
            h5.create("entry/ex")
                    .type(DType.F64)
                    .shape(6, 2)
                    .maxShape(H5.UNLIMITED, 2)
                    .chunk(4, 2)
                    .shuffle()
                    .deflate(4)
                    .units("mV/km")
                    .create()
                    .write(new double[] {0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, Double.NaN});
            h5.put("entry/names", new String[] {"a", "b,c"});
            h5.put("n", 5);
            h5.softLink("link", "/entry/ex");
        }
    }

    @AfterEach
    void isClean() {
        Shell.Outcome check = Shell.run("check", file.toString());
        assertThat(check.status()).as(check.out() + check.err()).isZero();
        assertThat(check.out()).isEmpty();
    }

    private String at(String path) {
        return file + path;
    }

    @Test
    void getPrintsBareValues() {
        assertThat(Shell.run("get", at("/entry/ex[1:3]")).lines()).containsExactly("1,1.5", "2,2.5");
        assertThat(Shell.run("get", at("/entry/ex[:, 1]")).lines())
                .containsExactly("0.5", "1.5", "2.5", "3.5", "4.5", "NaN");
        assertThat(Shell.run("get", file.toString(), "entry/ex", "--slice", "-1, 0")
                        .out())
                .isEqualTo("5\n");
        assertThat(Shell.run("get", at("/n")).out()).isEqualTo("5\n");
        assertThat(Shell.run("get", at("/entry/names")).lines()).containsExactly("a", "b,c");
        assertThat(Shell.run("get", at("/entry/ex@units")).out()).isEqualTo("mV/km\n");
        assertThat(Shell.run("get", "--json", at("/entry/ex[4:]")).out()).isEqualTo("[[4.0,4.5],[5.0,null]]\n");
        assertThat(Shell.run("get", at("/link[0]")).lines()).containsExactly("0", "0.5");
    }

    @Test
    void lsShowsTheTree() {
        assertThat(Shell.run("ls", file.toString()).lines())
                .containsExactly(
                        "/",
                        "├── entry/",
                        "│   ├── ex  f64 (6, 2)",
                        "│   └── names  string (2)",
                        "├── link -> /entry/ex",
                        "└── n  i32 ()");
        assertThat(Shell.run("ls", "--depth", "1", file.toString()).lines())
                .containsExactly("/", "├── entry/", "├── link -> /entry/ex", "└── n  i32 ()");
        assertThat(Shell.run("ls", "-l", "--attrs", at("/entry")).out())
                .contains("ex  f64 (6, 2) of (inf, 2)  chunked (4, 2)  shuffle + deflate-4", "@units = \"mV/km\"");
        assertThat(Shell.run("ls", "--json", file.toString()).out())
                .contains(
                        "\"path\" : \"/entry/ex\"",
                        "\"shape\" : [ 6, 2 ]",
                        "\"max_shape\" : [ null, 2 ]",
                        "\"target\" : \"/entry/ex\"");
    }

    @Test
    void dumpHasManyFormats() throws IOException {
        assertThat(Shell.run("dump", at("/entry/ex[4:]")).lines()).containsExactly("(0,0): 4, 4.5,", "(1,0): 5, NaN");
        assertThat(Shell.run("dump", "--format", "csv", at("/entry/ex[:1]")).out())
                .isEqualTo("0,0.5\n");
        assertThat(Shell.run("dump", "--jsonl", at("/entry/ex[5:]")).out())
                .isEqualTo("{\"index\":0,\"value\":[5.0,null]}\n");
        assertThat(Shell.run("dump", "--json", at("/n")).out()).contains("\"data\" : 5");
        assertThat(Shell.run("dump", "--format", "ddl", at("/n")).out())
                .contains("DATASET \"/n\" {", "H5T_STD_I32LE", "DATASPACE  SCALAR", "(0): 5");
        Path npy = folder.resolve("x.npy");
        assertThat(Shell.run("dump", at("/entry/ex[:2]"), "-o", npy.toString()).status())
                .isZero();
        assertThat(new String(Arrays.copyOf(Files.readAllBytes(npy), 128), StandardCharsets.ISO_8859_1))
                .contains("'descr': '<f8'", "'shape': (2, 2)");
        assertThat(Shell.run("dump", "--format", "npy", at("/entry/ex[:2]")).bytes())
                .isEqualTo(Files.readAllBytes(npy));
        assertThat(Shell.run("dump", file.toString()).out()).contains("/entry/names  string", "(0): \"a\", \"b,c\"");
    }

    @Test
    void putMakesAndChangesDatasets() throws IOException {
        Path csv = folder.resolve("data.csv");
        Files.writeString(csv, "t,x\n1,2.5\n3,4\n");
        assertThat(Shell.run("put", at("/new/table"), csv.toString()).status()).isZero();
        assertThat(Shell.run("get", at("/new/table")).lines()).containsExactly("1,2.5", "3,4");
        assertThat(put("7\n", at("/entry/ex[0, 1]")).status()).isZero();
        assertThat(Shell.run("get", at("/entry/ex[0]")).lines()).containsExactly("0", "7");
        assertThat(put("1\n2\n", "--append", "--type", "i16be", at("/log")).status())
                .isZero();
        assertThat(put("3\n", "--append", at("/log")).status()).isZero();
        assertThat(Shell.run("get", at("/log")).lines()).containsExactly("1", "2", "3");
        assertThat(Shell.run("ls", at("/log")).out()).contains("i16be (3)");
        assertThat(put("x\n", folder.resolve("fresh.h5") + "/a/b").status()).isZero();
        assertThat(Shell.run("get", folder.resolve("fresh.h5") + "/a/b").out()).isEqualTo("x\n");
    }

    private static Shell.Outcome put(String input, String... args) {
        String[] words = Arrays.copyOf(args, args.length + 2);
        System.arraycopy(args, 0, words, 1, args.length);
        words[0] = "put";
        words[args.length + 1] = "-";
        return Shell.runWithInput(input.getBytes(StandardCharsets.UTF_8), words);
    }

    @Test
    void npyGoesRoundTrip() throws IOException {
        Path npy = folder.resolve("x.npy");
        Files.write(npy, Shell.run("dump", "--format", "npy", at("/entry/ex")).bytes());
        assertThat(Shell.run("put", at("/copy"), npy.toString()).status()).isZero();
        assertThat(Shell.run("dump", at("/copy")).out())
                .isEqualTo(Shell.run("dump", at("/entry/ex")).out());
    }

    @Test
    void setChangesAttributes() {
        Shell.Outcome set = Shell.run("set", at("/entry/ex"), "units=V", "gain=2.5", "n=3", "axes=[1, 2]", "ok=true");
        assertThat(set.status()).as(set.err()).isZero();
        assertThat(Shell.run("get", at("/entry/ex@gain")).out()).isEqualTo("2.5\n");
        assertThat(Shell.run("get", at("/entry/ex@axes")).lines()).containsExactly("1", "2");
        assertThat(Shell.run("get", at("/entry/ex@units")).out()).isEqualTo("V\n");
        assertThat(Shell.run("set", at("/entry/ex"), "--remove", "gain").status())
                .isZero();
        assertThat(Shell.run("get", at("/entry/ex@gain")).status()).isEqualTo(3);
    }

    @Test
    void putCompressesByName() throws Exception {
        Path csv = folder.resolve("many.csv");
        Files.writeString(csv, "1,2\n3,4\n5,6\n".repeat(100));
        for (String name : List.of("zstd-3", "blosc2-lz4", "int-packing+bzip2", "bshuf-zstd-4")) {
            Shell.Outcome put = Shell.run("put", at("/" + name), csv.toString(), "--type", "i32", "--compress", name);
            assertThat(put.status()).as(put.err()).isZero();
            assertThat(Shell.run("get", at("/" + name + "[299]")).out())
                    .as(name)
                    .contains("5", "6");
            assertThat(Shell.run("ls", "-l", at("/")).out())
                    .contains(
                            switch (name) {
                                case "zstd-3" -> "shuffle + zstd-3";
                                case "blosc2-lz4" -> "blosc2-lz4-5";
                                case "int-packing+bzip2" -> "scaleoffset + bzip2-9";
                                default -> "bitshuffle-zstd-4";
                            });
        }
        assertThat(Shell.run("put", at("/other"), csv.toString(), "--compress", "brotli")
                        .err())
                .contains("'brotli' is unknown", "zstd");
    }

    @Test
    void infoSaysAllAboutOneObject() {
        assertThat(Shell.run("info", at("/entry/ex")).out())
                .contains(
                        "type       f64",
                        "shape      (6, 2) of (inf, 2)",
                        "shuffle + deflate-4",
                        "min 4, max 5",
                        "@units = \"mV/km\"");
        assertThat(Shell.run("info", "--json", at("/entry/ex")).out())
                .contains("\"last_chunk\"", "\"min\" : 4.0", "\"units\" : \"mV/km\"");
        assertThat(Shell.run("info", at("/entry")).out()).contains("links      2");
    }

    @Test
    void mistakesAreOneLineAndAStatus() {
        Shell.Outcome noFile = Shell.run("ls", folder.resolve("none.h5").toString());
        assertThat(noFile.status()).isEqualTo(3);
        assertThat(noFile.err().lines()).hasSize(1);
        assertThat(noFile.out()).isEmpty();
        assertThat(Shell.run("get", at("/nothing")).status()).isEqualTo(3);
        assertThat(Shell.run("get", at("/entry/ex[9]")).status()).isEqualTo(2);
        assertThat(Shell.run("get", at("/entry/ex[a]")).status()).isEqualTo(2);
        assertThat(Shell.run("get", at("/entry")).status()).isEqualTo(2);
        assertThat(Shell.run("frobnicate").status()).isEqualTo(2);
        assertThat(Shell.run("ls", "--nonsense", file.toString()).err().lines()).hasSize(1);
        assertThat(Shell.run("-h").out()).contains("record", "watch");
    }

    @Test
    void aFileThatIsNotHdf5IsSaidToBeThat() throws IOException {
        Path text = folder.resolve("text.h5");
        Files.writeString(text, "no HDF5 here\n".repeat(100));
        Shell.Outcome outcome = Shell.run("ls", text.toString());
        assertThat(outcome.status()).isIn(1, 5);
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(Shell.run("check", text.toString()).status()).isEqualTo(5);
    }

    @Test
    void aFileThatIsInUseIsBusy() {
        try (H5File writer = H5.open(file, dev.tutti.hdf5.FileOptions.exclusive())) {
            Shell.Outcome outcome = Shell.run("set", at("/n"), "a=1");
            assertThat(outcome.status()).as(outcome.err()).isEqualTo(4);
            assertThat(outcome.err())
                    .contains(Long.toString(ProcessHandle.current().pid()));
            assertThat(writer.contains("n")).isTrue();
        }
    }

    @Test
    void recoverMendsAFileWhereItStands() throws IOException {
        Path backup = folder.resolve("run.h5.backup");
        Path copy = folder.resolve("copy.h5");
        byte[] marked = Files.readAllBytes(file);
        marked[11] = 5;
        ByteBuffer bytes = ByteBuffer.wrap(marked).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(44, Lookup3.hash(bytes, 0, 44));
        Files.write(file, marked);
        assertThat(Shell.run("recover", file.toString()).status()).isEqualTo(2);
        assertThat(Shell.run("recover", file.toString(), "--in-place", "-o", copy.toString())
                        .status())
                .isEqualTo(2);
        Shell.Outcome unsure = Shell.run("recover", "--in-place", file.toString());
        assertThat(unsure.status()).isEqualTo(2);
        assertThat(unsure.err()).contains("holds no lock").contains("--yes");
        assertThat(Shell.run("recover", file.toString(), "-o", copy.toString()).status())
                .isZero();
        assertThat(Files.readAllBytes(file)).isEqualTo(marked);
        assertThat(Shell.run("get", copy + "/n").out()).isEqualTo("5\n");

        Shell.Outcome mended = Shell.run("recover", "--in-place", "--yes", file.toString());
        assertThat(mended.status()).as(mended.err()).isZero();
        assertThat(mended.err()).contains(backup.toString()).contains("nothing was lost");
        assertThat(mended.out()).isEmpty();
        assertThat(Files.readAllBytes(backup)).isEqualTo(marked);
        assertThat(H5.status(file).state()).isEqualTo(LiveStatus.State.CLOSED);
        assertThat(Shell.run("get", at("/n")).out()).isEqualTo("5\n");
        Shell.Outcome again = Shell.run("recover", "--in-place", "--yes", file.toString());
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.err()).contains(backup + ": exists already");
        try (H5File reader = H5.open(file, FileOptions.readOnly())) {
            Files.delete(backup);
            assertThat(Shell.run("recover", "--in-place", "--yes", file.toString())
                            .status())
                    .isEqualTo(4);
            assertThat(reader.contains("n")).isTrue();
        }
    }

    @Test
    void completionKnowsWhatIsInAFile() {
        assertThat(Shell.run("__paths", at("/en")).lines()).containsExactly(at("/entry/"));
        assertThat(Shell.run("__paths", at("/entry/")).lines()).containsExactly(at("/entry/ex"), at("/entry/names"));
        assertThat(Shell.run("completion", "bash").out()).contains("complete -F _tutti_with_paths");
        assertThat(Shell.run("completion", "zsh").out()).contains("bashcompinit");
    }
}
