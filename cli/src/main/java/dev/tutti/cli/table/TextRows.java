package dev.tutti.cli.table;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.text.Csv;
import dev.tutti.table.Column;
import dev.tutti.table.ColumnType;
import dev.tutti.table.Schema;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows out of text: CSV whose first line names the columns, or a JSON object a line. They are read as they are asked for. */
final class TextRows {
    private static final JsonFactory JSON = JsonFactory.builder().build();

    private final String name;
    private final Schema schema;
    private final BufferedReader in;
    private long number;

    /** @param name what errors call the text */
    TextRows(String name, Schema schema, BufferedReader in) {
        this.name = name;
        this.schema = schema;
        this.in = in;
    }

    Stream<Map<String, @Nullable Object>> csv() throws IOException {
        String head = in.readLine();
        number++;
        if (head == null) {
            return Stream.empty();
        }
        List<String> names = Csv.split(head);
        for (String name : names) {
            if (schema.column(name).isEmpty()) {
                throw CommandFailure.usage(
                        this.name + ": line 1: the table has no column '" + name + "'; it has " + schema.names());
            }
        }
        return lines().map(line -> fields(names, Csv.split(line)));
    }

    Stream<Map<String, @Nullable Object>> json() {
        return lines().map(this::object);
    }

    private Stream<String> lines() {
        return in.lines().peek(line -> number++).filter(line -> !line.isBlank());
    }

    private String here() {
        return name + ": line " + number;
    }

    private Map<String, @Nullable Object> fields(List<String> names, List<String> fields) {
        if (fields.size() != names.size()) {
            throw CommandFailure.usage(here() + ": " + names.size() + " fields are expected, found " + fields.size());
        }
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        IntStream.range(0, names.size()).forEach(i -> {
            Column column = schema.column(names.get(i)).orElseThrow();
            row.put(names.get(i), fields.get(i).isEmpty() ? null : typed(fields.get(i), column));
        });
        return row;
    }

    private Map<String, @Nullable Object> object(String line) {
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw CommandFailure.usage(here() + ": a JSON object a line is expected, found '"
                        + line.strip().substring(0, Math.min(20, line.strip().length())) + "'");
            }
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                Object value = value(parser);
                Column column = schema.column(name).orElse(null);
                row.put(name, column == null || value == null ? value : typed(value, column));
            }
            return row;
        } catch (IOException e) {
            throw new CommandFailure(2, here() + ": no JSON: " + e.getMessage(), new UncheckedIOException(e));
        }
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    map.put(name, value(parser));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            default -> parser.getText();
        };
    }

    /** A value for a column: numbers as they are, what JSON or CSV has no word for out of its text. */
    private Object typed(Object value, Column column) {
        if (column.type() instanceof ColumnType.ListOf list && value instanceof List<?> items) {
            List<@Nullable Object> typed = new ArrayList<>();
            items.forEach(item ->
                    typed.add(item == null ? null : typed(item, Column.optional(column.name(), list.element()))));
            return typed;
        }
        if (column.type() instanceof ColumnType.Decimal && value instanceof Number amount) {
            return new BigDecimal(amount.toString());
        }
        if (!(value instanceof String text)) {
            return value;
        }
        try {
            return typed(text, column.type());
        } catch (RuntimeException e) {
            throw CommandFailure.usage(here() + ", column '" + column.name() + "': " + column.type()
                    + " is expected, found '" + text + "'");
        }
    }

    private static Object typed(String text, ColumnType type) {
        if (type instanceof ColumnType.Decimal) {
            return new BigDecimal(text.strip());
        }
        if (type instanceof ColumnType.Fixed) {
            return Base64.getDecoder().decode(text);
        }
        if (!(type instanceof ColumnType.Simple simple)) {
            throw new IllegalArgumentException("text");
        }
        return switch (simple) {
            case BOOLEAN -> bool(text.strip());
            case INT -> Integer.valueOf(text.strip());
            case LONG -> Long.valueOf(text.strip());
            case FLOAT -> (float) number(text.strip());
            case DOUBLE -> number(text.strip());
            case DATE -> LocalDate.parse(text.strip());
            case TIME -> LocalTime.parse(text.strip());
            case TIMESTAMP -> LocalDateTime.parse(text.strip().replace(' ', 'T'));
            case TIMESTAMPTZ -> instant(text.strip().replace(' ', 'T'));
            case STRING -> text;
            case UUID -> UUID.fromString(text.strip());
            case BINARY -> Base64.getDecoder().decode(text);
        };
    }

    /** A number as {@code tutti put} takes it too: programs write nan and inf in many ways. */
    private static double number(String text) {
        Double number = Csv.number(text);
        if (number == null) {
            throw new NumberFormatException(text);
        }
        return number;
    }

    private static Instant instant(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    private static boolean bool(String text) {
        if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
            throw new IllegalArgumentException(text);
        }
        return Boolean.parseBoolean(text);
    }
}
