package dev.tutti.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real browser watches while a real process writes, dies, and is followed by another. */
final class LiveBrowserProcessIT {
    private Browsing browsing;
    private Chromium browser;

    @BeforeEach
    void start() throws Exception {
        browsing = Browsing.start();
        browser = browsing.browser();
    }

    @AfterEach
    void end() {
        if (browsing != null) {
            browsing.close();
        }
    }

    private static Process writer(Path file) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WriterProcess.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(file.resolveSibling("writer.log").toFile())
                .start();
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aLiveFileIsWatchedThroughTheDeathOfItsWriter() throws Exception {
        Path file = browsing.folder().resolve("live.h5");
        Process writer = writer(file);
        try {
            for (int i = 0; i < 600 && !Files.exists(file); i++) {
                Thread.sleep(100);
            }
            browsing.open(
                    "/live?file=live.h5&path=/survey/MT001/run_a/ex&path=/survey/MT001/run_a/hz&path=/images/spectrogram&last=10");
            browser.until("document.querySelectorAll('.uplot').length === 2");
            browser.until("parseInt(document.getElementById('version').textContent) > 6");
            browser.until("document.getElementById('writer').textContent.includes('" + writer.pid() + "')");
            browser.until("parseFloat(document.getElementById('rate').textContent) > 0");
            browsing.look("live");
            kill(writer);
            browser.until("document.getElementById('state').textContent !== 'live'");
            browsing.look("live-writer-killed");
            long before = Long.parseLong(browser.value("parseInt(document.getElementById('version').textContent)"));
            writer = writer(file);
            browser.until("parseInt(document.getElementById('version').textContent) > " + (before + 3));
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
        browser.drag(560, 300, 720);
        browser.until("!document.getElementById('reset').hidden");
        browsing.look("live-zoomed");
        browser.press("Escape");
        browser.until("document.getElementById('reset').hidden");
        browser.dark(true);
        Thread.sleep(200);
        browsing.look("live-dark");
        browser.dark(false);
        browsing.asOnAPhone();
        Thread.sleep(300);
        browsing.look("live-phone");
        browsing.asOnADesk();
    }

    /** The explorer follows the file, and waits for a server that is away. */
    private void exploreThroughARestart() throws Exception {
        browsing.open("/explore?file=live.h5&path=/survey/MT001/run_a/ex");
        browser.until("document.querySelector('main canvas')");
        String version = browser.value("document.body.dataset.version");
        browser.until("Number(document.body.dataset.version) > " + version);
        browser.until("document.querySelector('main canvas')");
        browsing.look("explore-live");
        int port = browsing.port();
        browsing.stopServer();
        browser.until("document.querySelector('header .state').textContent === 'waiting'");
        browsing.startServer(port);
        browser.until("document.querySelector('header .state').textContent === 'live'");
        browser.until("document.querySelector('main canvas')");
    }
}
