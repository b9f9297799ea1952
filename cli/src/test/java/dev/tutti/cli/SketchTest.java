package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.testkit.docs.Compiled;
import dev.tutti.testkit.docs.Documents;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Blocks of Java that leave something to the reader (names that stand for his data, three dots for his code) compile with that filled in. */
final class SketchTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "README.md | dev.tutti.hdf5.* | Path path; double[] block; int n; boolean recording; double[] nextBlock() { return block; } void plot(Object a, Object b) {}",
                "docs/one-liners.md | dev.tutti.hdf5.* | Path path; record Event(double time, int id, String name) {}",
                "docs/survey.md | dev.tutti.survey.* | Path path; Instant start; double[] samples; void plot(Object a, Object b) {}",
                "docs/locks.md | dev.tutti.hdf5.*; import dev.tutti.locks.* | Path path; double[] values;"
            })
    void everyBlockCompiles(String name, String imports, String givens) {
        Map<String, String> sketches = new LinkedHashMap<>();
        for (String block : Documents.blocks(name, "java")) {
            String type = "Sketch" + sketches.size();
            sketches.put(
                    type,
                    "import java.io.*; import java.net.URI; import java.nio.file.*; import java.time.*; import java.util.*; import "
                            + imports + ";\nfinal class " + type + " { " + givens + "\nvoid run() throws Exception {\n"
                            + block.replace("forEach(…)", "forEach(row -> {})")
                                    .replace("{ … }", "{ throw new UnsupportedOperationException(); }")
                                    .replace("    …\n", "\n")
                            + "\n}}\n");
        }
        assertThat(sketches).as("blocks of " + name).isNotEmpty();
        Compiled.of(folder, sketches);
    }
}
