package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that look take a URL where they take a file. */
class UrlTest {
    @TempDir
    private Path folder;

    private byte[] object = new byte[0];
    private HttpServer server;
    private String url = "";

    @BeforeEach
    void serve() throws IOException {
        Path path = folder.resolve("run.h5");
        try (H5File file = H5.create(path)) {
            file.put("entry/ex", new double[] {1, 2.5, 4});
            file.dataset("entry/ex").attrs().set("units", "mV");
        }
        object = Files.readAllBytes(path);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/bucket/run.h5", this::answer);
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort() + "/bucket/run.h5";
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        exchange.getResponseHeaders().set("ETag", "\"one\"");
        int from = 0;
        int to = object.length - 1;
        if (range != null) {
            String[] ends = range.substring("bytes=".length()).split("-");
            from = Integer.parseInt(ends[0]);
            to = Math.min(to, Integer.parseInt(ends[1]));
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + to + "/" + object.length);
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
        exchange.sendResponseHeaders(range == null ? 200 : 206, head ? -1 : to - from + 1L);
        try (OutputStream out = exchange.getResponseBody()) {
            if (!head) {
                out.write(object, from, to - from + 1);
            }
        }
    }

    @Test
    void filesOfAWebServerAreLookedAt() {
        assertThat(Shell.run("ls", "-r", url).out()).contains("/entry/ex");
        assertThat(Shell.run("ls", "--json", url).err()).isEmpty();
        assertThat(Shell.run("get", url + "/entry/ex").lines()).containsExactly("1", "2.5", "4");
        assertThat(Shell.run("get", url + "::/entry/ex[1:]").lines()).containsExactly("2.5", "4");
        assertThat(Shell.run("get", url + "/entry/ex@units").lines()).containsExactly("mV");
        assertThat(Shell.run("dump", "--format", "ddl", url + "/entry/ex").out())
                .contains("2.5");
        assertThat(Shell.run("info", url).status()).isZero();
    }

    @Test
    void theyAreNotChangedAndMayBeMissing() {
        Shell.Outcome put = Shell.run("mkdir", url + "/new");
        assertThat(put.status()).isNotZero();
        assertThat(put.err()).contains("only read");
        Shell.Outcome missing = Shell.run("ls", url.replace("run", "gone"));
        assertThat(missing.status()).isNotZero();
        assertThat(missing.err()).contains("gone.h5");
    }
}
