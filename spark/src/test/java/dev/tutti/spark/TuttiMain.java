package dev.tutti.spark;

import dev.tutti.table.ColumnType;
import dev.tutti.table.Filter;
import dev.tutti.table.Row;
import dev.tutti.table.Schema;
import dev.tutti.table.Snapshot;
import dev.tutti.table.Table;
import dev.tutti.table.Tables;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Tutti in a process of its own, which knows nothing of Spark: does what the lines on its standard input say, one after the other, and answers each with {@code ok} and
 * what there is to say. An error ends it. Argument: the folder of the tables.
 */
final class TuttiMain {
    private TuttiMain() {}

    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Tables tables = Tables.at(Path.of(args[0]))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ", 3);
                System.out.println("ok " + answer(tables, words[0], words[1], words.length < 3 ? "" : words[2]));
            }
        }
    }

    private static String answer(Tables tables, String verb, String name, String rest) {
        switch (verb) {
            case "create" -> tables.create(name, Reading.class, rest.isEmpty() ? new String[0] : rest.split(" "));
            case "types" -> types(tables.create(name, Schema.parse(rest)));
            case "append" -> {
                return Long.toString(
                        tables.load(name).append(readings(rest).toList()).id());
            }
            case "singles" ->
                readings(rest).forEach(reading -> tables.load(name).append(List.of(reading)));
            case "delete" -> tables.load(name).delete(Filter.parse(rest));
            case "halve" ->
                tables.load(name).update(Filter.parse(rest), row -> row.with("value", row.getDouble("value") / 2));
            case "column" -> tables.load(name).columns(c -> c.add(rest, ColumnType.STRING));
            case "tag" ->
                tables.load(name)
                        .tag(
                                rest,
                                tables.load(name)
                                        .currentSnapshot()
                                        .orElseThrow()
                                        .id());
            case "compact" -> {
                return tables.load(name).compact().toString();
            }
            case "expire" -> {
                return Integer.toString(tables.load(name).expire(Instant.now(), 1));
            }
            case "count" -> {
                return Long.toString(tables.load(name).scan().where(rest).count());
            }
            case "at" -> {
                return Long.toString(tables.load(name).at(Long.parseLong(rest)).rowCount());
            }
            case "ids" -> {
                return ids(tables.load(name).scan().rows());
            }
            case "appended" -> {
                return ids(tables.load(name).changesSince(Long.parseLong(rest)).rows());
            }
            case "rows" -> {
                try (Stream<Row> rows = tables.load(name).scan().rows()) {
                    return rows.map(Row::toString).sorted().collect(Collectors.joining(" "));
                }
            }
            case "operations" -> {
                return tables.load(name).snapshots().stream()
                        .map(Snapshot::operation)
                        .collect(Collectors.joining(" "));
            }
            default -> throw new IllegalArgumentException(verb);
        }
        return "";
    }

    private static Stream<Reading> readings(String range) {
        String[] ends = range.split(" ");
        return LongStream.range(Long.parseLong(ends[0]), Long.parseLong(ends[1]))
                .mapToObj(Reading::of);
    }

    private static String ids(Stream<Row> rows) {
        try (rows) {
            return rows.map(row -> row.getLong("id"))
                    .sorted()
                    .map(String::valueOf)
                    .collect(Collectors.joining(" "));
        }
    }

    /** One row with a value of every type that Spark has too, and one with none. */
    private static void types(Table table) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", 1L);
        row.put("flag", true);
        row.put("small", Integer.MIN_VALUE);
        row.put("single", 0.25f);
        row.put("name", "größer, \u0000 \uD83D\uDE80");
        row.put("day", LocalDate.of(1969, 12, 30));
        row.put("local", LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000));
        row.put("time", Instant.parse("2026-01-02T03:04:05.000006Z"));
        row.put("key", UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"));
        row.put("bytes", new byte[] {1, -1});
        row.put("four", new byte[] {1, 2, 3, 4});
        row.put("price", new BigDecimal("-12345678.901"));
        row.put("many", List.of(List.of(0.5, 1.0), List.of()));
        row.put("named", Map.of("a", 7L));
        row.put("place", Map.of("x", 2.5, "note", "here"));
        table.append(List.of(row, Map.of("id", 2L)));
    }
}
