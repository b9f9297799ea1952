package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tutti.hdf5.H5;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines for JShell that the guide shows work with the start-up script that it names. */
final class JShellIT {
    @TempDir
    Path folder;

    private static Path root() {
        Path from = Path.of("").toAbsolutePath();
        while (!Files.exists(from.resolve("bin/tutti.jsh"))) {
            from = from.getParent();
        }
        return from;
    }

    @Test
    void theLinesOfTheGuideWork() throws Exception {
        Path program = Path.of(System.getProperty("java.home"), "bin", "jshell");
        assumeTrue(Files.isExecutable(program), "this JDK has no jshell");
        H5.write(folder.resolve("run.h5"), "entry/ex", new double[] {0.5, 1.5});
        Matcher block = Pattern.compile("```jshell\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(root().resolve("docs/getting-started.md")));
        assertThat(block.find()).isTrue();
        Path script = folder.resolve("lines.jsh");
        Files.writeString(script, block.group(1) + "System.out.println(\"sum \" + (ex[0] + ex[1]))\n/exit\n");
        Path out = folder.resolve("out.txt");
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--class-path",
                        System.getProperty("java.class.path"),
                        "--startup",
                        "DEFAULT",
                        "--startup",
                        root().resolve("bin/tutti.jsh").toString(),
                        script.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(out)).contains("ex").contains("sum 2.0").doesNotContain("Error");
    }
}
