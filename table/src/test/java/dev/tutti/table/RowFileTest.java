package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.Durability;
import dev.tutti.table.arrow.ArrowRows;
import dev.tutti.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of rows go into tables, once, and what other programs have written too. */
class RowFileTest {
    private static final TablesOptions QUICK = TablesOptions.standard().durability(Durability.PROCESS);

    @TempDir
    Path folder;

    private RowFile file(String name) {
        Path path = folder.resolve(name);
        return name.endsWith(".parquet") ? ParquetRows.at(path) : ArrowRows.at(path);
    }

    private static Stream<Event> events(long to) {
        return LongStream.range(0, to).mapToObj(Event::of);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rows.parquet", "rows.arrow", "rows.arrows"})
    void whatIsNewOfAFileIsAppended(String name) throws IOException {
        RowFile file = file(name);
        file.write(Schema.of(Event.class), events(20_000));
        assertThat(file.size()).isEqualTo(20_000);
        try (Tables tables = Tables.at(folder.resolve("tables"), QUICK)) {
            Table table = tables.create("t", file.schema());
            assertThat(file.appendNew(table, name)).isEqualTo(new ArrayRows.Progress(20_000, 20_000));
            assertThat(file.appendNew(table, name)).isEqualTo(new ArrayRows.Progress(0, 20_000));
            Files.delete(folder.resolve(name));
            file.write(Schema.of(Event.class), events(20_010));
            assertThat(file.appendNew(table, name)).isEqualTo(new ArrayRows.Progress(10, 20_010));
            assertThat(table.snapshots()).hasSize(2);
            assertThat(table.scan().as(Event.class).map(Event::id).distinct().count())
                    .isEqualTo(20_010);
            assertThat(table.rowCount()).isEqualTo(20_010);
            Files.delete(folder.resolve(name));
            file.write(Schema.of(Event.class), events(3));
            assertThatThrownBy(() -> file.appendNew(table, name))
                    .isInstanceOf(H5TypeException.class)
                    .hasMessageContaining("another source");
            Table narrow = tables.create("narrow", Schema.parse("id:long!, source:string"));
            assertThatThrownBy(() -> file.appendNew(narrow, name))
                    .isInstanceOf(H5TypeException.class)
                    .hasMessageContaining("no column");
            assertThat(narrow.snapshots()).isEmpty();
        }
    }

    /** Types that Parquet has and columns have not in so many words. */
    @Test
    void whatAnotherProgramWritesGoesIntoATable() throws SQLException {
        Path path = folder.resolve("other.parquet");
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute(
                    "copy (select i::tinyint as small, i::usmallint as whole, i::hugeint % 10 as huge, i / 4::float as x,"
                            + " date '2026-01-01' + i::integer as day, time '01:02:03.000004' as hour,"
                            + " timestamp '2026-01-01 00:00:00.000001' as local, timestamptz '2026-01-01 00:00:00.5+00' as at,"
                            + " i * 1.25::decimal(9, 2) as price, 'n' || i as name, 'ab'::blob as bytes, [i, null] as list,"
                            + " map {'a': i} as named, {'x': i, 'note': null::varchar} as place from range(100) t(i)) to '"
                            + path
                            + "' (format parquet)");
        }
        ParquetRows file = ParquetRows.at(path);
        try (Tables tables = Tables.at(folder.resolve("tables"), QUICK)) {
            Table table = tables.create("t", file.schema());
            assertThat(file.appendNew(table, "other").added()).isEqualTo(100);
            List<Row> rows = table.scan().where("small = 3").rows().toList();
            assertThat(rows).hasSize(1);
            assertThat(rows.get(0).get("name")).isEqualTo("n3");
            assertThat(rows.get(0).get("day")).hasToString("2026-01-04");
            assertThat(rows.get(0).get("hour")).hasToString("01:02:03.000004");
            assertThat(rows.get(0).get("local")).hasToString("2026-01-01T00:00:00.000001");
            assertThat(rows.get(0).get("at")).hasToString("2026-01-01T00:00:00.500Z");
            assertThat(rows.get(0).get("price")).hasToString("3.75");
            assertThat(rows.get(0).get("list")).hasToString("[3, null]");
            assertThat(rows.get(0).get("named")).hasToString("{a=3}");
            assertThat(rows.get(0).get("place")).hasToString("{x=3, note=null}");
        }
    }

    @Test
    void damageIsNamedWithTheFile() throws IOException {
        Path path = folder.resolve("bad.parquet");
        ParquetRows file = ParquetRows.at(path);
        file.write(Schema.of(Event.class), events(500));
        byte[] whole = Files.readAllBytes(path);
        Seeds.once(random -> {
            for (int i = 0; i < Seeds.scaled(20); i++) {
                byte[] bytes = whole.clone();
                for (int flips = random.nextInt(3); flips >= 0; flips--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
                Files.write(path, bytes);
                try (Stream<Row> rows = file.rows()) {
                    rows.count();
                    file.size();
                } catch (H5Exception e) {
                    assertThat(e).hasMessageContaining("bad.parquet");
                }
            }
        });
    }
}
