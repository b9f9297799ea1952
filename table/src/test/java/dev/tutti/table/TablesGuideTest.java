package dev.tutti.table;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every block of Java in the guide to tables compiles as it stands there. */
class TablesGuideTest {
    private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    /** What the blocks take for granted. */
    private static final String HEAD =
            """
            import dev.tutti.table.*;
            import dev.tutti.table.arrow.ArrowTables;
            import java.nio.file.*;
            import java.time.*;
            import java.util.*;
            import java.util.function.Function;
            import org.apache.arrow.memory.BufferAllocator;
            import org.apache.arrow.vector.VectorSchemaRoot;
            import org.apache.arrow.vector.ipc.ArrowReader;

            abstract class Block%d {
                record Total(String source, long rows) {}
                Table table;
                Instant limit;
                List<Map<String, Object>> rows;
                Path csv;
                Function<String, Map<String, Object>> parser;
                BufferAllocator allocator;
                VectorSchemaRoot root;
                String key;
                String secret;
                abstract void use(Object value);
                void run() throws Exception {
            """;

    @TempDir
    Path folder;

    private static Path guide() {
        Path from = Path.of("").toAbsolutePath();
        while (!Files.exists(from.resolve("docs/tables.md"))) {
            from = from.getParent();
        }
        return from.resolve("docs/tables.md");
    }

    @Test
    void everyBlockCompiles() throws Exception {
        List<JavaFileObject> sources = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(Files.readString(guide()));
        while (blocks.find()) {
            int number = sources.size();
            String text = String.format(HEAD, number) + blocks.group(1) + "    }\n}\n";
            URI name = URI.create("string:///Block" + number + ".java");
            sources.add(new SimpleJavaFileObject(name, JavaFileObject.Kind.SOURCE) {
                @Override
                public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                    return text;
                }
            });
        }
        assertThat(sources).hasSizeGreaterThan(3);
        StringWriter complaints = new StringWriter();
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> options = List.of("-d", folder.toString(), "-cp", path, "-proc:none", "-nowarn");
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(complaints, null, null, options, null, sources)
                .call();
        assertThat(compiled).as(complaints.toString()).isTrue();
    }
}
