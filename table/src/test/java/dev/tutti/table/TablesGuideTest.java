package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.testkit.docs.Compiled;
import dev.tutti.testkit.docs.Documents;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every block of Java in the guide to tables compiles as it stands there. */
class TablesGuideTest {
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

    @Test
    void everyBlockCompiles() {
        Map<String, String> blocks = new LinkedHashMap<>();
        for (String block : Documents.blocks("docs/tables.md", "java")) {
            int number = blocks.size();
            blocks.put("Block" + number, String.format(HEAD, number) + block + "    }\n}\n");
        }
        assertThat(blocks).hasSizeGreaterThan(3);
        Compiled.of(folder, blocks);
    }
}
