package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.cli.run.Console;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.testkit.docs.Documents;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every line of shell in every document is run as it stands there: those of the guides in {@link GuideTest}, all others here. Names of files are
 * names in a folder of the test, a server listens on a free port.
 */
final class ShellBlocksIT {
    /** What is not run here, by words in it, and why. */
    private static final Map<String, String> NOT_RUN = Map.of(
            "./tutti demo", "DemoProcessIT runs it, for a shorter time",
            "./verify", "it is what runs this test",
            "mvn spotless:apply", "it changes the sources",
            "--redis redis://lab-1:6379",
                    "LockCommandIT runs it, when its server has been there for as long as it asks",
            "java -cp 'examples/target/*:examples/target/lib/*' dev.tutti.examples.",
                    "ExamplesProcessIT runs the programs, with smaller numbers");

    record Event(long id, String name, double value) {}

    @TempDir
    private Path folder;

    static Stream<String> documents() {
        return Documents.all().stream()
                .filter(name -> Documents.languages(name).contains("sh")
                        && !GuideTest.guides().contains(name));
    }

    @BeforeEach
    void whatTheLinesTakeForGranted() throws Exception {
        Files.createDirectories(folder.resolve("data"));
        Files.createDirectories(folder.resolve("backup"));
        Files.writeString(folder.resolve("new.csv"), "id,time,source,x\n1,2026-11-21T08:00:00Z,a,3.5\n");
        Path program = Files.writeString(folder.resolve("ingest.sh"), "#!/bin/sh\nexit 0\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        try (H5File file = H5.create(folder.resolve("run.h5"))) {
            file.createTable("entry/events", Event.class)
                    .appendAll(List.of(new Event(1, "start", 0.5), new Event(2, "stop", 1.5)));
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLineRuns(String document) throws Exception {
        for (String block : Documents.blocks(document, "sh")) {
            for (String line : block.lines().toList()) {
                if (NOT_RUN.keySet().stream().noneMatch(line::contains)) {
                    run(line);
                }
            }
        }
    }

    @Test
    void nothingIsExcusedThatIsNotThere() {
        List<String> lines = documents()
                .flatMap(document -> Documents.blocks(document, "sh").stream())
                .flatMap(String::lines)
                .toList();
        assertThat(NOT_RUN.keySet()).allSatisfy(words -> assertThat(lines).anyMatch(line -> line.contains(words)));
    }

    private void run(String line) throws Exception {
        ShellLines lines = new ShellLines(folder);
        String here = line.replace(" /backup/", " " + folder.resolve("backup") + "/")
                .replace("./ingest.sh", folder.resolve("ingest.sh").toString());
        if (here.startsWith("tutti serve ")) {
            serve(lines.words(here));
        } else {
            lines.run(here);
        }
    }

    /** Starts a server as it stands there, but for its port, and asks it for its page. */
    private static void serve(List<String> words) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(InputStream.nullInputStream(), out, err, false, false, Map.of());
        String[] args = Stream.concat(words.stream(), Stream.of("--port", "0")).toArray(String[]::new);
        Thread server = new Thread(() -> Tutti.run(console, args), "server");
        server.start();
        try {
            while (server.isAlive() && out.size() == 0) {
                Thread.sleep(20);
            }
            String address = out.toString(StandardCharsets.UTF_8).strip();
            assertThat(address).as(err.toString(StandardCharsets.UTF_8)).matches("http://127\\.0\\.0\\.1:[0-9]+/");
            HttpResponse<String> page = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(200);
        } finally {
            server.interrupt();
            server.join(30_000);
        }
        assertThat(server.isAlive()).isFalse();
    }
}
