package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.testkit.docs.Compiled;
import dev.tutti.testkit.docs.Documents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every block of Java in the guides compiles and runs, behind the lines of shell that stand in the same guide. */
final class GuideTest {
    private static final String HEAD =
            """
            import dev.tutti.errors.*;
            import dev.tutti.hdf5.*;
            import dev.tutti.january.*;
            import java.nio.file.*;
            import java.time.Duration;
            import java.util.*;

            public final class Guide%d {
                public static void run() throws Exception {
            """;

    @TempDir
    Path folder;

    /** The guides whose blocks stand on one another, so that they run in one folder. */
    static List<String> guides() {
        return List.of(
                "docs/getting-started.md",
                "docs/guide.md",
                "docs/concurrency.md",
                "docs/operations.md",
                "docs/faq.md",
                "docs/bridges.md");
    }

    @ParameterizedTest
    @MethodSource("guides")
    void everyBlockRuns(String name) throws Exception {
        Files.writeString(folder.resolve("data.csv"), "1,2\n3,4\n5,6\n");
        List<String> shell = Documents.blocks(name, "sh");
        ShellLines lines = new ShellLines(folder);
        shell.forEach(lines::runAll);
        List<String> java = Documents.blocks(name, "java");
        runAll(java);
        assertThat(java.size() + shell.size()).as("blocks of " + name).isPositive();
    }

    private void runAll(List<String> blocks) throws Exception {
        Map<String, String> sources = new LinkedHashMap<>();
        String home = folder.toString().replace("\\", "\\\\") + "/";
        for (int i = 0; i < blocks.size(); i++) {
            String body = blocks.get(i)
                    .replace("Path.of(\"", "Path.of(\"" + home)
                    .replace("System.out.println(", "String.valueOf(");
            sources.put("Guide" + i, String.format(HEAD, i) + body + "\n    }\n}\n");
        }
        Path classes = Files.createDirectories(folder.resolve("classes"));
        try (Compiled guides = Compiled.of(classes, sources)) {
            sources.keySet().forEach(type -> guides.call(type, "run"));
        }
    }
}
