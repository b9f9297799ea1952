package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.WriteOptions;
import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that change which objects there are: mkdir, mv, cp, rm. */
final class ObjectCommandsTest {
    @TempDir
    private Path folder;

    private Path file = Path.of("");
    private Path other = Path.of("");

    @BeforeEach
    void makeFiles() {
        file = folder.resolve("run.h5");
        other = folder.resolve("other.h5");
        H5.write(file, "entry", Map.of("ex", new double[] {1, 2}, "é", "text", "deep", Map.of("n", 1)));
        H5.writeAttr(file, "entry/ex", "units", "mV");
        H5.writeAttr(file, "/", "title", "t");
        H5.write(file, "n", 5, WriteOptions.defaults());
    }

    @AfterEach
    void areClean() {
        assertThat(H5.check(file).problems()).isEmpty();
        if (H5.exists(other, "/")) {
            assertThat(H5.check(other).problems()).isEmpty();
        }
    }

    private String at(String path) {
        return file + path;
    }

    private String there(String path) {
        return other + path;
    }

    private static void succeeds(String... words) {
        Shell.Outcome outcome = Shell.run(words);
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.out() + outcome.err()).isEmpty();
    }

    private static void fails(int status, String saying, String... words) {
        Shell.Outcome outcome = Shell.run(words);
        assertThat(outcome.status()).as(outcome.err()).isEqualTo(status);
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err()).contains(saying);
    }

    @Test
    void mkdirMakesGroups() {
        succeeds("mkdir", at("/a"), at("/a/b"));
        succeeds("mkdir", "-p", at("/x/y/z"));
        succeeds("mkdir", "-p", at("/x/y/z"));
        succeeds("mkdir", file.toString(), "c", "d");
        succeeds("mkdir", "-p", there("/new/é"));
        assertThat(H5.isGroup(file, "a/b")).isTrue();
        assertThat(H5.isGroup(file, "x/y/z")).isTrue();
        assertThat(H5.isGroup(file, "d")).isTrue();
        assertThat(H5.isGroup(other, "new/é")).isTrue();
        fails(1, "exists already", "mkdir", at("/a"));
        fails(1, "exists already", "mkdir", "-p", at("/n"));
        fails(3, "-p makes it", "mkdir", at("/no/such"));
        fails(2, "FILE/PATH", "mkdir", file.toString());
        fails(1, "is no group", "mkdir", "-p", at("/n/below"));
    }

    @Test
    void mvGivesOtherPaths() {
        succeeds("mv", at("/n"), at("/m"));
        succeeds("mv", at("/m"), at("/entry"));
        succeeds("mv", file.toString(), "entry/m", "entry/deep/k");
        succeeds("mv", "-p", at("/entry/ex"), at("/far/away"));
        assertThat(H5.read(file, "entry/deep/k")).isEqualTo(5);
        assertThat(H5.attr(file, "far/away", "units")).isEqualTo("mV");
        assertThat(H5.list(file, "/")).containsExactly("entry", "far");
        fails(3, "no object at '/gone'", "mv", at("/gone"), at("/x"));
        fails(3, "-p makes it", "mv", at("/entry"), at("/no/such"));
        fails(1, "-f replaces it", "mv", at("/far/away"), at("/entry/é"));
        fails(1, "inside of", "mv", at("/entry"), at("/entry/deep"));
        fails(2, "the path of an object in it is missing", "mv", file + "::/", at("/x"));
        fails(2, "slice", "mv", at("/far/away[0]"), at("/x"));
        succeeds("mv", "-f", at("/far/away"), at("/entry/é"));
        assertThat(H5.read(file, "entry/é")).isEqualTo(new double[] {1, 2});
        assertThat(H5.list(file, "far")).isEmpty();
        fails(1, "are the same object", "mv", "-f", at("/entry/é"), at("/entry"));
    }

    @Test
    void cpCopiesWithinAFile() {
        succeeds("cp", at("/entry"), at("/again"));
        succeeds("cp", at("/n"), at("/again"));
        assertThat(H5.readGroup(file, "again/deep")).isEqualTo(H5.readGroup(file, "entry/deep"));
        assertThat(H5.attr(file, "again/ex", "units")).isEqualTo("mV");
        assertThat(H5.read(file, "again/n")).isEqualTo(5);
        fails(1, "-f replaces it", "cp", at("/n"), at("/entry/ex"));
        fails(1, "inside of", "cp", at("/entry"), at("/entry"));
        succeeds("cp", "-f", at("/n"), at("/entry/ex"));
        assertThat(H5.read(file, "entry/ex")).isEqualTo(5);
        assertThat(H5.read(file, "again/ex")).isEqualTo(new double[] {1, 2});
    }

    @Test
    void objectsGoToOtherFiles() {
        succeeds("cp", at("/entry/ex"), other.toString());
        assertThat(H5.read(other, "ex")).isEqualTo(new double[] {1, 2});
        fails(3, "-p makes it", "cp", at("/entry"), there("/no/such"));
        succeeds("cp", "-p", at("/entry"), there("/from/run"));
        succeeds("mv", at("/n"), there("/from"));
        assertThat(H5.read(other, "from/n")).isEqualTo(5);
        assertThat(H5.read(other, "from/run/deep/n")).isEqualTo(1);
        assertThat(H5.list(file, "/")).containsExactly("entry");
        fails(1, "-f replaces it", "cp", at("/entry/deep/n"), there("/from"));
        succeeds("mv", "-f", at("/entry/deep/n"), there("/from"));
        assertThat(H5.read(other, "from/n")).isEqualTo(1);
        fails(3, "no object", "cp", at("/gone"), there("/x"));
        fails(3, "no such file", "cp", folder.resolve("none.h5") + "/x", there("/x"));
        assertThat(H5.exists(other, "x")).isFalse();
    }

    @Test
    void rmRemoves() {
        succeeds("rm", at("/n"), at("/entry/ex@units"), at("/@title"));
        assertThat(H5.exists(file, "n")).isFalse();
        assertThat(H5.attrNames(file, "entry/ex")).isEmpty();
        assertThat(H5.attrNames(file, "/")).isEmpty();
        fails(3, "no object at '/n'", "rm", at("/entry/ex"), at("/n"));
        assertThat(H5.exists(file, "entry/ex"))
                .as("nothing goes where one is missing")
                .isTrue();
        succeeds("rm", "-f", at("/entry/ex"), at("/n"));
        fails(1, "-r removes it", "rm", at("/entry"));
        succeeds("rm", "-r", at("/entry"), at("/entry/deep"));
        assertThat(H5.list(file, "/")).isEmpty();
        fails(2, "FILE/PATH", "rm", "-r", file.toString());
        fails(3, "no such file", "rm", there("/x"));
        H5.createGroup(file, "empty");
        succeeds("rm", file.toString(), "empty");
    }

    @Test
    void thePeerReadsWhatIsLeft() throws IOException {
        Tools.assumeH5py();
        succeeds("cp", "-p", at("/entry"), there("/a/b"));
        succeeds("mv", there("/a/b/ex"), there("/ex"));
        succeeds("rm", "-r", there("/a/b/deep"));
        succeeds("mkdir", there("/made"));
        String seen = Tools.python(
                        "import sys, h5py\nf = h5py.File(sys.argv[1])\nn = []\nf.visit(n.append)\n"
                                + "print(n, f['ex'][()].tolist(), f['ex'].attrs['units'], f['a/b/é'].asstr()[()])",
                        other)
                .success();
        assertThat(seen).isEqualTo("['a', 'a/b', 'a/b/é', 'ex', 'made'] [1.0, 2.0] mV text");
    }

    @Test
    void theShellCompletesThem() {
        String script = Shell.run("completion").out();
        for (String command : List.of("mkdir", "mv", "cp", "rm")) {
            assertThat(script).contains("_picocli_tutti_" + command + "()");
            assertThat(Shell.run("--help").out()).containsPattern("(?m)^  " + command + " ");
            assertThat(Shell.run(command, "--help").out()).contains("FILE").doesNotContain("null");
        }
        assertThat(Shell.run("__paths", at("/entry/d")).out()).isEqualTo(at("/entry/deep/\n"));
    }
}
