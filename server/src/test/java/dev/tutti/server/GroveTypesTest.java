package dev.tutti.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the captured answers of h5grove do not have: records in records, sequences in selections, nothing at all, and selections at the edge. */
final class GroveTypesTest {

    @TempDir
    Path folder;

    private static Map<String, Object> query(String path, String... more) {
        Map<String, Object> query = new LinkedHashMap<>(Map.of("file", "types.h5", "path", path));
        for (int i = 0; i < more.length; i += 2) {
            query.put(more[i], more[i + 1]);
        }
        return query;
    }

    private void make() {
        try (H5File file = H5.create(folder.resolve("types.h5"))) {
            DType inner = DType.compound(Map.of("p", DType.F32));
            Map<String, DType> members = new LinkedHashMap<>();
            members.put("a", DType.I32);
            members.put("in", inner);
            file.create("nested")
                    .type(DType.compound(members))
                    .shape(2)
                    .create()
                    .write(new Object[][] {{1, new Object[] {2.5f}}, {3, new Object[] {4.5f}}});
            file.put("words", new String[] {"a", "ü", ""});
            file.put("word", "hello");
            file.create("none").type(DType.F32).empty().create();
            file.put("nobody", new double[0]);
            file.put("cube", new int[][][] {{{0, 1}, {2, 3}}, {{4, 5}, {6, 7}}});
            file.put("huge", new long[] {Long.MAX_VALUE, Long.MIN_VALUE});
        }
    }

    @Test
    void eachTypeAndSelectionHasItsAnswer() throws Exception {
        make();
        try (TuttiServer server = TuttiServer.start(ServerOptions.of(folder))) {
            Visitor visitor = new Visitor(server.port());
            Map<Map<String, Object>, String> answers = new LinkedHashMap<>();
            answers.put(query("/nested"), "[[1,[2.5]],[3,[4.5]]]");
            answers.put(query("/nested", "selection", "-1", "flatten", "true"), "[3,[4.5]]");
            answers.put(query("/words", "flatten", "true"), "[\"a\",\"ü\",\"\"]");
            answers.put(query("/words", "selection", "1"), "\"ü\"");
            answers.put(query("/word", "flatten", "true"), "\"hello\"");
            answers.put(query("/none"), "null");
            answers.put(query("/nobody"), "[]");
            answers.put(query("/cube", "selection", "-1,:,-2"), "[4,6]");
            answers.put(query("/cube", "selection", "::2"), "[[[0,1],[2,3]]]");
            answers.put(query("/cube", "selection", "-9:1,1"), "[[2,3]]");
            answers.put(query("/cube", "selection", "5:9"), "[]");
            answers.put(query("/huge"), "[9223372036854775807,-9223372036854775808]");
            answers.forEach((query, answer) -> assertThat(Visitor.text(visitor.grove("data", query)))
                    .as(query.toString())
                    .isEqualTo(answer));
            for (String selection : List.of("2", "-3", "0,0,0,0", "::-1", "1:2:0", "x", ",1", "1e3", "1,")) {
                HttpResponse<byte[]> refused = visitor.grove("data", query("/cube", "selection", selection));
                assertThat(refused.statusCode()).as(selection).isEqualTo(422);
                assertThat(String.valueOf(JsonTree.object(refused.body()).get("message")))
                        .startsWith("selection: ");
            }
            // Of nothing there are no statistics, and that is no mistake.
            for (String path : List.of("/none", "/nobody")) {
                HttpResponse<byte[]> stats = visitor.grove("stats", query(path));
                assertThat(stats.statusCode()).as(Visitor.text(stats)).isEqualTo(200);
                assertThat(JsonTree.object(stats.body())).hasSize(6).containsEntry("mean", null);
            }
            assertThat(visitor.grove("stats", query("/word")).statusCode()).isEqualTo(422);
        }
    }
}
