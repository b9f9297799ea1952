package dev.tutti.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.hdf5.H5;
import dev.tutti.table.Table;
import dev.tutti.table.TableConflictException;
import dev.tutti.table.TableTransaction;
import dev.tutti.table.Tables;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages of surveys and tables ask is answered, for files that grow too; what is no survey and no table is refused. */
final class SurveyAndTableTest {
    @TempDir
    Path folder;

    record Event(long id, Instant time, String source, double value) {}

    private static Map<String, Object> json(Visitor visitor, String address) {
        HttpResponse<byte[]> answer = visitor.get(address);
        assertThat(answer.statusCode()).as(Visitor.text(answer)).isEqualTo(200);
        return JsonTree.object(answer.body());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value) {
        return (List<Object>) value;
    }

    @Test
    void aSurveyIsToldWhileItIsRecorded() throws IOException {
        H5.write(folder.resolve("plain.h5"), "x", new double[] {1});
        try (SurveyRecording recording = new SurveyRecording(folder.resolve("field.h5"));
                TuttiServer server = TuttiServer.start(ServerOptions.of(folder))) {
            Visitor visitor = new Visitor(server.port());
            recording.record(10);
            recording.gap();
            recording.record(10);
            assertThat(list(json(visitor, "/api/files").get("files")))
                    .extracting(file -> object(file).get("name"), file -> object(file)
                            .get("survey"))
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("field.h5", true),
                            org.assertj.core.groups.Tuple.tuple("plain.h5", false));
            Map<String, Object> answer = json(visitor, "/api/survey?file=field.h5");
            assertThat(answer.get("state")).isEqualTo("live");
            assertThat(String.valueOf(answer.get("writer")))
                    .contains(String.valueOf(ProcessHandle.current().pid()));
            Map<String, Object> file = object(answer.get("survey_file"));
            assertThat(file.get("layout")).isEqualTo("0.2.0");
            assertThat(file.get("complete")).isEqualTo(true);
            List<Object> stations = list(file.get("stations"));
            assertThat(stations).extracting(s -> object(s).get("id")).containsExactly("MT001", "MT002");
            Map<String, Object> station = object(stations.get(0));
            assertThat(station.get("latitude")).isEqualTo(40.5);
            List<Object> runs = list(station.get("runs"));
            assertThat(runs).hasSize(2);
            Map<String, Object> channel =
                    object(list(object(runs.get(0)).get("channels")).get(0));
            assertThat(channel.get("name")).isEqualTo("ex");
            assertThat(channel.get("kind")).isEqualTo("electric");
            assertThat(channel.get("samples")).isEqualTo(10.0 * SurveyRecording.BLOCK);
            assertThat(channel.get("start")).isEqualTo(SurveyRecording.START.toString());
            Map<String, Object> gap = object(list(file.get("gaps")).get(0));
            assertThat(gap.get("what")).isEqualTo("NEW_RUN");
            assertThat(gap.get("cause")).isEqualTo("CLOCK");
            assertThat((Double) gap.get("length_s")).isEqualTo(SurveyRecording.GAP_SECONDS);
            assertThat(gap.get("into")).isEqualTo(object(runs.get(1)).get("path"));

            recording.record(5);
            double before = (Double) channel.get("samples");
            long end = System.nanoTime() + 60_000_000_000L;
            double seen = 0;
            while (seen < before / 2 * 3 && System.nanoTime() < end) {
                Map<String, Object> next =
                        object(json(visitor, "/api/survey?file=field.h5").get("survey_file"));
                Map<String, Object> second =
                        object(list(object(list(next.get("stations")).get(0)).get("runs"))
                                .get(1));
                seen = (Double) object(list(second.get("channels")).get(0)).get("samples");
            }
            assertThat(seen).isEqualTo(15.0 * SurveyRecording.BLOCK);

            assertThat(visitor.get("/api/survey?file=plain.h5").statusCode()).isEqualTo(422);
            assertThat(visitor.get("/api/survey?file=no.h5").statusCode()).isEqualTo(404);
            assertThat(visitor.get("/api/survey").statusCode()).isEqualTo(422);
            assertThat(visitor.get("/survey?file=field.h5").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aTableIsToldWhileItIsWritten() throws IOException {
        try (Tables tables = Tables.at(folder.resolve("data/tables"));
                TuttiServer server = TuttiServer.start(ServerOptions.of(folder))) {
            Visitor visitor = new Visitor(server.port());
            Table events = tables.create("events", Event.class, "source");
            events.append(List.of(new Event(1, Instant.EPOCH, "a", 0.5), new Event(2, Instant.EPOCH, "b", Double.NaN)));
            Map<String, Object> catalog =
                    object(list(json(visitor, "/api/tables").get("catalogs")).get(0));
            assertThat(catalog.get("folder")).isEqualTo("data/tables");
            assertThat(list(catalog.get("tables"))).isEqualTo(List.of("events"));
            String address = "/api/table?folder=data/tables&name=events";
            HttpResponse<byte[]> first = visitor.get(address);
            Map<String, Object> table = JsonTree.object(first.body());
            assertThat(list(table.get("columns")))
                    .extracting(c -> object(c).get("name"))
                    .containsExactly("id", "time", "source", "value");
            assertThat(table.get("partition_by")).isEqualTo(List.of("source"));
            assertThat(object(table.get("statistics")).get("rows")).isEqualTo(2.0);
            String tag = first.headers().firstValue("ETag").orElseThrow();
            assertThat(visitor.get(address, "If-None-Match", tag).statusCode()).isEqualTo(304);
            long id =
                    events.append(List.of(new Event(3, Instant.EPOCH, "a", 1))).id();
            Map<String, Object> newest =
                    object(list(json(visitor, address).get("snapshots")).get(0));
            assertThat(newest.get("id")).isEqualTo(Long.toString(id));
            assertThat(newest.get("added")).isEqualTo(1.0);
            assertThat(newest.get("operation")).isEqualTo("append");
            assertThat(newest.get("writer").toString())
                    .startsWith(ProcessHandle.current().pid() + "@");
            try (Tables others = Tables.at(folder.resolve("data/tables"));
                    TableTransaction tx = events.begin()) {
                tx.append(List.of(new Event(tx.scan().count(), Instant.EPOCH, "a", 1)));
                others.load("events").append(List.of(new Event(4, Instant.EPOCH, "b", 1)));
                assertThatThrownBy(tx::commit).isInstanceOf(TableConflictException.class);
            }
            events.append(List.of(new Event(5, Instant.EPOCH, "a", 1)));
            Map<String, Object> after = json(visitor, address);
            assertThat(after.get("refused")).isEqualTo(1.0);
            assertThat(after.get("repeated")).isEqualTo(0.0);
            // A lock that is free is not waited for, though it takes its milliseconds too.
            assertThat(after.get("contended")).isEqualTo((double) list(after.get("snapshots")).stream()
                    .filter(s -> (double) Objects.requireNonNull(object(s).get("waited_ms")) >= 10)
                    .count());
            assertThat(object(list(after.get("snapshots")).get(0)).get("refused"))
                    .isEqualTo(1.0);
            Map<String, Object> rows = json(visitor, "/api/table/rows?folder=data/tables&name=events&rows=3");
            assertThat(rows.get("columns")).isEqualTo(List.of("id", "time", "source", "value"));
            assertThat(list(rows.get("rows"))).hasSize(3);
            assertThat(Visitor.text(visitor.get(address.replace("=events", "=no"))))
                    .contains("there are [events]");
            assertThat(visitor.get(address.replace("=events", "=no")).statusCode())
                    .isEqualTo(404);
            assertThat(visitor.get(address.replace("data/tables", "data")).statusCode())
                    .isEqualTo(404);
            assertThat(visitor.get("/table").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void tablesElsewhereAreNotReached() throws IOException {
        Path secret = folder.resolve("secret");
        Path served = Files.createDirectories(folder.resolve("served"));
        try (Tables tables = Tables.at(secret)) {
            tables.create("t", Event.class).append(List.of(new Event(1, Instant.EPOCH, "a", 0.5)));
        }
        Files.createSymbolicLink(served.resolve("link"), secret);
        Path linked = Files.createDirectories(served.resolve("linked"));
        Files.createSymbolicLink(linked.resolve("catalog.db"), secret.resolve("catalog.db"));
        Path copied = Files.createDirectories(served.resolve("copied"));
        Files.copy(secret.resolve("catalog.db"), copied.resolve("catalog.db"));
        try (TuttiServer server = TuttiServer.start(ServerOptions.of(served))) {
            Visitor visitor = new Visitor(server.port());
            for (String name : List.of("../secret", "link", "linked", "copied", secret.toString())) {
                HttpResponse<byte[]> answer = visitor.get("/api/table?name=t&folder=" + Visitor.encoded(name));
                assertThat(answer.statusCode())
                        .as(name + ": " + Visitor.text(answer))
                        .isBetween(404, 422);
                assertThat(Visitor.text(answer)).doesNotContain("snapshots");
            }
            List<Object> catalogs = list(json(visitor, "/api/tables").get("catalogs"));
            assertThat(catalogs)
                    .extracting(
                            c -> object(c).get("folder"),
                            c -> list(object(c).get("tables")).size())
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("copied", 1),
                            org.assertj.core.groups.Tuple.tuple("linked", 0));
        }
    }
}
