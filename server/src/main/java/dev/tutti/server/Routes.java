package dev.tutti.server;

import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.LiveStatus;
import dev.tutti.server.file.ServedFolder;
import dev.tutti.server.file.View;
import dev.tutti.server.file.Views;
import dev.tutti.server.grove.Grove;
import dev.tutti.server.live.LiveHub;
import dev.tutti.server.text.Json;
import dev.tutti.server.web.Answer;
import dev.tutti.server.web.Query;
import dev.tutti.server.web.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Who answers what. */
final class Routes {
    private static final String GROVE = "/api/h5grove/";
    private static final String LIVE = "/api/live/";

    private final ServedFolder folder;
    private final Views views;
    private final Grove grove;
    private final LiveHub hub;
    private final Pages pages = new Pages();
    private @Nullable Counters counters;

    Routes(ServedFolder folder, Views views, LiveHub hub) {
        this.folder = folder;
        this.views = views;
        this.grove = new Grove(folder, views);
        this.hub = hub;
    }

    void counters(Counters counted) {
        this.counters = counted;
    }

    /** Whether the answer goes on for as long as the asker listens. */
    boolean streams(String path) {
        return path.equals(LIVE + "events");
    }

    void stream(Query query, Response response, Callback callback) {
        hub.follow(folder.file(query.required("file")), query, response, callback);
    }

    Answer answer(Request request, String path, Query query) throws IOException {
        if (path.startsWith(GROVE)) {
            String tag = request.getHeaders().get(HttpHeader.IF_NONE_MATCH);
            String question = path.substring(GROVE.length());
            return question.isEmpty() ? text("ok") : grove.answer(question, query, tag == null ? "" : tag);
        }
        return switch (path) {
            case "/health" -> text("ok");
            case "/metrics" ->
                Answer.of(
                        "text/plain; version=0.0.4; charset=utf-8",
                        java.util.Objects.requireNonNull(counters).text().getBytes(StandardCharsets.UTF_8));
            case "/api/files" -> files();
            case "/api/version" -> version(folder.file(query.required("file")));
            case LIVE + "datasets" -> hub.datasets(folder.file(query.required("file")));
            case LIVE + "range" -> hub.range(folder.file(query.required("file")), query);
            case LIVE + "image" -> hub.image(folder.file(query.required("file")), query);
            case "/", "/index.html" -> page("index.html");
            case "/explore" -> page("explore.html");
            case "/live" -> page("live.html");
            default -> page(path.startsWith("/page/") ? path.substring("/page/".length()) : "");
        };
    }

    private Answer page(String name) {
        Optional<Answer> file = pages.file(name);
        return file.orElseThrow(() -> Refusal.notFound("there is no such page"));
    }

    private static Answer text(String words) {
        return Answer.of("text/plain; charset=utf-8", words.getBytes(StandardCharsets.UTF_8));
    }

    private Answer files() throws IOException {
        byte[] bytes = Json.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("folder", String.valueOf(folder.root().getFileName()));
            json.writeArrayFieldStart("files");
            for (ServedFolder.Entry entry : folder.list()) {
                json.writeStartObject();
                json.writeStringField("name", entry.name());
                json.writeNumberField("size", entry.size());
                json.writeNumberField("modified", entry.modifiedMillis());
                json.writeStringField("state", state(folder.root().resolve(entry.name())));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
        return Answer.json(bytes);
    }

    /** In a word, what is going on with a file; one that is none, or is damaged, is "unreadable". */
    private static String state(Path file) {
        try {
            LiveStatus status = H5.status(file);
            if (status.state() != LiveStatus.State.CLOSED) {
                return status.live() ? "live" : H5.shared(file).sealed() ? "shared" : "writing";
            }
            return H5.shared(file).processes().isEmpty() ? "quiet" : "shared";
        } catch (RuntimeException e) {
            return "unreadable";
        }
    }

    private Answer version(Path file) {
        try (View view = views.newest(file)) {
            return Answer.json(Json.bytes(json -> {
                json.writeStartObject();
                json.writeNumberField("version", view.version());
                json.writeStringField("state", state(file));
                json.writeEndObject();
            }));
        }
    }
}
