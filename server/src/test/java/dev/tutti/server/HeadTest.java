package dev.tutti.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.table.Tables;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HEAD has the status and the headers of GET and no body, whatever is asked for. */
final class HeadTest {
    record Event(long id, double value) {}

    @TempDir
    Path folder;

    private TuttiServer server;
    private Visitor visitor;

    @BeforeEach
    void serve() throws Exception {
        try (H5File file = H5.create(folder.resolve("run.h5"))) {
            file.put("x", new double[5000]).attrs().set("units", "mV");
            file.put("image", new double[20][30]);
        }
        try (SurveyRecording recording = new SurveyRecording(folder.resolve("field.h5"));
                Tables tables = Tables.at(folder.resolve("tables"))) {
            recording.record(3);
            tables.create("events", Event.class).append(List.of(new Event(1, 0.5)));
        }
        server = TuttiServer.start(ServerOptions.of(folder));
        visitor = new Visitor(server.port());
    }

    @AfterEach
    void end() {
        server.close();
    }

    @Test
    void everyResourceHasAHead() {
        for (String address : List.of(
                "/",
                "/index.html",
                "/explore?file=run.h5",
                "/live?file=run.h5",
                "/survey?file=field.h5",
                "/table?folder=tables&name=events",
                "/page/live.js",
                "/page/explore.js",
                "/health",
                "/api/files",
                "/api/version?file=run.h5",
                "/api/survey?file=field.h5",
                "/api/tables",
                "/api/table?folder=tables&name=events",
                "/api/table/rows?folder=tables&name=events",
                "/api/live/datasets?file=run.h5",
                "/api/live/range?file=run.h5&path=/x",
                "/api/live/image?file=run.h5&path=/image",
                "/api/h5grove/",
                "/api/h5grove/meta?file=run.h5&path=/x",
                "/api/h5grove/attr?file=run.h5&path=/x",
                "/api/h5grove/data?file=run.h5&path=/x",
                "/api/h5grove/data?file=run.h5&path=/x&format=bin&dtype=safe",
                "/api/h5grove/data?file=run.h5&path=/x&format=npy&selection=0:10",
                "/api/h5grove/data?file=run.h5&path=/image&format=csv",
                "/api/h5grove/data?file=run.h5&path=/image&format=tiff",
                "/api/h5grove/paths?file=run.h5&path=/",
                "/api/h5grove/stats?file=run.h5&path=/x")) {
            isHeadOfGet(address, 200);
            isHeadOfGet(address, 200, "Accept-Encoding", "gzip");
        }
        for (String address : List.of(
                "/nothing", "/page/none.js", "/api/version?file=none.h5", "/api/h5grove/meta?file=run.h5&path=/none")) {
            isHeadOfGet(address, 404);
        }
        isHeadOfGet("/api/h5grove/data?file=run.h5&path=/x&format=xml", 422);
        String tag = visitor.get("/api/h5grove/meta?file=run.h5&path=/x")
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        isHeadOfGet("/api/h5grove/meta?file=run.h5&path=/x", 304, "If-None-Match", tag);
        // Its numbers change with every question.
        assertThat(visitor.head("/metrics").statusCode()).isEqualTo(200);
    }

    /** News never end; their head does, and nobody is counted as listening. */
    @Test
    void theHeadOfNewsHasAnEnd() {
        String address = "/api/live/events?file=run.h5&path=/x&from=0&step=1";
        HttpResponse<byte[]> head = visitor.head(address);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        assertThat(head.body()).isEmpty();
        assertThat(visitor.head("/api/live/events?file=none.h5").statusCode()).isEqualTo(404);
        assertThat(Visitor.text(visitor.get("/metrics"))).containsPattern("(?m)^tutti_\\w*followers\\w* 0");
    }

    private void isHeadOfGet(String address, int status, String... headers) {
        HttpResponse<byte[]> got = visitor.get(address, headers);
        HttpResponse<byte[]> head = visitor.head(address, headers);
        assertThat(got.statusCode()).as(address + ": " + Visitor.text(got)).isEqualTo(status);
        assertThat(head.statusCode()).as(address).isEqualTo(status);
        assertThat(head.body()).as(address).isEmpty();
        assertThat(told(head.headers())).as(address).isEqualTo(told(got.headers()));
        if (status != 304) {
            assertThat(head.headers().firstValueAsLong("Content-Length"))
                    .as(address)
                    .hasValue(got.body().length);
        }
    }

    private static Map<String, List<String>> told(HttpHeaders headers) {
        Map<String, List<String>> told = new TreeMap<>(headers.map());
        told.remove("date");
        return told;
    }
}
