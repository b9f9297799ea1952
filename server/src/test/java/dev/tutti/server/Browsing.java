package dev.tutti.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A browser and what it looks at: a server of a folder of its own. Pictures of what it saw are left in {@code target/screenshots}. For one thread. */
final class Browsing implements AutoCloseable {
    private static final Path PICTURES = Path.of("target", "screenshots");
    /** Enough for the pages as they are on a desk; the browser draws without a graphics card here, and pays for each point. */
    private static final int WIDTH = 1000;

    private static final int HEIGHT = 640;

    private final Path above;
    private final Path folder;
    private final Chromium browser;
    private TuttiServer server;

    private Browsing(Path above, Chromium browser) throws IOException {
        this.above = above;
        this.folder = Files.createDirectory(above.resolve("served"));
        this.browser = browser;
        this.server = TuttiServer.start(ServerOptions.of(folder));
    }

    /** Starts both; the test is skipped where there is no browser. */
    static Browsing start() throws IOException, InterruptedException {
        Optional<Path> program = Chromium.program();
        assumeTrue(program.isPresent(), "no Chromium on the path (Debian: apt-get install chromium)");
        Path above = Files.createTempDirectory("tutti-browsing");
        Browsing browsing = new Browsing(above, Chromium.start(program.get(), above));
        browsing.asOnADesk();
        return browsing;
    }

    Chromium browser() {
        return browser;
    }

    Path folder() {
        return folder;
    }

    int port() {
        return server.port();
    }

    void asOnADesk() {
        browser.dark(false);
        browser.size(WIDTH, HEIGHT, false);
    }

    void asOnAPhone() {
        browser.size(390, 844, true);
    }

    void open(String path) {
        browser.open(server.address() + path.substring(1));
    }

    void look(String name) throws IOException {
        browser.screenshot(PICTURES.resolve(name + ".png"));
    }

    void stopServer() {
        server.close();
    }

    void startServer(int port) throws IOException {
        server = TuttiServer.start(ServerOptions.of(folder).port(port));
    }

    /** Makes ready for the next test: an empty page, an empty folder. Returns what went wrong on the pages so far. */
    List<String> leave() throws InterruptedException {
        List<String> complaints = browser.complaints();
        browser.open("about:blank");
        browser.until("location.href === 'about:blank'");
        browser.forget();
        tidy(folder, 1);
        return complaints;
    }

    @Override
    public void close() {
        browser.close();
        server.close();
        tidy(above, 0);
    }

    /** The browser's helpers may write for a moment yet: what cannot be deleted stays where temporary files are. */
    private static void tidy(Path folder, int skipped) {
        for (int i = 0; i < 3; i++) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.skip(skipped).sorted(Comparator.reverseOrder()).forEach(path -> path.toFile()
                        .delete());
                return;
            } catch (IOException | java.io.UncheckedIOException e) {
                // A file went away meanwhile: once more.
            }
        }
    }
}
