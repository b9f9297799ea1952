package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parquet files go to other programs and come from them. */
class ParquetRowsTest {
    @TempDir
    Path folder;

    record Event(long id, Instant time, String name, double value) {}

    @Test
    void anotherProgramReadsWhatIsWritten() throws SQLException {
        Path file = folder.resolve("events.parquet");
        long written = ParquetRows.at(file)
                .write(
                        Schema.of(Event.class),
                        Stream.of(
                                new Event(1, Instant.EPOCH, "a", 0.5),
                                new Event(1L << 60, Instant.ofEpochSecond(10), "b", Double.NaN)));
        assertThat(written).isEqualTo(2);
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet rows =
                        statement.executeQuery("select id, name, value from '" + file + "' order by id desc limit 1")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getLong(1)).isEqualTo(1L << 60);
            assertThat(rows.getString(2)).isEqualTo("b");
            assertThat(rows.getDouble(3)).isNaN();
        }
        try (Stream<Row> rows = ParquetRows.at(file).rows()) {
            assertThat(rows.map(row -> row.get("time"))).containsExactly(Instant.EPOCH, Instant.ofEpochSecond(10));
        }
    }

    @Test
    void whatAnotherProgramWritesIsRead() throws SQLException {
        Path file = folder.resolve("other.parquet");
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute(
                    "copy (select i::integer as i, i / 4.0::double as x, 'n' || i as name, [i, 2 * i] as list,"
                            + " case when i % 2 = 0 then i end as some from range(5000) t(i)) to '" + file
                            + "' (format parquet)");
        }
        Schema schema = ParquetRows.at(file).schema();
        assertThat(schema.names()).containsExactly("i", "x", "name", "list", "some");
        assertThat(schema.column("i").orElseThrow().type()).isEqualTo(ColumnType.INT);
        try (Stream<Row> rows = ParquetRows.at(file).rows()) {
            List<Row> all = rows.toList();
            assertThat(all).hasSize(5000);
            assertThat(all.get(4999).getDouble("x")).isEqualTo(4999 / 4.0);
            assertThat(all.get(7).get("name")).isEqualTo("n7");
            assertThat((List<?>) all.get(7).get("list")).hasToString("[7, 14]");
            assertThat(all.get(7).get("some")).isNull();
        }
    }

    @Test
    void badInputIsRefusedAndLeavesNothing() throws IOException {
        Path file = folder.resolve("bad.parquet");
        ParquetRows parquet = ParquetRows.at(file);
        assertThatThrownBy(parquet::schema).isInstanceOf(H5NotFoundException.class);
        assertThatThrownBy(() -> parquet.write(Schema.parse("id:long!"), Stream.of(Map.of("no", 1))))
                .isInstanceOf(H5TypeException.class);
        assertThat(folder).isEmptyDirectory();
        Files.writeString(file, "this is no Parquet file");
        assertThatThrownBy(parquet::schema).isInstanceOf(H5TypeException.class).hasMessageContaining("bad.parquet");
        assertThatThrownBy(() -> parquet.write(Schema.parse("id:long"), Stream.of()))
                .isInstanceOf(H5ExistsException.class);
    }
}
