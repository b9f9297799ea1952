package dev.tutti.hdf5.daily;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Slice;
import dev.tutti.storage.http.HttpSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files of a web server: one that answers ranges, and all the ways not to. */
class HttpTest {
    /** How the server behaves. */
    private enum Mood {
        WELL,
        NO_RANGES,
        WRONG_RANGE,
        FORBIDDEN
    }

    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong bytesSent = new AtomicLong();
    /** So many of the next answers are of status 503, or cut off. */
    private final AtomicInteger failing = new AtomicInteger();

    private final AtomicInteger cut = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final int[] values = new Random(1).ints(300_000).toArray();
    private volatile Mood mood = Mood.WELL;
    private volatile byte[] object = new byte[0];
    private volatile String tag = "\"one\"";
    private volatile String modified = "Mon, 02 Mar 2026 10:00:00 GMT";
    private HttpServer server;
    private URI uri;

    @BeforeEach
    void start() throws IOException {
        try (H5File file = H5.inMemory()) {
            file.create("data")
                    .type(DType.I32)
                    .shape(values.length)
                    .chunk(5_000)
                    .deflate(1)
                    .create()
                    .write(values);
            file.create("plain").type(DType.I32).shape(values.length).create().write(values);
            object = file.image();
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/bucket/data.h5", this::answer);
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", "/bucket/data.h5");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
        uri = at("/bucket/data.h5");
    }

    private URI at(String path) {
        return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + path);
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        try (exchange) {
            if (mood == Mood.FORBIDDEN
                    && !"yes".equals(exchange.getRequestHeaders().getFirst("X-Key"))) {
                exchange.sendResponseHeaders(403, -1);
                return;
            }
            if (failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            String match = exchange.getRequestHeaders().getFirst("If-Match");
            if (match != null && !match.equals(tag)) {
                exchange.sendResponseHeaders(412, -1);
                return;
            }
            byte[] now = object;
            if (!tag.isEmpty()) {
                exchange.getResponseHeaders().set("ETag", tag);
            }
            exchange.getResponseHeaders().set("Last-Modified", modified);
            if (mood == Mood.NO_RANGES) {
                send(exchange, 200, now, now.length);
                return;
            }
            String[] range = exchange.getRequestHeaders()
                    .getFirst("Range")
                    .substring("bytes=".length())
                    .split("-", -1);
            int from = Integer.parseInt(range[0]);
            if (from >= now.length) {
                exchange.sendResponseHeaders(416, -1);
                return;
            }
            int to = Math.min(now.length - 1, Integer.parseInt(range[1]));
            int said = mood == Mood.WRONG_RANGE ? from + 1 : from;
            exchange.getResponseHeaders().set("Content-Range", "bytes " + said + "-" + to + "/" + now.length);
            byte[] part = Arrays.copyOfRange(now, from, to + 1);
            boolean shortened = part.length > 16 && cut.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
            send(exchange, 206, part, shortened ? part.length / 2 : part.length);
        }
    }

    /** Says all of it, sends {@code length} bytes. */
    private void send(HttpExchange exchange, int status, byte[] bytes, int length) throws IOException {
        exchange.sendResponseHeaders(
                status, bytes.length == length ? bytes.length : 0); // 0: chunked, so that a short body ends well
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(bytes, 0, length);
            bytesSent.addAndGet(length);
        } catch (IOException e) {
            // The client has read enough.
        }
    }

    @Test
    void aFileIsReadInBlocks() {
        HttpSettings settings =
                HttpSettings.standard().blockBytes(16 << 10).cacheBytes(1 << 20).blocksAhead(4);
        try (H5File file = H5.open(uri, settings)) {
            assertThat(file.dataset("plain").i32(Slice.rows(150_000, 150_010)))
                    .isEqualTo(Arrays.copyOfRange(values, 150_000, 150_010));
            assertThat(bytesSent.get()).isLessThan(object.length / 4);
            assertThat(file.dataset("data").i32()).isEqualTo(values);
            assertThat(file.dataset("plain").i32()).isEqualTo(values);
            assertThat(requests.get()).isLessThan(object.length / (16 << 10));
            assertThat(file.toString()).contains("bucket").contains("data.h5");
            assertThatThrownBy(() -> file.put("x", 1)).isInstanceOf(H5Exception.class);
        }
        try (H5File file = H5.open(at("/moved"))) {
            assertThat(file.root().names()).containsExactly("data", "plain");
        }
    }

