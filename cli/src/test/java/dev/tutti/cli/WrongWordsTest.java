package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tutti.cli.run.Console;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people type by mistake is answered with one line that says what is wrong, and with the status that the mistake has. */
final class WrongWordsTest {
    @TempDir
    private Path folder;

    private String file = "";

    @BeforeEach
    void makeFile() {
        file = folder.resolve("run.h5").toString();
        try (H5File h5 = H5.create(Path.of(file))) {
            h5.put("entry/x", new double[] {1, 2, 3});
            h5.put("entry/name", "MT001");
            h5.put("none", new double[0]);
        }
    }

    private static void refused(int status, String said, String... words) {
        Shell.Outcome outcome = Shell.run(words);
        assertThat(outcome.status())
                .as(String.join(" ", words) + ": " + outcome.err())
                .isEqualTo(status);
        assertThat(outcome.err()).hasLineCount(1).contains(said);
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void aSliceThatIsCutOffIsNamed() {
        refused(3, "a slice ends with ]", "dump", file + "/entry/x[0:2");
    }

    @Test
    void oneObjectAtATime() {
        refused(2, "one object is expected", "info", file + "/entry/x", file + "/none");
        refused(2, "a file is expected, not an object", "stat", file + "/entry");
    }

    @Test
    void whatIsNoHdf5FileIsNotSentToCheck() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "no HDF5 at all");
        for (String command : new String[] {"ls", "info", "check", "stat", "get"}) {
            Shell.Outcome outcome = Shell.run(command, text.toString());
            assertThat(outcome.status()).isEqualTo(5);
            assertThat(outcome.err())
                    .hasLineCount(1)
                    .contains("notes.txt: expected an HDF5 file", "found a file of 14 bytes without one")
                    .doesNotContain("tutti check lists");
        }
        refused(5, "notes.txt: expected an HDF5 file", "recover", text.toString(), "-o", folder + "/new.h5");
    }

    @Test
    void aCutFileIsCalledByItsName() throws IOException {
        Path cut = folder.resolve("cut.h5");
        byte[] all = Files.readAllBytes(Path.of(file));
        Files.write(cut, java.util.Arrays.copyOf(all, all.length - 16));
        assertThat(Shell.run("ls", cut.toString()).err())
                .contains("tutti recover copies what is left")
                .doesNotContain("tutti check lists");
        Shell.Outcome rescued = Shell.run("recover", cut.toString(), "-o", folder + "/new.h5");
        assertThat(rescued.status()).isZero();
        assertThat(rescued.out() + rescued.err()).doesNotContain(".part");
    }

    @Test
    void whatCannotBeDrawnOrFollowedIsRefused() {
        refused(0, "no rows to draw of (0)", "plot", file + "/none");
        refused(0, "no rows to draw in 2:1 of (3)", "plot", file + "/entry/x", "--rows", "2:1");
        refused(2, "scalar", "watch", file + "/entry/name", "--timeout", "1s");
        refused(4, "after 0.05 s", "watch", folder + "/nothing.h5/x", "--timeout", "50ms");
    }

    @Test
    void theDemonstrationBeginsWithWhatItCanDo() {
        refused(2, "'soon' is no duration", "demo", "--duration", "soon");
        refused(3, "nothing.h5: no such file", "demo", "--replay", folder + "/nothing.h5/x");
    }

    @Test
    void aDumpThatFailsLeavesWhatWasThere() throws IOException {
        Path before = Files.writeString(folder.resolve("name.npy"), "before");
        refused(1, "no counterpart in a npy file", "dump", file + "/entry/name", "-o", before.toString());
        assertThat(before).hasContent("before");
        try (var files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString())).noneMatch(name -> name.endsWith(".part"));
        }
    }

    @Test
    void whatWasNotThereIsNotCalledRemoved() {
        assertThat(Shell.run("rm", "-f", file + "/nothing", "--json").out()).contains("\"removed\" : [ ]");
    }

    @Test
    void severalFilesAreListedOneAfterTheOther() {
        String other = folder.resolve("other.h5").toString();
        H5.write(Path.of(other), "y", new int[] {1});
        assertThat(Shell.run("ls", file, other).lines()).contains(file + ":", "", other + ":", "└── y  i32 (1)");
        assertThat(Shell.run("ls", "--json", file, other).out())
                .startsWith("[ {")
                .contains("\"/entry/x\"", "\"/y\"");
        assertThat(Shell.run("ls", file, "entry").lines()).contains("├── name  string ()");
        assertThat(Shell.run("check", "--json", file, other).out()).startsWith("[ {");
    }

    @Test
    void whoMayOnlyReadIsTold() throws Exception {
        Path target = Path.of(file);
        assertThat(target.toFile().setWritable(false)).isTrue();
        boolean sealed = Files.isWritable(target) && attribute("+i", target); // root may write what is not sealed
        try {
            assumeThat(Files.isWritable(target))
                    .as("this user may write everything, and files cannot be sealed here")
                    .isFalse();
            refused(1, "may only be read by this user", "set", file + "/entry", "a=1");
            refused(1, "may only be read by this user", "rm", file + "/entry/x");
        } finally {
            if (sealed) {
                attribute("-i", target);
            }
        }
    }

    private static boolean attribute(String change, Path path) throws IOException, InterruptedException {
        Process chattr = new ProcessBuilder("chattr", change, path.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return chattr.waitFor(10, TimeUnit.SECONDS) && chattr.exitValue() == 0;
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        refused(3, "no such file or folder", "recover", file, "-o", folder + "/nowhere/new.h5");
        refused(3, "nowhere: no such folder", "plot", file + "/entry/x", "--png", folder + "/nowhere/x.png");
        refused(3, "nowhere.csv: no such file", "put", file + "/y", folder + "/nowhere.csv");
        refused(3, "nowhere: no such folder", "dump", file + "/entry/x", "-o", folder + "/nowhere/x.csv");
    }

    @Test
    void aPutThatFailsLeavesTheDatasetThatItWasToReplace() throws IOException {
        Path csv = Files.writeString(folder.resolve("five.csv"), "1\n2\n3\n4\n5\n");
        refused(1, "cannot be held by Java type", "put", file + "/entry/x", csv.toString(), "--type", "string(3)");
        assertThat(Shell.run("get", file + "/entry/x").lines()).containsExactly("1", "2", "3");
        String other = folder.resolve("new.h5").toString();
        refused(1, "cannot be held by Java type", "put", other + "/x", csv.toString(), "--type", "string(3)");
        assertThat(Path.of(other)).doesNotExist();
    }

    @Test
    void allAttributesAreSetOrNone() {
        refused(3, "no attribute named 'nothing'", "set", file + "/entry/x", "a=1", "--remove", "nothing");
        assertThat(Shell.run("info", file + "/entry/x").out()).doesNotContain("a = 1");
    }

    @Test
    void whatEndsACommandOnItsWayIsToldInALine() {
        assertThat(printedInto("no memory"))
                .isEqualTo("1 tutti get: out of memory: take a slice, or give more with TUTTI_JAVA_OPTS=-Xmx4g");
        assertThat(printedInto("No space left on device"))
                .isEqualTo("1 tutti get: standard output: No space left on device");
        assertThat(printedInto("Broken pipe")).isEqualTo("141 ");
    }

    /** Status and words of a command whose output fails like this. */
    private String printedInto(String failure) {
        OutputStream out = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                if (failure.equals("no memory")) {
                    throw new OutOfMemoryError(failure);
                }
                throw new IOException(failure);
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(new ByteArrayInputStream(new byte[0]), out, err, false, false, Map.of());
        int status = Tutti.run(console, "get", file + "/entry/x");
        return status + " " + err.toString(StandardCharsets.UTF_8).strip();
    }

    @Test
    void noCommandAtAllIsNamedOnce() {
        refused(2, "tutti: a command is expected; try tutti --help");
        assertThat(Shell.run().err()).startsWith("tutti: ");
    }
}
