package dev.tutti.cli.table;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.text.Csv;
import dev.tutti.cli.text.Json;
import dev.tutti.table.Row;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Prints rows as they come: columns for people, CSV, one JSON document, or one object a line. */
final class Grid {
    /** Widths are taken from the first rows. */
    private static final int LOOKED_AT = 200;

    private static final int WIDEST = 40;

    enum Format {
        TEXT,
        CSV,
        JSON,
        JSONL
    }

    private Grid() {}

    static Format format(@Nullable String name, boolean json) {
        if (json) {
            return Format.JSON;
        }
        try {
            return name == null ? Format.TEXT : Format.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("'" + name + "' is no format: text, csv, json, jsonl");
        }
    }

    static void print(PrintStream out, Format format, List<String> names, Stream<Map<String, @Nullable Object>> rows)
            throws IOException {
        try (rows) {
            Iterator<Map<String, @Nullable Object>> iterator = rows.iterator();
            switch (format) {
                case TEXT -> text(out, names, iterator);
                case CSV -> csv(out, names, iterator);
                case JSON -> json(out, iterator);
                case JSONL -> lines(out, iterator);
            }
        }
    }

    private static void text(PrintStream out, List<String> names, Iterator<Map<String, @Nullable Object>> rows) {
        List<List<String>> first = new ArrayList<>();
        first.add(names);
        while (first.size() <= LOOKED_AT && rows.hasNext()) {
            first.add(fields(rows.next()));
        }
        int[] widths = new int[names.size()];
        for (List<String> row : first) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], Math.min(WIDEST, row.get(i).length()));
            }
        }
        first.forEach(row -> line(out, row, widths));
        while (rows.hasNext()) {
            line(out, fields(rows.next()), widths);
        }
    }

    private static List<String> fields(Map<String, @Nullable Object> row) {
        return row.values().stream().map(Grid::plain).collect(Collectors.toList());
    }

    private static void line(PrintStream out, List<String> fields, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < fields.size(); i++) {
            line.append(fields.get(i));
            if (i < fields.size() - 1) {
                line.append(" ".repeat(Math.max(0, widths[i] - fields.get(i).length()) + 2));
            }
        }
        out.println(line);
    }

    private static void csv(PrintStream out, List<String> names, Iterator<Map<String, @Nullable Object>> rows) {
        out.println(names.stream().map(Csv::field).collect(Collectors.joining(",")));
        while (rows.hasNext()) {
            out.println(rows.next().values().stream()
                    .map(value -> Csv.field(value == null ? "" : plain(value)))
                    .collect(Collectors.joining(",")));
        }
    }

    private static void json(PrintStream out, Iterator<Map<String, @Nullable Object>> rows) throws IOException {
        try (JsonGenerator json = Json.document(out)) {
            json.writeStartArray();
            while (rows.hasNext()) {
                object(json, rows.next());
            }
            json.writeEndArray();
        }
        out.println();
    }

    private static void lines(PrintStream out, Iterator<Map<String, @Nullable Object>> rows) throws IOException {
        while (rows.hasNext()) {
            try (JsonGenerator json = Json.lines(out)) {
                object(json, rows.next());
            }
            out.println();
        }
    }

    /** Writes a map as an object. */
    static void object(JsonGenerator out, Map<?, ?> map) throws IOException {
        out.writeStartObject();
        for (Map.Entry<?, ?> member : map.entrySet()) {
            out.writeFieldName(String.valueOf(member.getKey()));
            value(out, member.getValue());
        }
        out.writeEndObject();
    }

    private static void value(JsonGenerator out, @Nullable Object value) throws IOException {
        if (value instanceof Row row) {
            object(out, row.asMap());
        } else if (value instanceof Map<?, ?> map) {
            object(out, map);
        } else if (value instanceof List<?> list) {
            out.writeStartArray();
            for (Object item : list) {
                value(out, item);
            }
            out.writeEndArray();
        } else if (value instanceof byte[] bytes) {
            out.writeBinary(bytes);
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            Json.value(out, value);
        } else {
            out.writeString(value.toString());
        }
    }

    private static String plain(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return Arrays.toString(bytes);
        }
        return String.valueOf(value);
    }
}
