package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tutti.table.Row;
import dev.tutti.table.arrow.ArrowRows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one jar that holds everything runs by itself: codecs and tables are found in it, its own processes too, and the licences are there. */
final class SingleJarIT {
    private static final Path JAR = Path.of("target", "tutti.jar").toAbsolutePath();

    @TempDir
    Path folder;

    @BeforeEach
    void isBuilt() {
        assumeTrue(Files.exists(JAR), "target/tutti.jar is made by Maven before this test");
    }

    private String run(String... args) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                JAR.toString()));
        words.addAll(List.of(args));
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putIfAbsent("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1"); // of those that it starts
        Process process = builder.start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue())
                .as(Files.readString(out) + Files.readString(err))
                .isZero();
        return Files.readString(out);
    }

    @Test
    void filesCodecsAndTablesAreThere() throws Exception {
        // Each line is a JVM that loads all anew from a large jar: few do for all that is found by name in it.
        Files.writeString(folder.resolve("data.csv"), "1\n2.5\n3.5\n");
        run("put", "run.h5/x", "data.csv", "--compress", "zstd-3");
        run("convert", "run.h5/x", "tables/t");
        assertThat(run("table", "scan", "tables/t", "--where", "x > 3", "--format", "jsonl"))
                .contains("3.5");
        // Arrow's memory wants a package opened, which the jar itself says.
        run("convert", "tables/t", "rows.arrow");
        try (Stream<Row> rows = ArrowRows.at(folder.resolve("rows.arrow")).rows()) {
            assertThat(rows.map(row -> row.getDouble("x"))).containsExactly(1.0, 2.5, 3.5);
        }
    }

    @Test
    void itStartsProcessesOfItsOwn() throws Exception {
        assertThat(run("demo", "--readers", "1", "--duration", "1s")).contains("All of it holds.");
        assertThat(folder.resolve("err.txt")).content().doesNotContain("WARNING"); // Java's own, from 24 on
    }

    @Test
    void licencesAreKeptAndServicesAreMerged() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            List<String> names = jar.stream().map(Object::toString).toList();
            String list = new String(
                    jar.getInputStream(jar.getEntry("META-INF/licences/README.txt"))
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
            assertThat(jar.getEntry("META-INF/licences/tutti/LICENSE")).isNotNull();
            try (Stream<Path> libraries = Files.list(JAR.resolveSibling("app"))) {
                for (String library : libraries
                        // The launcher keeps its archives of classes there, too.
                        .filter(path -> path.toString().endsWith(".jar"))
                        .map(path -> path.getFileName().toString().replaceAll("\\.jar$", ""))
                        .filter(name -> name.matches(".*-\\d.*") && !name.startsWith("tutti-"))
                        .toList()) {
                    String name = library.replaceAll("-\\d.*", "");
                    boolean brings =
                            names.stream().anyMatch(n -> n.startsWith("META-INF/licences/" + library + "-jar/"));
                    assertThat(brings || list.matches("(?s).*\\b" + name + "\\b.*"))
                            .as("licence of " + library)
                            .isTrue();
                }
            }
            byte[] readers = jar.getInputStream(jar.getEntry("META-INF/services/dev.tutti.server.table.TableReader"))
                    .readAllBytes();
            assertThat(new String(readers, StandardCharsets.UTF_8)).contains("IcebergTables");
            assertThat(jar.getManifest().getMainAttributes().getValue("Multi-Release"))
                    .isEqualTo("true");
            assertThat(names).noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|RSA|DSA)"));
        }
    }
}
