package dev.tutti.cli.survey;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.text.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Rows of a summary: as columns for people, or as JSON. */
final class Rows {
    @Option(names = "--json", description = "one JSON array")
    private boolean json;

    @Option(names = "--jsonl", description = "one JSON object a line")
    private boolean jsonl;

    /** A row that is being put together. */
    static final class Row {
        private final Map<String, Object> values = new LinkedHashMap<>();

        Row put(String name, Object value) {
            values.put(name, value);
            return this;
        }
    }

    void print(Console console, List<Row> rows) throws IOException {
        if (json || jsonl) {
            objects(console, rows);
        } else {
            table(console, rows);
        }
    }

    private void objects(Console console, List<Row> rows) throws IOException {
        if (jsonl) {
            for (Row row : rows) {
                try (JsonGenerator out = Json.lines(console.out())) {
                    object(out, row);
                }
                console.out().println();
            }
            return;
        }
        try (JsonGenerator out = Json.document(console.out())) {
            out.writeStartArray();
            for (Row row : rows) {
                object(out, row);
            }
            out.writeEndArray();
        }
        console.out().println();
    }

    private static void object(JsonGenerator out, Row row) throws IOException {
        out.writeStartObject();
        for (Map.Entry<String, Object> entry : row.values.entrySet()) {
            out.writeFieldName(entry.getKey());
            Object value = entry.getValue();
            if (value instanceof List<?> list) {
                out.writeStartArray();
                for (Object element : list) {
                    out.writeString(element.toString());
                }
                out.writeEndArray();
            } else {
                Json.value(out, value);
            }
        }
        out.writeEndObject();
    }

    private static void table(Console console, List<Row> rows) {
        if (rows.isEmpty()) {
            return;
        }
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.copyOf(rows.get(0).values.keySet()));
        for (Row row : rows) {
            lines.add(row.values.values().stream().map(Rows::text).toList());
        }
        int columns = lines.get(0).size();
        int[] widths = new int[columns];
        for (List<String> line : lines) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                text.append(line.get(i))
                        .append(" ".repeat(widths[i] - line.get(i).length() + 2));
            }
            console.out().println(text.toString().stripTrailing());
        }
    }

    private static String text(Object value) {
        if (value instanceof List<?> list) {
            return String.join(",", list.stream().map(Object::toString).toList());
        }
        return value.toString();
    }
}
