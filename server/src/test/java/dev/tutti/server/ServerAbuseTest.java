package dev.tutti.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who asks for what he must not have, or asks badly, gets a clear refusal, and nobody else notices. */
final class ServerAbuseTest {
    @TempDir
    Path above;

    private Path folder;
    private TuttiServer server;
    private Visitor visitor;

    @BeforeEach
    void serve() throws IOException {
        folder = Files.createDirectory(above.resolve("served"));
        H5.write(folder.resolve("own.h5"), "x", new double[] {1, 2, 3});
        H5.write(above.resolve("secret.h5"), "x", new double[] {42});
        server = TuttiServer.start(ServerOptions.of(folder), Duration.ofSeconds(1));
        visitor = new Visitor(server.port());
    }

    @AfterEach
    void end() {
        server.close();
    }

    private static void isRefused(HttpResponse<byte[]> response, int status) {
        assertThat(response.statusCode()).as(Visitor.text(response)).isEqualTo(status);
        assertThat(String.valueOf(JsonTree.object(response.body()).get("message")))
                .isNotEmpty();
    }

    @Test
    void noPathLeavesTheDirectory() throws IOException {
        Files.createSymbolicLink(folder.resolve("link.h5"), above.resolve("secret.h5"));
        Files.createSymbolicLink(folder.resolve("up"), above);
        for (String name : List.of(
                "../secret.h5",
                "./../secret.h5",
                above.resolve("secret.h5").toString(),
                "link.h5",
                "up/secret.h5",
                "served/../../secret.h5",
                "..%2fsecret.h5",
                "own.h5\0",
                "",
                ".",
                "//",
                "own.h5/..")) {
            HttpResponse<byte[]> response = visitor.grove("meta", Map.of("file", name, "path", "/"));
            assertThat(response.statusCode()).as(name).isBetween(404, 422);
            assertThat(Visitor.text(response)).doesNotContain("42");
        }
        for (String address : List.of(
                "/page/../own.h5", "/page/%2e%2e/own.h5", "/page/..%2fown.h5", "/own.h5", "/page/index.html/..")) {
            assertThat(visitor.get(address).statusCode()).as(address).isGreaterThanOrEqualTo(400);
        }
    }

    @Test
    void noLinkInsideOfAFileLeavesTheDirectory() {
        try (H5File file = H5.create(folder.resolve("links.h5"))) {
            file.externalLink("out", "../secret.h5", "/x");
            file.externalLink("absolute", above.resolve("secret.h5").toString(), "/x");
            file.externalLink("inside", "own.h5", "/x");
        }
        HttpResponse<byte[]> meta = visitor.grove("meta", Map.of("file", "links.h5", "path", "/"));
        assertThat(Visitor.text(meta))
                .contains("\"external_link\"")
                .contains("\"kind\":\"dataset\",\"name\":\"inside\"");
        isRefused(visitor.grove("data", Map.of("file", "links.h5", "path", "/out")), 404);
        isRefused(visitor.grove("data", Map.of("file", "links.h5", "path", "/absolute")), 404);
        assertThat(Visitor.text(visitor.grove("data", Map.of("file", "links.h5", "path", "/inside"))))
                .isEqualTo("[1.0,2.0,3.0]");
    }

