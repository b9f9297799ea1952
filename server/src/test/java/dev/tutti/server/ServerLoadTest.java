package dev.tutti.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.LiveWriter;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages follow a live file and browsers refresh: no failure, bounded memory. With {@code -Plong} fifty of the ones and twenty of the others, for a minute. */
final class ServerLoadTest {
    private static final boolean LONG = Boolean.getBoolean("tests.long");
    private static final int FOLLOWERS = LONG ? 50 : 10;
    private static final int BROWSERS = LONG ? 20 : 4;
    private static final int SECONDS = LONG ? 60 : 4;

    @TempDir
    Path folder;

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong refreshes = new AtomicLong();

    @Test
    void manyReadersOfALiveFile() throws Exception {
        try (LiveWriter writer = H5.live(folder.resolve("live.h5"));
                TuttiServer server = TuttiServer.start(ServerOptions.of(folder))) {
            Dataset x = writer.create("x")
                    .type(DType.F32)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(4096)
                    .create();
            x.append(new float[500_000]);
            writer.publish();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < FOLLOWERS; i++) {
                threads.add(started(() -> follow(server.port())));
            }
            for (int i = 0; i < BROWSERS; i++) {
                threads.add(started(() -> browse(server.port())));
            }
            long end = System.nanoTime() + SECONDS * 1_000_000_000L;
            while (System.nanoTime() < end) {
                x.append(new float[100]);
                writer.publish();
                Thread.sleep(100);
            }
            assertThat(serverThreads()).as("threads of the server").isBetween(1L, 64L);
            over.set(true);
            writer.publish();
            assertThat(usedAfterCollection()).as("bytes in use").isLessThan(200L << 20);
            String metrics = Visitor.text(new Visitor(server.port()).get("/metrics"));
            assertThat(metrics).contains("tutti_http_requests_seconds_count").doesNotContain("status=\"500\"");
            for (Thread thread : threads) {
                thread.join(60_000);
                assertThat(thread.isAlive())
                        .as("a visitor that never got an answer")
                        .isFalse();
            }
        }
        for (int i = 0; i < 300 && serverThreads() > 0; i++) {
            Thread.sleep(100);
        }
        assertThat(serverThreads()).as("threads that outlive the server").isZero();
        assertThat(failures).isEmpty();
        assertThat(events.get()).isGreaterThan(FOLLOWERS);
        assertThat(refreshes.get()).isGreaterThan(BROWSERS);
    }

    /** The least of some looks: what is in use besides what nobody refers to any more. */
    private static long usedAfterCollection() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }

    /** Threads of the server, which are bounded however many ask. */
    private static long serverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("tutti-server") || name.startsWith("tutti-live"))
                .count();
    }

    private Thread started(Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException e) {
                        if (!over.get()) {
                            failures.add(e.toString());
                        }
                    }
                },
                "visitor");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void follow(int port) {
        try {
            HttpResponse<InputStream> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port
                                            + "/api/live/events?file=live.h5&path=/x&from=500000&step=1"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null && !over.get(); line = lines.readLine()) {
                    if (line.equals("event: news")) {
                        events.incrementAndGet();
                    }
                }
            }
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void browse(int port) {
        Visitor visitor = new Visitor(port);
        while (!over.get()) {
            Object version = JsonTree.object(
                            visitor.get("/api/version?file=live.h5").body())
                    .get("version");
            for (String question : List.of("meta", "attr")) {
                check(visitor.grove(
                        question, Map.of("file", "live.h5", "path", "/x", "version", ((Double) version).longValue())));
            }
            check(visitor.grove(
                    "data",
                    Map.of(
                            "file",
                            "live.h5",
                            "path",
                            "/x",
                            "format",
                            "bin",
                            "dtype",
                            "safe",
                            "version",
                            ((Double) version).longValue())));
            refreshes.incrementAndGet();
        }
    }

    private void check(HttpResponse<byte[]> answer) {
        if (answer.statusCode() != 200) {
            failures.add(answer.statusCode() + " " + Visitor.text(answer));
        }
    }
}
