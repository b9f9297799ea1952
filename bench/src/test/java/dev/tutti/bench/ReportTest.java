package dev.tutti.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the benchmark prints, for people and for programs, and what it is asked by mistake. */
final class ReportTest {
    private static final Row ROW = new Row("read so much", "1.1 × C", 1, List.of());

    private static String printed(boolean json, PrintStream progress) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Map<String, Figure> figures = new LinkedHashMap<>();
        figures.put(Rows.TUTTI, new Figure(Rows.TUTTI, 100, 40, 1024, 0));
        figures.put(Rows.C_LIBRARY, new Figure(Rows.C_LIBRARY, 150, 50, Double.NaN, 7));
        try (Report report = new Report(new PrintStream(out, true, StandardCharsets.UTF_8), json, progress)) {
            report.begin(3);
            report.text("| head |");
            report.now(ROW.name());
            report.add("files", "| line |", ROW.members(figures));
            report.add("latency", "| other |", Map.of("complete", true));
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The names of all members, and their values behind them, in their order. */
    private static List<String> read(String document) throws Exception {
        List<String> found = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(document)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME || token.isScalarValue()) {
                    found.add(json.getText());
                }
            }
        }
        return found;
    }

    @Test
    void programsGetOneDocument() throws Exception {
        List<String> words = read(printed(true, null));
        assertThat(words).startsWith("system").containsSequence("rounds", "3", "results", "group", "files");
        assertThat(words)
                .containsSequence("work", "read so much", "to_reach", "1.1 × C", "contenders", "contender", "Tutti")
                .containsSequence("contender", "C library", "wall_ns", "150.0", "cpu_ns", "50.0", "heap_bytes", "null")
                .containsSequence("direct_bytes", "7.0", "wall_ratio", "1.5", "cpu_ratio", "0.8")
                .endsWith("group", "latency", "complete", "true")
                .doesNotContain("| head |", "| line |");
    }

    @Test
    void peopleGetLines() throws Exception {
        assertThat(printed(false, null))
                .contains("3 rounds", "| head |", "| line |")
                .doesNotContain("wall_ns", "{");
    }

    @Test
    void whoWaitsSeesWhatIsMeasuredNow() throws Exception {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertThat(printed(true, new PrintStream(err, true, StandardCharsets.UTF_8)))
                .doesNotContain("tutti bench:");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("tutti bench: read so much");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--rounds",
                "--rounds 0",
                "--rounds many",
                "--scale -1",
                "--dir",
                "--dir /no/such/folder",
                "--jason"
            })
    void mistakesAreNamed(String line) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream said = new PrintStream(err, true, StandardCharsets.UTF_8);
        int status = SideBySide.run(new PrintStream(out, true, StandardCharsets.UTF_8), said, false, line.split(" "));
        assertThat(status).isEqualTo(2);
        assertThat(out.size()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("tutti bench: ")
                .hasLineCount(1);
    }
}
