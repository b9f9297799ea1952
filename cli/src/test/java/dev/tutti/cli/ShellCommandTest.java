package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.H5;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell inside of a file, and manual pages. */
final class ShellCommandTest {
    @TempDir
    Path folder;

    private Shell.Outcome shell(Path file, String... lines) {
        return Shell.runWithInput(String.join("\n", lines).getBytes(StandardCharsets.UTF_8), "shell", file.toString());
    }

    @Test
    void pathsAreThoseOfTheGroupWhereOneIs() {
        Path file = folder.resolve("f.h5");
        H5.write(file, "a/b/x", new int[] {1, 2, 3});
        Shell.Outcome walk = shell(
                file, "pwd", "cd a", "ls", "cd b", "pwd", "cat x", "cat x[1:]", "cat ../b/./x[0]", "cd ..", "pwd");
        assertThat(walk.status()).as(walk.err()).isZero();
        assertThat(walk.out()).startsWith("/\n").contains("/a/b\n").endsWith("/a\n");
        assertThat(walk.out()).contains("2");
        assertThat(shell(file, "cat a/b/x [1:]").out()).isEqualTo("2\n3\n");
        assertThat(shell(file, "cat a/b/x [0: 2]").out()).isEqualTo("1\n2\n");
        assertThat(shell(file, "set a/b/x units=mV", "attrs a/b/x").out()).contains("units");
        assertThat(shell(file, "plot a/b/x --width 40").out()).contains("┤");
        assertThat(shell(file, "stat", "check").status()).isZero();
        assertThat(shell(file, "mkdir new", "cd new", "pwd", "exit", "pwd").out())
                .isEqualTo("/new\n");
    }

    @Test
    void whatIsWrongIsSaidAndTheShellGoesOn() {
        Path file = folder.resolve("f.h5");
        H5.write(file, "x", 1);
        Shell.Outcome wrong = shell(file, "cd nowhere", "cd x", "frobnicate", "cat nothing", "pwd");
        assertThat(wrong.err())
                .contains("no such object")
                .contains("no group")
                .contains("no such command")
                .contains("nothing");
        assertThat(wrong.out()).isEqualTo("/\n");
        assertThat(wrong.status()).isZero();
    }

    @Test
    void eachCommandHasAPage() throws IOException {
        assertThat(Shell.run("man", "plot").out())
                .contains(".TH TUTTI-PLOT")
                .contains("\\-\\-png")
                .contains(".SH SYNOPSIS");
        assertThat(Shell.run("man", "nothing").status()).isEqualTo(2);
        Path pages = folder.resolve("man1");
        assertThat(Shell.run("man", "-o", pages.toString()).status()).isZero();
        try (Stream<Path> files = Files.list(pages)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains("tutti.1", "tutti-ls.1", "tutti-serve.1", "tutti-diff.1")
                    .contains("tutti-table.1", "tutti-table-scan.1", "tutti-survey-record.1", "tutti-table-snapshots.1")
                    .doesNotContain("tutti-table-history.1") // another name of the one before
                    .noneMatch(name -> name.contains("__"));
        }
        assertThat(Shell.run("man", "table", "scan").out())
                .isEqualTo(Files.readString(pages.resolve("tutti-table-scan.1")))
                .contains(".TH TUTTI-TABLE-SCAN", "tutti table scan [", "\\-\\-where");
        assertThat(Shell.run("man", "put").out()).isASCII().contains("N,N\\[u2026]");
        assertThat(Shell.run("man", "table").out()).contains("snapshots, history");
        assertThat(Shell.run("help", "table", "scan").lines())
                .isEqualTo(Shell.run("table", "scan", "--help").lines());
        assertThat(Shell.run("help", "survey", "nothing").status()).isEqualTo(2);
    }
}
