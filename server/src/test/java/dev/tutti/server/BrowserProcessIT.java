package dev.tutti.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.table.Table;
import dev.tutti.table.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A real browser walks through the pages while a real process writes. Pictures of what it saw are left in {@code target/screenshots}. */
final class BrowserProcessIT {
    private static final Path PICTURES = Path.of("target", "screenshots");

    @TempDir(cleanup = CleanupMode.NEVER)
    static Path above;

    private Path folder;
    private TuttiServer server;
    private Chromium browser;

    @BeforeEach
    void start() throws Exception {
        Optional<Path> program = Chromium.program();
        assumeTrue(program.isPresent(), "no Chromium on the path (Debian: apt-get install chromium)");
        folder = Files.createTempDirectory(above, "served");
        server = TuttiServer.start(ServerOptions.of(folder));
        browser = Chromium.start(program.get(), Files.createTempDirectory(above, "browser"));
        browser.size(1280, 800, false);
    }

    @AfterEach
    void end() {
        if (browser != null) {
            browser.close();
            server.close();
        }
    }

    /** The browser's helpers may write for a moment yet: what cannot be deleted stays where temporary files are. */
    @AfterAll
    static void tidy() throws IOException {
        try (Stream<Path> all = Files.walk(above)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (UncheckedIOException e) {
            assertThat(e.getCause()).isInstanceOf(NoSuchFileException.class);
        }
    }

    private String address(String path) {
        return server.address() + path.substring(1);
    }

    private void look(String name) throws IOException {
        browser.screenshot(PICTURES.resolve(name + ".png"));
    }

    private static Process writer(Path file) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WriterProcess.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(above.resolve("writer.log").toFile())
                .start();
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void surveysAndTablesHavePages() throws Exception {
        record Event(long id, String source, double value) {}
        try (SurveyRecording recording = new SurveyRecording(folder.resolve("field.h5"));
                Tables tables = Tables.at(folder.resolve("tables"))) {
            recording.record(30);
            recording.gap();
            recording.record(20);
            Table events = tables.create("events", Event.class);
            for (int i = 0; i < 12; i++) {
                events.append(List.of(new Event(i, "sensor", i / 3.0)));
            }
            browser.open(address("/"));
            browser.until("document.querySelector('#files a[href^=\"/survey\"]')");
            browser.until("document.querySelector('#tables a')");
            look("home-survey-table");
            browser.open(address("/survey?file=field.h5"));
            browser.until("document.querySelectorAll('.chan').length === 6");
            browser.until("document.querySelector('.hole')");
            browser.until("document.getElementById('t-gaps').textContent === '1'");
            look("survey");
            String version = browser.value("document.body.dataset.version");
            recording.record(10);
            browser.until("Number(document.body.dataset.version) > " + version);
            browser.dark(true);
            browser.size(390, 844, true);
            Thread.sleep(300);
            look("survey-phone");
            browser.dark(false);
            browser.size(1280, 800, false);

            browser.open(address("/table?folder=tables&name=events"));
            browser.until("document.querySelectorAll('#snapshots tbody tr').length === 12");
            browser.value("document.getElementById('more').click()");
            browser.until("document.querySelectorAll('#rows tbody tr').length === 12");
            long id = events.append(List.of(new Event(99, "late", -1))).id();
            browser.until("document.body.dataset.snapshot === '" + id + "'");
            browser.until("document.querySelectorAll('#rows tbody tr').length === 13");
            look("table");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void filesAreBrowsedAndDrawn() throws Exception {
        try (H5File file = H5.create(folder.resolve("quiet.h5"))) {
            double[] wave = new double[2000];
            for (int i = 0; i < wave.length; i++) {
                wave[i] = Math.sin(i / 60.0) * Math.exp(-i / 900.0);
            }
            file.put("entry/wave", wave).attrs().set("units", "mV");
            double[][] image = new double[60][90];
            for (int y = 0; y < 60; y++) {
                for (int x = 0; x < 90; x++) {
                    image[y][x] = Math.sin(x / 9.0) * Math.cos(y / 7.0);
                }
            }
            file.put("entry/image", image);
            file.put("entry/cube", new double[4][20][30]);
            file.put("entry/text", new String[] {"one", "two"});
            file.put("entry/number", 42.5);
        }
        H5.write(folder.resolve("other.h5"), "x", new int[] {1, 2, 3});
        browser.open(address("/"));
        browser.until("document.querySelectorAll('#files li').length === 2");
        look("files");
        browser.open(address("/explore?file=quiet.h5&path=/entry/wave"));
        browser.until("document.querySelector('main canvas') && document.body.innerText.includes('wave')");
        Thread.sleep(500);
        look("explore-line");
        browser.open(address("/explore?file=quiet.h5&path=/entry/image"));
        browser.until("document.querySelector('main canvas')");
        Thread.sleep(500);
        look("explore-heatmap");
        browser.open(address("/explore?file=quiet.h5&path=/entry/cube"));
        browser.until("document.querySelector('main canvas')");
        browser.open(address("/explore?file=quiet.h5&path=/entry/text"));
        browser.until("document.body.innerText.includes('two')");
        browser.open(address("/explore?file=quiet.h5&path=/entry/number"));
        browser.until("document.body.innerText.includes('42.5')");
        browser.dark(true);
        browser.open(address("/"));
        browser.until("document.querySelectorAll('#files li').length === 2");
        look("files-dark");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aLiveFileIsWatchedThroughTheDeathOfItsWriter() throws Exception {
        Path file = folder.resolve("live.h5");
        Process writer = writer(file);
        try {
            for (int i = 0; i < 600 && !Files.exists(file); i++) {
                Thread.sleep(100);
            }
            browser.open(
                    address(
                            "/live?file=live.h5&path=/survey/MT001/run_a/ex&path=/survey/MT001/run_a/hz&path=/images/spectrogram&last=10"));
            browser.until("document.querySelectorAll('.uplot').length === 2");
            browser.until("parseInt(document.getElementById('version').textContent) > 30");
            browser.until("document.getElementById('writer').textContent.includes('" + writer.pid() + "')");
            browser.until("parseFloat(document.getElementById('rate').textContent) > 0");
            look("live");
            kill(writer);
            browser.until("document.getElementById('state').textContent !== 'live'");
            look("live-writer-killed");
            long before = Long.parseLong(browser.value("parseInt(document.getElementById('version').textContent)"));
            writer = writer(file);
            browser.until("parseInt(document.getElementById('version').textContent) > " + (before + 5));
            browser.until("document.getElementById('state').textContent === 'live'");
            browser.until("document.getElementById('writer').textContent.includes('" + writer.pid() + "')");

            handle();
            // An answer may be refused while a writer dies; the page asks again. Scripts and the security policy have
            // no such excuse.
            assertThat(browser.complaints()).noneMatch(complaint -> !complaint.contains("source=network"));

            exploreThroughARestart();
        } finally {
            kill(writer);
        }
    }

    /** Pause, zoom, the dark theme and a phone's width. */
    private void handle() throws Exception {
        browser.press(" ");
        browser.until("document.getElementById('pause').getAttribute('aria-pressed') === 'true'");
        browser.press("Escape");
        browser.until("document.getElementById('pause').getAttribute('aria-pressed') === 'false'");
        browser.drag(700, 300, 900);
        browser.until("!document.getElementById('reset').hidden");
        look("live-zoomed");
        browser.press("Escape");
        browser.until("document.getElementById('reset').hidden");
        browser.dark(true);
        Thread.sleep(500);
        look("live-dark");
        browser.dark(false);
        browser.size(390, 844, true);
        Thread.sleep(700);
        look("live-phone");
        browser.size(1280, 800, false);
    }

    /** The explorer follows the file, and waits for a server that is away. */
    private void exploreThroughARestart() throws Exception {
        browser.open(address("/explore?file=live.h5&path=/survey/MT001/run_a/ex"));
        browser.until("document.querySelector('main canvas')");
        String version = browser.value("document.body.dataset.version");
        browser.until("Number(document.body.dataset.version) > " + version);
        browser.until("document.querySelector('main canvas')");
        look("explore-live");
        int port = server.port();
        server.close();
        browser.until("document.querySelector('header .state').textContent === 'waiting'");
        server = TuttiServer.start(ServerOptions.of(folder).port(port));
        browser.until("document.querySelector('header .state').textContent === 'live'");
        browser.until("document.querySelector('main canvas')");
    }
}
