package dev.tutti.server;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.server.text.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A browser without a screen, driven through its DevTools protocol. One page; for one thread. */
final class Chromium implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final AtomicInteger calls = new AtomicInteger();
    private final Map<Integer, CompletableFuture<Map<String, Object>>> answers = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    /** Something that writes the parameters of a call. */
    private interface Parameters {
        void write(JsonGenerator json) throws IOException;
    }

    private Chromium(Process process, Path profile, URI page) {
        this.process = process;
        this.profile = profile;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(page, new Ear())
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
        call("Page.enable", json -> {});
        call("Runtime.enable", json -> {});
        call("Log.enable", json -> {});
    }

    /** The program, if there is one. */
    static Optional<Path> program() {
        for (String folder : String.valueOf(System.getenv("PATH")).split(":")) {
            for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
                Path program = Path.of(folder, name);
                if (Files.isExecutable(program)) {
                    return Optional.of(program);
                }
            }
        }
        return Optional.empty();
    }

    static Chromium start(Path program, Path folder) throws IOException, InterruptedException {
        Path profile = Files.createDirectories(folder.resolve("chromium-profile"));
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--no-first-run",
                        "--disable-dev-shm-usage",
                        "--disable-extensions",
                        "--disable-background-networking",
                        "--enable-unsafe-swiftshader",
                        "--use-angle=swiftshader",
                        "--hide-scrollbars",
                        "--window-size=1280,800",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("chromium.log").toFile())
                .start();
        Path ports = profile.resolve("DevToolsActivePort");
        for (int i = 0; i < 600 && process.isAlive(); i++) {
            if (Files.exists(ports) && Files.readAllLines(ports).size() >= 2) {
                int port = Integer.parseInt(Files.readAllLines(ports).get(0).strip());
                String pages = new String(new Visitor(port).get("/json/list").body(), StandardCharsets.UTF_8);
                Object found = JsonTree.parse(pages.getBytes(StandardCharsets.UTF_8));
                for (Object page : (List<?>) Objects.requireNonNull(found)) {
                    if (page instanceof Map<?, ?> map && "page".equals(map.get("type"))) {
                        return new Chromium(
                                process, profile, URI.create(String.valueOf(map.get("webSocketDebuggerUrl"))));
                    }
                }
            }
            Thread.sleep(100);
        }
        process.destroyForcibly();
        throw new IOException("the browser does not start: " + Files.readString(folder.resolve("chromium.log")));
    }

    /** Collects what the page says. */
    private final class Ear implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                heard(JsonTree.object(text.toString().getBytes(StandardCharsets.UTF_8)));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private void heard(Map<String, Object> message) {
        if (message.get("id") instanceof Double id) {
            CompletableFuture<Map<String, Object>> waiting = answers.remove(id.intValue());
            if (waiting != null) {
                waiting.complete(message);
            }
            return;
        }
        String method = String.valueOf(message.get("method"));
        String text = String.valueOf(message.get("params"));
        if (method.equals("Runtime.exceptionThrown")
                || (method.equals("Log.entryAdded") && text.contains("level=error"))) {
            complaints.add(text);
        }
    }

    private Map<String, Object> call(String method, Parameters parameters) {
        int id = calls.incrementAndGet();
        CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        answers.put(id, answer);
        String text = new String(
                Json.bytes(json -> {
                    json.writeStartObject();
                    json.writeNumberField("id", id);
                    json.writeStringField("method", method);
                    json.writeObjectFieldStart("params");
                    parameters.write(json);
                    json.writeEndObject();
                    json.writeEndObject();
                }),
                StandardCharsets.UTF_8);
        socket.sendText(text, true)
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
        Map<String, Object> result =
                answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        if (result.containsKey("error")) {
            throw new IllegalStateException(method + ": " + result.get("error"));
        }
        return result;
    }

    /** Opens an address. */
    void open(String address) {
        call("Page.navigate", json -> json.writeStringField("url", address));
    }

    /** The value of an expression, as text. */
    String value(String expression) {
        Map<String, Object> answer = call("Runtime.evaluate", json -> {
            json.writeStringField("expression", "String(" + expression + ")");
            json.writeBooleanField("awaitPromise", true);
            json.writeBooleanField("returnByValue", true);
        });
        Object inner = ((Map<?, ?>) Objects.requireNonNull(answer.get("result"))).get("result");
        return String.valueOf(((Map<?, ?>) Objects.requireNonNull(inner)).get("value"));
    }

    /** Does something on the page. */
    void run(String statement) {
        call("Runtime.evaluate", json -> json.writeStringField("expression", statement));
    }

    /** Waits until an expression is true. */
    void until(String expression) throws InterruptedException {
        for (int i = 0; i < 10 * PATIENCE_SECONDS; i++) {
            if (value("Boolean(" + expression + ")").equals("true")) {
                return;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("not true after " + PATIENCE_SECONDS + " s: " + expression + "; the page shows: "
                + value("document.body.innerText") + "; complaints: " + complaints);
    }

    void size(int width, int height, boolean phone) {
        call("Emulation.setDeviceMetricsOverride", json -> {
            json.writeNumberField("width", width);
            json.writeNumberField("height", height);
            json.writeNumberField("deviceScaleFactor", phone ? 2 : 1);
            json.writeBooleanField("mobile", phone);
        });
    }

    void dark(boolean on) {
        call("Emulation.setEmulatedMedia", json -> {
            json.writeArrayFieldStart("features");
            json.writeStartObject();
            json.writeStringField("name", "prefers-color-scheme");
            json.writeStringField("value", on ? "dark" : "light");
            json.writeEndObject();
            json.writeEndArray();
        });
    }

    void press(String key) {
        for (String type : List.of("keyDown", "keyUp")) {
            call("Input.dispatchKeyEvent", json -> {
                json.writeStringField("type", type);
                json.writeStringField("key", key);
                if (key.length() == 1 && type.equals("keyDown")) {
                    json.writeStringField("text", key);
                }
            });
        }
    }

    /** Draws the mouse over the page, its button held. */
    void drag(int x, int y, int toX) {
        mouse("mousePressed", x, y);
        mouse("mouseMoved", (x + toX) / 2, y);
        mouse("mouseMoved", toX, y);
        mouse("mouseReleased", toX, y);
    }

    private void mouse(String type, int x, int y) {
        call("Input.dispatchMouseEvent", json -> {
            json.writeStringField("type", type);
            json.writeNumberField("x", x);
            json.writeNumberField("y", y);
            json.writeStringField("button", "left");
            json.writeNumberField("buttons", type.equals("mouseReleased") ? 0 : 1);
            json.writeNumberField("clickCount", 1);
        });
    }

    void screenshot(Path file) throws IOException {
        Map<String, Object> answer = call("Page.captureScreenshot", json -> {
            json.writeStringField("format", "png");
            json.writeBooleanField("optimizeForSpeed", true);
        });
        Object data = ((Map<?, ?>) Objects.requireNonNull(answer.get("result"))).get("data");
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.write(file, Base64.getDecoder().decode(String.valueOf(data)));
    }

    /** What went wrong on the page: exceptions, refused resources, breaches of the security policy. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** Begins a new list of complaints. */
    void forget() {
        complaints.clear();
    }

    @Override
    public void close() {
        socket.abort();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                process.waitFor(10, TimeUnit.SECONDS);
            }
            // The browser's helpers write into its profile for a moment yet, which the test's folder goes away with.
            for (int i = 0; i < 50 && process.descendants().findAny().isPresent(); i++) {
                Thread.sleep(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        if (!Files.exists(profile)) {
            throw new IllegalStateException("the profile has gone: " + profile);
        }
    }
}
