package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tutti.hdf5.H5;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The completion scripts, in the shells that they are for. */
final class CompletionTest {
    @TempDir
    Path folder;

    private static boolean has(String shell) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(place -> Files.isExecutable(Path.of(place, shell)));
    }

    /** What a shell offers for the last of some words, one offer a line. */
    private String offers(String shell, String... words) throws IOException, InterruptedException {
        Path script = folder.resolve("completion." + shell);
        Files.write(script, Shell.run("completion", shell).bytes());
        StringBuilder line = new StringBuilder();
        for (String word : words) {
            line.append(" '").append(word).append('\'');
        }
        // A program of this name answers for the objects inside of a file, as the installed one does.
        Path tutti = folder.resolve("tutti");
        Path answers = folder.resolve("answers");
        Files.write(answers, Shell.run("__paths", words[words.length - 1]).bytes());
        Files.writeString(tutti, "#!/bin/sh\ncat '" + answers + "'\n");
        assertThat(tutti.toFile().setExecutable(true)).isTrue();
        String program = (shell.equals("zsh") ? "autoload -U compinit && compinit -u -d '" + folder + "/dump'; " : "")
                + "source '" + script + "'; COMP_WORDS=(" + tutti + line + "); COMP_CWORD=" + words.length
                + "; _tutti_with_paths tutti '" + words[words.length - 1] + "'; printf '%s\\n' \"${COMPREPLY[@]}\"";
        Path out = folder.resolve("offers");
        Process process = new ProcessBuilder(shell, "-c", program)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    @Test
    void bashCompletesCommandsOptionsAndPaths() throws Exception {
        assumeTrue(has("bash"), "no bash on the path");
        H5.write(folder.resolve("run.h5"), "entry/ex", new double[] {1});
        assertThat(offers("bash", "rep")).contains("repack");
        assertThat(offers("bash", "table", "snap")).contains("snapshots");
        assertThat(offers("bash", "repack", "--chu")).contains("--chunk");
        assertThat(offers("bash", "survey", "rec")).contains("record");
        assertThat(offers("bash", "ls", folder + "/run.h5/ent")).contains("run.h5/entry/");
    }

    /** A zsh as at a terminal: the tab key is pressed behind half a word, and what is typed next shows what stands there. */
    @Test
    void zshCompletesInsideOfFiles() throws Exception {
        assumeTrue(has("zsh"), "no zsh on the path (Debian: apt-get install zsh)");
        Files.write(
                folder.resolve("completion.zsh"), Shell.run("completion", "zsh").bytes());
        Path tutti = folder.resolve("tutti");
        Files.writeString(
                tutti, "#!/bin/sh\ncase \"$2\" in */ent) echo run.h5/entry/ ;; */e) echo run.h5/entry/ex ;; esac\n");
        assertThat(tutti.toFile().setExecutable(true)).isTrue();
        Path program = Files.writeString(
                folder.resolve("keys.zsh"),
                """
                zmodload zsh/zpty
                zpty shell zsh -f -i
                zpty -w shell "autoload -U compinit && compinit -u -d dump; source ./completion.zsh; path=($PWD \\$path); PROMPT='@''> '"
                zpty -r shell said '*@> *'
                zpty -w -n shell $'tutti ls run.h5/ent\\tQ'
                zpty -r shell said '*Q*' && print -r -- "$said"
                zpty -w -n shell $'\\C-ututti get run.h5/entry/e\\tQ'
                zpty -r shell said '*Q*' && print -r -- "$said"
                zpty -w -n shell $'\\C-ututti table snap\\tQ'
                zpty -r shell said '*Q*' && print -r -- "$said"
                zpty -d shell
                """);
        Path out = folder.resolve("said");
        ProcessBuilder builder = new ProcessBuilder("zsh", "-f", program.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("TERM", "dumb");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as(() -> "still waiting after " + out)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(out).replaceAll("\\p{Cntrl}", ""))
                .contains("ry/Q") // a group: more may follow
                .containsPattern("entry/ex +Q")
                .containsPattern("snapshots +Q");
    }
}