    @Test
    void giantAndMeaninglessQuestionsAreRefusedAtOnce() throws IOException {
        try (H5File file = H5.create(folder.resolve("giant.h5"))) {
            file.create("x")
                    .type(DType.F64)
                    .shape(1L << 20, 1L << 20)
                    .chunk(1024, 1024)
                    .create();
        }
        for (String format : List.of("json", "bin", "npy", "csv", "tiff")) {
            isRefused(visitor.grove("data", Map.of("file", "giant.h5", "path", "/x", "format", format)), 413);
        }
        isRefused(visitor.grove("stats", Map.of("file", "giant.h5", "path", "/x")), 413);
        assertThat(visitor.grove(
                                "data",
                                Map.of("file", "giant.h5", "path", "/x", "selection", "5,10:20", "format", "bin"))
                        .body())
                .hasSize(80);
        for (String selection : List.of("x", "1:2:0", "1,2,3", "99999999999999999999", "[", "::-1", "1048576", ":::")) {
            isRefused(visitor.grove("data", Map.of("file", "giant.h5", "path", "/x", "selection", selection)), 422);
        }
        assertThat(raw("GET /api/h5grove/meta?file=%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 4");
        isRefused(visitor.get("/api/h5grove/meta"), 422);
        isRefused(visitor.get("/api/h5grove/nonsense?file=own.h5"), 404);
        isRefused(visitor.get("/api/live/events?file=own.h5&path=/x"), 422);
        isRefused(visitor.get("/api/live/range?file=own.h5&path=/x&from=ten"), 422);
        isRefused(visitor.get("/api/live/image?file=own.h5&path=/x"), 422);
    }

    @Test
    void damagedFilesAreRefusedWithTheReason() throws IOException {
        Files.write(folder.resolve("noise.h5"), "this is no HDF5 file at all".getBytes(StandardCharsets.UTF_8));
        HttpResponse<byte[]> response = visitor.grove("meta", Map.of("file", "noise.h5", "path", "/"));
        isRefused(response, 422);
        assertThat(Visitor.text(visitor.get("/api/files")))
                .contains("unreadable")
                .contains("own.h5");
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readNBytes(4000), StandardCharsets.UTF_8);
        }
    }

    @Test
    void otherNamesOtherMethodsAndOtherSitesAreTurnedAway() throws IOException {
        String close = "Connection: close\r\n\r\n";
        assertThat(raw("GET /health HTTP/1.1\r\nHost: evil.example\r\n" + close))
                .startsWith("HTTP/1.1 421");
        assertThat(raw("GET /health HTTP/1.1\r\nHost: localhost\r\n" + close)).startsWith("HTTP/1.1 200");
        assertThat(raw("POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n" + close))
                .startsWith("HTTP/1.1 405");
        assertThat(raw("GET /api/files HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: cross-site\r\n" + close))
                .startsWith("HTTP/1.1 403");
        assertThat(raw("GET /" + "a".repeat(40_000) + " HTTP/1.1\r\nHost: localhost\r\n" + close))
                .startsWith("HTTP/1.1 4");
    }

    @Test
    void refusalsAreJsonAndDoNotSayWhereTheDirectoryLies() throws IOException {
        Files.writeString(folder.resolve("notes.h5"), "no HDF5 at all");
        HttpResponse<byte[]> notes = visitor.grove("meta", Map.of("file", "notes.h5", "path", "/"));
        isRefused(notes, 422);
        assertThat(Visitor.text(notes)).contains("notes.h5").doesNotContain(folder.toString());
        String close = "Connection: close\r\n\r\n";
        assertThat(raw("GET /api/h5grove/meta?file=%zz HTTP/1.1\r\nHost: localhost\r\n" + close))
                .contains("{\"message\":\"");
        assertThat(raw("GET //elsewhere/ HTTP/1.1\r\nHost: localhost\r\n" + close))
                .startsWith("HTTP/1.1 400")
                .contains("application/json", "{\"message\":\"the request cannot be read")
                .doesNotContain("<html>");
        assertThat(raw("POST /api/files HTTP/1.1\r\nHost: localhost\r\n" + close))
                .contains("Allow: GET, HEAD");
    }

    @Test
    void addressesHaveASlashAtTheirEndOrNot() {
        for (String health : List.of("/api/h5grove", "/api/h5grove/")) {
            assertThat(Visitor.text(visitor.get(health))).isEqualTo("ok");
        }
        for (String question : List.of("meta", "attr", "data", "paths", "stats")) {
            String path = question.equals("paths") ? "/" : "/x";
            HttpResponse<byte[]> plain = visitor.get("/api/h5grove/" + question + "?file=own.h5&path=" + path);
            assertThat(plain.statusCode()).as(question).isEqualTo(200);
            assertThat(visitor.get("/api/h5grove/" + question + "/?file=own.h5&path=" + path)
                            .body())
                    .isEqualTo(plain.body());
        }
        isRefused(visitor.get("/api/h5grovel"), 404);
    }

    @Test
    void aTokenIsNeededWhereItIsAskedFor() throws IOException {
        assertThatThrownBy(() -> new ServerOptions(folder, "0.0.0.0", 0, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("token");
        try (TuttiServer secret = TuttiServer.start(ServerOptions.of(folder).secret("correct-horse"))) {
            Visitor stranger = new Visitor(secret.port());
            isRefused(stranger.get("/api/files"), 401);
            isRefused(stranger.get("/api/files", "Authorization", "Bearer wrong-horse"), 401);
            isRefused(stranger.get("/api/files?token=wrong-horse"), 401);
            assertThat(stranger.get("/api/files", "Authorization", "Bearer correct-horse")
                            .statusCode())
                    .isEqualTo(200);
            // Any word of any case stands before a token; programs that only have an address may put it there.
            assertThat(stranger.get("/api/files", "Authorization", "bearer correct-horse")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(stranger.get("/api/h5grove/data?file=own.h5&path=/x&token=correct-horse")
                            .body())
                    .asString()
                    .isEqualTo("[1.0,2.0,3.0]");
            assertThat(stranger.get("/api/files").headers().firstValue("WWW-Authenticate"))
                    .hasValue("Bearer");
            HttpResponse<byte[]> page = stranger.get("/live?file=own.h5&path=%2Fx&path=%2Fy&token=correct-horse");
            assertThat(page.headers().firstValue("Location")).hasValue("/live?file=own.h5&path=%2Fx&path=%2Fy");
            HttpResponse<byte[]> welcome = stranger.get("//elsewhere?token=correct-horse");
            assertThat(welcome.statusCode()).isBetween(300, 499);
            assertThat(welcome.headers().firstValue("Location").orElse("/")).doesNotStartWith("//");
            HttpResponse<byte[]> home = stranger.get("/?token=correct-horse");
            assertThat(home.statusCode()).isEqualTo(303);
            String cookie = home.headers().firstValue("Set-Cookie").orElseThrow();
            assertThat(cookie).contains("HttpOnly").contains("SameSite=Strict");
            assertThat(stranger.get("/api/files", "Cookie", cookie.substring(0, cookie.indexOf(';')))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void whoDripsHisQuestionIsCutOffAndKeepsNobodyWaiting() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 60; i++) {
                Socket socket = new Socket("127.0.0.1", server.port());
                socket.getOutputStream().write("GET /health HTTP/1.1\r\nX-Drip: ".getBytes(StandardCharsets.US_ASCII));
                slow.add(socket);
            }
            assertThat(visitor.get("/health").statusCode()).isEqualTo(200);
            int open = slow.size();
            for (int round = 0; round < 300 && open > 0; round++) {
                Thread.sleep(100);
                open = 0;
                for (Socket socket : slow) {
                    open += drips(socket) ? 1 : 0;
                }
            }
            assertThat(open).as("connections still open").isZero();
            assertThat(visitor.get("/health").statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    /** Sends one more byte; false if the other side has closed. */
    private static boolean drips(Socket socket) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write('a');
            out.flush();
            InputStream in = socket.getInputStream();
            socket.setSoTimeout(1);
            return in.read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
