package dev.tutti.hdf5.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.testkit.process.ChildJvm;
import dev.tutti.testkit.process.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Published reproducers of defects in HDF5 parsers: each gives a result or declared errors, in a process with a heap of 64 MB, which an
 * OutOfMemoryError or any other error that is not declared would end.
 */
class MalformedCorpusIT {
    /** Two seconds, and as many again for a machine that is busy with other tests. */
    private static final long MOST_MILLIS = 4000;

    @TempDir
    Path folder;

    @Test
    void everyMalformedFileEndsInAResultOrADeclaredError() throws Exception {
        List<Path> files = Corpus.malformed();
        Path list = folder.resolve("list");
        Files.write(list, files.stream().map(Path::toString).toList());
        try (ChildProcess child =
                ChildJvm.of(OrdealMain.class).heap("64m").args(list).start()) {
            child.awaitSuccess(Duration.ofSeconds(55));
            List<String> lines = child.lines().stream()
                    .map(ChildProcess.Line::text)
                    .filter(line -> line.startsWith("file "))
                    .toList();
            assertThat(lines).as("%s", child.report()).hasSize(files.size());
            assertThat(lines)
                    .as("time for each file")
                    .allMatch(line -> Long.parseLong(line.split(" ")[1]) < MOST_MILLIS);
        }
    }
}