    @Test
    void threadsShareBlocks() {
        try (H5File file = H5.open(uri)) {
            IntStream.range(0, 8)
                    .mapToObj(i -> threadsOf(() -> file.dataset("data").i32()))
                    .toList()
                    .forEach(task -> assertThat(task.join()).isEqualTo(values));
        }
        assertThat(bytesSent.get()).isLessThan(object.length + (2 << 20));
    }

    private static <T> CompletableFuture<T> threadsOf(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(work.get());
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        thread.start();
        return result;
    }

    @Test
    void passingFailuresAreRepeated() {
        failing.set(2);
        try (H5File file = H5.open(uri)) {
            cut.set(2);
            assertThat(file.dataset("data").i32()).isEqualTo(values);
            assertThat(cut.get()).isZero();
        }
        failing.set(1000);
        assertThatThrownBy(() -> H5.open(uri, HttpSettings.standard().attempts(2)))
                .isInstanceOf(H5Exception.class)
                .hasMessageContaining("503")
                .hasMessageContaining("attempt 2");
        assertThat(failing.get()).isEqualTo(998);
    }

    @Test
    void anAnswerThatStaysShortIsAnError() {
        try (H5File file = H5.open(
                uri, HttpSettings.standard().attempts(2).blockBytes(4096).blocksAhead(0))) {
            cut.set(1000);
            assertThatThrownBy(() -> file.dataset("plain").i32())
                    .isInstanceOf(H5Exception.class)
                    .hasMessageContaining("cut off");
            cut.set(0);
            assertThat(file.dataset("plain").i32()).isEqualTo(values);
        }
    }

    @Test
    void anObjectThatChangesIsNoticed() {
        HttpSettings small = HttpSettings.standard().blockBytes(4096).blocksAhead(0);
        try (H5File file = H5.open(uri, small)) {
            tag = "\"two\"";
            assertThatThrownBy(() -> file.dataset("data").i32())
                    .isInstanceOf(H5Exception.class)
                    .hasMessageContaining("changed while it was read");
        }
        tag = "";
        try (H5File file = H5.open(uri, small)) {
            modified = "Mon, 02 Mar 2026 11:00:00 GMT";
            assertThatThrownBy(() -> file.dataset("data").i32()).hasMessageContaining("Last-Modified");
        }
        try (H5File file = H5.open(uri, small)) {
            object = Arrays.copyOf(object, object.length - 1);
            assertThatThrownBy(() -> file.dataset("data").i32()).hasMessageContaining("length");
        }
    }

    @Test
    void serversThatCannotServeAreNamed() {
        mood = Mood.NO_RANGES;
        assertThatThrownBy(() -> H5.open(uri))
                .isInstanceOf(H5Exception.class)
                .hasMessageContaining("no range requests");
        mood = Mood.WRONG_RANGE;
        assertThatThrownBy(() -> H5.open(uri)).isInstanceOf(H5Exception.class).hasMessageContaining("Content-Range");
        mood = Mood.FORBIDDEN;
        assertThatThrownBy(() -> H5.open(uri)).isInstanceOf(H5Exception.class).hasMessageContaining("Authorization");
        try (H5File file = H5.open(uri, HttpSettings.standard().header("X-Key", "yes"))) {
            assertThat(file.contains("data")).isTrue();
        }
        mood = Mood.WELL;
        assertThatThrownBy(() -> H5.open(at("/nothing"))).isInstanceOf(H5NotFoundException.class);
        object = new byte[0];
        assertThatThrownBy(() -> H5.open(uri)).isInstanceOf(H5Exception.class).hasMessageContaining("empty");
        object = new byte[100];
        assertThatThrownBy(() -> H5.open(uri)).isInstanceOf(H5CorruptException.class);
        server.stop(0);
        assertThatThrownBy(() -> H5.open(uri, HttpSettings.standard().attempts(1)))
                .isInstanceOf(H5Exception.class)
                .hasMessageContaining("connection");
    }
}
