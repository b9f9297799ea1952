package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader of Parquet that is not ours, and not Java's, reads the files of a table: after appends, changes, deletes and merging. */
class DuckReadsTest {
    @TempDir
    Path folder;

    private static String ask(Table table, String columns) throws SQLException {
        String files = table.view().files().stream()
                .map(file -> "'" + file.location().replaceFirst("^file://", "") + "'")
                .collect(Collectors.joining(",", "[", "]"));
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select " + columns + " from read_parquet(" + files + ", union_by_name=true)")) {
            StringBuilder text = new StringBuilder();
            while (rows.next()) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    text.append(i == 1 ? "" : " ").append(rows.getString(i));
                }
                text.append('\n');
            }
            return text.toString().strip();
        }
    }

    @Test
    void theFilesHoldTheRows() throws SQLException {
        try (Tables tables = Tables.at(folder)) {
            Table table = tables.create(
                    "t", Schema.parse("id:long!, day:date, name:string, x:double, tags:list<string>"), "day");
            table.append(LongStream.range(0, 100)
                    .mapToObj(i -> Map.of(
                            "id",
                            i,
                            "day",
                            LocalDate.of(2026, 1, 1 + (int) (i % 3)),
                            "name",
                            "n" + i,
                            "x",
                            i / 2.0,
                            "tags",
                            List.of("a", "b" + i)))
                    .toList());
            assertThat(ask(table, "count(*), sum(id), sum(x), count(distinct day), max(tags[2])"))
                    .isEqualTo("100 4950 2475.0 3 b99");
            table.delete(Filter.parse("day = '2026-01-01'"));
            table.update(Filter.less("id", 10), row -> row.with("name", null));
            assertThat(ask(table, "count(*), count(name)")).isEqualTo("66 60");
            table.compact();
            assertThat(table.view().files()).hasSize(2);
            assertThat(ask(table, "count(*), sum(id), min(day), max(day)")).isEqualTo("66 3267 2026-01-02 2026-01-03");
        }
    }
}
