package dev.tutti.hdf5.daily;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.testkit.docs.Compiled;
import dev.tutti.testkit.docs.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every row of docs/migration.md compiles and runs, each on a file of its own. */
class MigrationTest {
    private static final String HEAD =
            """
            import dev.tutti.hdf5.*;
            import java.net.URI;
            import java.nio.ByteBuffer;
            import java.nio.file.*;
            import java.time.Instant;
            import java.util.*;
            import java.util.function.Function;

            public final class Rows {
                public record Event(double time, int id, String name) {}

            """;
    private static final String VARIABLES =
            """
                    Path folder = path.getParent();
                    Path other = folder.resolve("other.h5");
                    double[][] matrix = new double[10][20];
                    double[] values = new double[10];
                    int[] ints = {1, 2, 3};
                    List<Event> events = List.of(new Event(0.5, 1, "start"));
                    byte[] bytes = Files.readAllBytes(other);
                    try (H5File file = H5.open(path)) {
                        Group g = file.group("g");
                        Dataset d = file.dataset("g/x");
                        Dataset v = file.dataset("g/v");
                        Dataset t = file.dataset("g/t");
            """;

    @TempDir
    Path folder;

    public record Event(double time, int id, String name) {}

    /** The code of the last cell of each row. */
    private static List<String> rows() {
        List<String> rows = new ArrayList<>();
        for (String line : Documents.text("docs/migration.md").lines().toList()) {
            if (line.startsWith("| ") && line.endsWith("` |")) {
                String cell = line.substring(line.lastIndexOf(" | `") + 4, line.length() - 3);
                rows.add(cell);
            }
        }
        return rows;
    }

    private void samples(Path path) {
        try (H5File file = H5.create(path)) {
            Dataset x = file.create("g/x")
                    .type(DType.F64)
                    .shape(10, 20)
                    .maxShape(H5.UNLIMITED, 20)
                    .chunk(5, 10)
                    .deflate(1)
                    .attr("scale", 2.0)
                    .units("mV")
                    .create();
            x.write(0.0);
            file.create("g/v")
                    .type(DType.I32)
                    .shape(100)
                    .maxShape(H5.UNLIMITED)
                    .chunk(50)
                    .create();
            file.createTable("g/t", Event.class)
                    .appendAll(List.of(new Event(0, 1, "a"), new Event(1, 2, "b"), new Event(2, 3, "c")));
            file.put("g/s", new String[] {"a", "b"});
        }
        try (H5File file = H5.create(path.resolveSibling("other.h5"))) {
            file.put("x", 5);
        }
    }

    @Test
    void everyRowRuns() throws Exception {
        List<String> rows = rows();
        assertThat(rows).hasSizeGreaterThan(120);
        StringBuilder source = new StringBuilder(HEAD);
        for (int i = 0; i < rows.size(); i++) {
            source.append("    public static void row")
                    .append(i)
                    .append("(Path path) throws Exception {\n")
                    .append(VARIABLES)
                    .append("            ")
                    .append(rows.get(i))
                    .append("\n        }\n    }\n\n");
        }
        Path classes = Files.createDirectory(folder.resolve("classes"));
        try (Compiled compiled =
                Compiled.of(classes, Map.of("Rows", source.append("}\n").toString()))) {
            run(rows, compiled);
        }
    }

    /** The names that the rows use are declared as the document says. */
    @Test
    void theDeclarationsCompile() {
        List<String> blocks = Documents.blocks("docs/migration.md", "java");
        assertThat(blocks).hasSize(1);
        String text = "import dev.tutti.hdf5.*; import java.nio.file.*; import java.util.*; final class Names {\n"
                + blocks.get(0) + "}\n";
        Compiled.of(folder, Map.of("Names", text));
    }

    private void run(List<String> rows, Compiled compiled) throws IOException {
        Path samples = Files.createDirectory(folder.resolve("samples"));
        samples(samples.resolve("data.h5"));
        for (int i = 0; i < rows.size(); i++) {
            Path own = Files.createDirectory(folder.resolve("row" + i));
            Files.copy(samples.resolve("data.h5"), own.resolve("data.h5"));
            Files.copy(samples.resolve("other.h5"), own.resolve("other.h5"));
            compiled.call("Rows", "row" + i, own.resolve("data.h5"));
            assertThat(H5.check(own.resolve("data.h5"), FileOptions.readOnly()).problems())
                    .as(rows.get(i))
                    .isEmpty();
            try (Stream<Path> files = Files.walk(own)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        }
    }
}
