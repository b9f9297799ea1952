package dev.tutti.server;

import dev.tutti.server.web.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The files of the pages, which lie beside the classes. Read once each, and kept. */
final class Pages {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "txt", "text/plain; charset=utf-8");

    private final Map<String, Optional<byte[]>> files = new ConcurrentHashMap<>();

    /** The file of that name; empty if there is none. */
    Optional<Answer> file(String name) {
        if (!name.matches("[a-z0-9-]+(\\.[a-z0-9-]+)+")) {
            return Optional.empty();
        }
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        return type == null
                ? Optional.empty()
                : files.computeIfAbsent(name, Pages::read).map(bytes -> Answer.of(type, bytes)
                        .with("ETag", "\"" + Integer.toHexString(java.util.Arrays.hashCode(bytes)) + "\""));
    }

    private static Optional<byte[]> read(String name) {
        try (InputStream in = Pages.class.getResourceAsStream("page/" + name)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
