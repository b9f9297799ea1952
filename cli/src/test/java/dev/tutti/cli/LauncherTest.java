package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tutti.testkit.docs.Documents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launcher answers without Java. */
final class LauncherTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"bench --help", "help bench"})
    void benchSaysHowItIsCalledAndBuildsNothing(String words) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash");
        Path out = folder.resolve("out.txt");
        Process process = new ProcessBuilder(
                        "/bin/bash",
                        Documents.root().resolve("tutti").toString(),
                        words.split(" ")[0],
                        words.split(" ")[1])
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isZero();
        assertThat(Files.readString(out)).startsWith("Usage: tutti bench").contains("--peers", "--json");
        assertThat(Shell.run("--help").out()).contains("tutti bench --help");
    }
}
