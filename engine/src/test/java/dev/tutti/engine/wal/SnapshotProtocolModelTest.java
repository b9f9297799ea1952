package dev.tutti.engine.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.process.ChildProcess;
import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Spin visits every state of the protocol's model ({@code model/snapshots.pml}): the protocol as it is built is right in all, and of each
 * deliberate bug the harm is found. So a change of the protocol is made in the model first.
 */
final class SnapshotProtocolModelTest {
    private static final Path MODEL =
            Path.of("..", "model", "snapshots.pml").toAbsolutePath().normalize();
    private static final Duration LIMIT = Duration.ofMinutes(30);

    @TempDir
    Path directory;

    @BeforeEach
    void needTools() {
        Tools.assume("spin");
        Tools.assume("gcc");
        Assumptions.assumeTrue(MODEL.toFile().exists(), "needs " + MODEL + "; not found");
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        try (ChildProcess process = ChildProcess.start(command.get(0), builder)) {
            process.awaitSuccess(LIMIT);
            return process.lines().stream().map(ChildProcess.Line::text).collect(Collectors.joining("\n"));
        }
    }

    /** What the search through all states of a model of this size says. A bug is found sooner than a compiler optimises. */
    private String search(String optimisation, List<String> definitions) throws IOException, InterruptedException {
        List<String> translate = new ArrayList<>(List.of("spin", "-a"));
        definitions.forEach(definition -> translate.add("-D" + definition));
        translate.add(MODEL.toString());
        run(translate);
        run(List.of("gcc", optimisation, "-w", "-DSAFETY", "-DCOLLAPSE", "-DMEMLIM=12000", "-o", "pan", "pan.c"));
        String found = run(List.of(directory.resolve("pan").toString(), "-m400000"));
        assertThat(found).doesNotContain("search depth too small", "out of memory", "max search depth");
        return found;
    }

    private void assertRight(String... definitions) throws IOException, InterruptedException {
        assertThat(search("-O1", List.of(definitions)))
                .contains("errors: 0")
                .doesNotContain("Search not completed")
                .contains("(0 of "); // No statement of the model is out of reach.
    }

    @Test
    void noStateHarmsAReaderThatComesTwice() throws Exception {
        assertRight("READERS=1", "SNAPSHOTS=2");
    }

    @Test
    void noStateHarmsTwoReaders() throws Exception {
        if (Seeds.isLong()) {
            assertRight("READERS=2", "COMMITS=3", "CHECKPOINTS=2");
        } else {
            assertRight("READERS=2", "COMMITS=2", "CHECKPOINTS=1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LOOK_BEFORE_MARK",
                "NO_LOOK",
                "BASE_NOT_PUBLISHED",
                "CHECKPOINT_SILENT",
                "REUSE_SILENT",
                "BACKFILL_LATE"
            })
    void theHarmOfEveryBugIsFound(String bug) throws Exception {
        assertThat(search("-O0", List.of("BUG_" + bug, "READERS=1", "SNAPSHOTS=2")))
                .contains("errors: 1")
                .contains("assertion violated");
    }
}
