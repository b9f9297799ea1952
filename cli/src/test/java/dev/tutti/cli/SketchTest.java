package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Blocks of Java that leave something to the reader (names that stand for his data, three dots for his code) compile with that filled in. */
final class SketchTest {
    private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    private static Path root() {
        Path from = Path.of("").toAbsolutePath();
        while (!Files.exists(from.resolve("docs/getting-started.md"))) {
            from = from.getParent();
        }
        return from;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "README.md | dev.tutti.hdf5.* | Path path; double[] block; int n; boolean recording; double[] nextBlock() { return block; } void plot(Object a, Object b) {}",
                "docs/one-liners.md | dev.tutti.hdf5.* | Path path; record Event(double time, int id, String name) {}",
                "docs/survey.md | dev.tutti.survey.* | Path path; Instant start; double[] samples; void plot(Object a, Object b) {}",
                "docs/locks.md | dev.tutti.hdf5.*; import dev.tutti.locks.* | Path path; double[] values;"
            })
    void everyBlockCompiles(String name, String imports, String givens) throws Exception {
        Matcher blocks = BLOCK.matcher(Files.readString(root().resolve(name)));
        List<JavaFileObject> sources = new ArrayList<>();
        while (blocks.find()) {
            String type = "Sketch" + sources.size();
            String text =
                    "import java.io.*; import java.net.URI; import java.nio.file.*; import java.time.*; import java.util.*; import "
                            + imports + ";\nfinal class " + type + " { " + givens + "\nvoid run() throws Exception {\n"
                            + blocks.group(1)
                                    .replace("forEach(…)", "forEach(row -> {})")
                                    .replace("{ … }", "{ throw new UnsupportedOperationException(); }")
                                    .replace("    …\n", "\n")
                            + "\n}}\n";
            sources.add(
                    new SimpleJavaFileObject(URI.create("string:///" + type + ".java"), JavaFileObject.Kind.SOURCE) {
                        @Override
                        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                            return text;
                        }
                    });
        }
        assertThat(sources).as("blocks of " + name).isNotEmpty();
        StringWriter complaints = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(
                        complaints,
                        null,
                        null,
                        List.of(
                                "-d",
                                folder.toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-proc:none",
                                "-nowarn"),
                        null,
                        sources)
                .call();
        assertThat(compiled).as(name + ": " + complaints).isTrue();
    }
}
