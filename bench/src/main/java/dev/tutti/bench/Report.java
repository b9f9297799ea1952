package dev.tutti.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a run finds, as it finds it: text in Markdown for people, or one JSON document for programs. */
final class Report implements AutoCloseable {
    private final PrintStream out;
    private final @Nullable PrintStream progress;
    private final @Nullable JsonGenerator json;
    private int results;

    /**
     * @param json whether it is for programs
     * @param progress where it is said what is measured now; null for nowhere
     */
    Report(PrintStream out, boolean json, @Nullable PrintStream progress) throws IOException {
        this.out = out;
        this.progress = progress;
        this.json = json ? new JsonFactory().createGenerator(out) : null;
        if (this.json != null) {
            this.json.setPrettyPrinter(new DefaultPrettyPrinter());
            this.json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            this.json.writeStartObject();
        }
    }

    /** What all of it was measured on. */
    void begin(int rounds) throws IOException {
        Map<String, Object> machine = new java.util.LinkedHashMap<>();
        machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        machine.put("java", Runtime.version().toString());
        machine.put("processors", Runtime.getRuntime().availableProcessors());
        machine.put("rounds", rounds);
        if (json != null) {
            for (Map.Entry<String, Object> each : machine.entrySet()) {
                json.writeFieldName(each.getKey());
                value(json, each.getValue());
            }
            json.writeArrayFieldStart("results");
        } else {
            out.printf(
                    Locale.ROOT,
                    "%s, Java %s, %s processors, %d rounds%n%n",
                    machine.get("system"),
                    machine.get("java"),
                    machine.get("processors"),
                    rounds);
        }
    }

    /** What only people need: an empty line, the head of a table. */
    void text(String markdown) {
        if (json == null) {
            out.println(markdown);
        }
    }

    /** Says what is measured now, to who sits and waits. */
    void now(String work) {
        if (progress != null) {
            progress.println("tutti bench: " + work);
        }
    }

    /**
     * What was measured.
     *
     * @param markdown a line, or several, for people
     * @param members the same for programs
     */
    void add(String group, String markdown, Map<String, ?> members) throws IOException {
        results++;
        if (json == null) {
            out.println(markdown);
            return;
        }
        json.writeStartObject();
        json.writeStringField("group", group);
        members(json, members);
        json.writeEndObject();
        json.flush();
    }

    /** How much was measured so far. */
    int results() {
        return results;
    }

    private static void members(JsonGenerator json, Map<?, ?> members) throws IOException {
        for (Map.Entry<?, ?> each : members.entrySet()) {
            json.writeFieldName(String.valueOf(each.getKey()));
            value(json, each.getValue());
        }
    }

    private static void value(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            members(json, map);
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object each : list) {
                value(json, each);
            }
            json.writeEndArray();
        } else if (value instanceof Double number) {
            if (Double.isFinite(number)) {
                json.writeNumber(number);
            } else {
                json.writeNull(); // as everywhere in Tutti's JSON
            }
        } else if (value instanceof Number number) {
            json.writeNumber(number.longValue());
        } else if (value instanceof Boolean yes) {
            json.writeBoolean(yes);
        } else {
            json.writeString(String.valueOf(value));
        }
    }

    /** Ends the document. */
    @Override
    public void close() throws IOException {
        if (json != null) {
            json.close(); // with what is open
            out.println();
        }
        out.flush();
    }
}
