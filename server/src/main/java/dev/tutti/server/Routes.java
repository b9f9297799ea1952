package dev.tutti.server;

import dev.tutti.server.file.FileState;
import dev.tutti.server.file.ServedFolder;
import dev.tutti.server.file.View;
import dev.tutti.server.file.Views;
import dev.tutti.server.grove.Grove;
import dev.tutti.server.live.LiveHub;
import dev.tutti.server.survey.SurveyBoard;
import dev.tutti.server.table.TableBoard;
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
    private final SurveyBoard surveys;
    private final TableBoard tables;
    private final Pages pages = new Pages();
    private @Nullable Counters counters;

    Routes(ServedFolder folder, Views views, LiveHub hub, TableBoard tables) {
        this.folder = folder;
        this.views = views;
        this.grove = new Grove(folder, views);
        this.hub = hub;
        this.surveys = new SurveyBoard(folder, views);
        this.tables = tables;
    }

    void counters(Counters counted) {
        this.counters = counted;
    }

    /** Whether the answer goes on for as long as the asker listens. */
    boolean streams(String path) {
        return path.equals(LIVE + "events");
    }

    /** Says what would be streamed, and no more: who asks so does not listen, and would wait for an end that never comes. */
    int announce(Query query, Response response) {
        folder.file(query.required("file"));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
        response.setStatus(200);
        return 200;
    }

    void stream(Query query, Response response, Callback callback) {
        hub.follow(folder.file(query.required("file")), query, response, callback);
    }

    Answer answer(Request request, String path, Query query) throws IOException {
        if ((path + "/").startsWith(GROVE)) {
            String tag = request.getHeaders().get(HttpHeader.IF_NONE_MATCH);
            // h5grove's own addresses end with a slash, those that people type do not.
            String question = (path + "/").substring(GROVE.length()).replaceFirst("/+$", "");
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
            case "/api/survey" -> surveys.answer(folder.file(query.required("file")));
            case "/api/tables" -> tables.list();
            case "/api/table" -> tables.table(query);
            case "/api/table/rows" -> tables.rows(query);
            case "/", "/index.html" -> page("index.html");
            case "/explore" -> page("explore.html");
            case "/live" -> page("live.html");
            case "/survey" -> page("survey.html");
            case "/table" -> page("table.html");
            default -> page(path.startsWith("/page/") ? path.substring("/page/".length()) : "");
        };
    }

    /** Whether an address is one that people look at, not one that programs ask. */
    static boolean isPage(String path) {
        return !path.startsWith("/api") && !path.equals("/metrics") && !path.equals("/health");
    }

    private Answer page(String name) {
        Optional<Answer> file = pages.file(name);
        return file.orElseThrow(() -> Refusal.notFound("there is no such page"));
    }

    private static Answer text(String words) {
        return Answer.of("text/plain; charset=utf-8", words.getBytes(StandardCharsets.UTF_8));
    }

    private Answer files() throws IOException {
        SurveyBoard.Finding finding = surveys.finding();
        byte[] bytes = Json.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("folder", String.valueOf(folder.root().getFileName()));
            json.writeArrayFieldStart("files");
            for (ServedFolder.Entry entry : folder.list()) {
                json.writeStartObject();
                json.writeStringField("name", entry.name());
                json.writeNumberField("size", entry.size());
                json.writeNumberField("modified", entry.modifiedMillis());
                String state = FileState.of(folder.root().resolve(entry.name()));
                json.writeStringField("state", state);
                json.writeBooleanField("survey", finding.isSurvey(entry, state));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
        return Answer.json(bytes);
    }

    private Answer version(Path file) {
        try (View view = views.newest(file)) {
            return Answer.json(Json.bytes(json -> {
                json.writeStartObject();
                json.writeNumberField("version", view.version());
                json.writeStringField("state", FileState.of(file));
                json.writeEndObject();
            }));
        }
    }
}
