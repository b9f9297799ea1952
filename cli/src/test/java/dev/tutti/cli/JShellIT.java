package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tutti.hdf5.H5;
import dev.tutti.testkit.docs.Documents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines for JShell that the guide shows work with the start-up script that it names. */
final class JShellIT {
    @TempDir
    Path folder;

    @Test
    void theLinesOfTheGuideWork() throws Exception {
        Path program = Path.of(System.getProperty("java.home"), "bin", "jshell");
        assumeTrue(Files.isExecutable(program), "this JDK has no jshell");
        H5.write(folder.resolve("run.h5"), "entry/ex", new double[] {0.5, 1.5});
        List<String> blocks = Documents.blocks("docs/getting-started.md", "jshell");
        assertThat(blocks).hasSize(1);
        Path script = folder.resolve("lines.jsh");
        Files.writeString(script, blocks.get(0) + "System.out.println(\"sum \" + (ex[0] + ex[1]))\n/exit\n");
        Path out = folder.resolve("out.txt");
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--class-path",
                        System.getProperty("java.class.path"),
                        "--startup",
                        "DEFAULT",
                        "--startup",
                        Documents.root().resolve("bin/tutti.jsh").toString(),
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
