package dev.tutti.table.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.table.Row;
import dev.tutti.table.Schema;
import dev.tutti.table.Table;
import dev.tutti.table.Tables;
import dev.tutti.testkit.Seeds;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMilliTZVector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches of Arrow, out of a table and into another: rows stay as they are, and no memory is left. */
class ArrowTablesTest {
    static final Schema ALL = Schema.parse(
            "id:long!, flag:boolean, small:int, single:float, value:double,"
                    + " name:string, day:date, hour:time, local:timestamp, time:timestamptz, key:uuid, bytes:binary, four:fixed(4),"
                    + " price:decimal(12,3), many:list<list<double>>, named:map<string,long>, place:struct<x:double,note:string>");

    @TempDir
    Path folder;

    static Map<String, Object> row(Random random, long id) {
        Map<String, Object> row = new HashMap<>();
        row.put("id", id);
        if (random.nextInt(4) == 0) {
            return row;
        }
        row.put("flag", random.nextBoolean());
        row.put("small", random.nextInt());
        row.put("single", random.nextFloat());
        row.put("value", random.nextInt(5) == 0 ? Double.NaN : random.nextGaussian());
        row.put("name", "größer ".repeat(random.nextInt(3)));
        row.put("day", LocalDate.ofEpochDay(random.nextInt(40_000) - 20_000));
        row.put("hour", LocalTime.ofNanoOfDay(1000L * random.nextInt(86_400_000)));
        row.put("local", LocalDateTime.of(1960 + random.nextInt(99), 2, 3, 4, 5, 6, 7000));
        row.put("time", Instant.ofEpochSecond(random.nextInt(), 1000L * random.nextInt(1_000_000)));
        row.put("key", new UUID(random.nextLong(), random.nextLong()));
        row.put("bytes", new byte[random.nextInt(4)]);
        row.put("four", new byte[] {1, 2, 3, (byte) random.nextInt()});
        row.put("price", BigDecimal.valueOf(random.nextInt(), 3));
        row.put("many", Arrays.asList(List.of(1.0, random.nextDouble()), null, List.of()));
        row.put("named", random.nextBoolean() ? Map.of() : new HashMap<>(Map.of("a", 1L, "b", random.nextLong())));
        row.put("place", new HashMap<>(Map.of("x", random.nextDouble())));
        return row;
    }

    private static List<String> texts(Table table) {
        try (var rows = table.scan().rows()) {
            return rows.sorted(Comparator.comparingLong(row -> row.getLong("id")))
                    .map(Row::toString)
                    .toList();
        }
    }

    @Test
    void everyTypeGoesThereAndBack() {
        Seeds.once(random -> {
            try (Tables tables = Tables.at(folder);
                    BufferAllocator allocator = new RootAllocator()) {
                Table table = tables.create("t", ALL);
                Table copy = tables.create("copy", ALL);
                Table whole = tables.create("whole", ALL);
                List<Map<String, Object>> rows = new ArrayList<>();
                for (int i = 0; i < 1050; i++) {
                    rows.add(row(random, i));
                }
                table.append(rows);
                try (ArrowReader batches = ArrowTables.read(table.scan(), allocator, 400)) {
                    ArrowTables.append(copy, batches);
                    assertThat(batches.loadNextBatch()).isFalse();
                }
                List<Integer> sizes = new ArrayList<>();
                try (ArrowReader batches = ArrowTables.read(table.scan().ordered(), allocator, 400)) {
                    while (batches.loadNextBatch()) {
                        sizes.add(batches.getVectorSchemaRoot().getRowCount());
                        assertThat(batches.bytesRead()).isPositive();
                        ArrowTables.append(whole, batches.getVectorSchemaRoot());
                    }
                }
                assertThat(sizes).containsExactly(400, 400, 250);
                assertThat(texts(copy)).isEqualTo(texts(table));
                assertThat(texts(whole)).isEqualTo(texts(table));
                assertThat(copy.snapshots()).hasSize(1);
                assertThat(allocator.getAllocatedMemory()).isZero();
            }
        });
    }

    @Test
    void columnsAndRowsAreChosen() throws Exception {
        try (Tables tables = Tables.at(folder);
                BufferAllocator allocator = new RootAllocator()) {
            Table table = tables.create("t", Schema.parse("id:long!, value:double, name:string"));
            for (long i = 0; i < 10; i++) {
                table.append(List.of(Map.of("id", i, "value", i / 2.0, "name", "n" + i)));
            }
            try (ArrowReader batches = ArrowTables.read(
                    table.scan().where("id > 7").select("name", "id").ordered(), allocator, 100)) {
                assertThat(batches.loadNextBatch()).isTrue();
                VectorSchemaRoot batch = batches.getVectorSchemaRoot();
                assertThat(batch.getSchema().toString()).isEqualTo("Schema<name: Utf8, id: Int(64, true) not null>");
                assertThat(batch.getRowCount()).isEqualTo(2);
            }
            // Closed in the middle: nothing is left.
            ArrowTables.read(table.scan(), allocator, 3).close();
            assertThatThrownBy(() -> ArrowTables.read(table.scan(), allocator, 0))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void otherWidthsAndUnitsFitAndMisfitsAreRefused() {
        try (Tables tables = Tables.at(folder);
                BufferAllocator allocator = new RootAllocator();
                IntVector id = new IntVector("id", allocator);
                UInt4Vector count = new UInt4Vector("count", allocator);
                TimeStampMilliTZVector time = new TimeStampMilliTZVector("time", allocator, "Europe/Paris");
                VarCharVector text = new VarCharVector("text", allocator);
                BigIntVector number = new BigIntVector("small", allocator)) {
            Table table = tables.create("t", Schema.parse("id:long!, count:long, time:timestamptz, small:int"));
            id.setSafe(0, -5);
            count.setSafe(0, -1);
            time.setSafe(0, 1_700_000_000_123L);
            number.setSafe(0, 1L << 40);
            text.setSafe(0, new byte[] {'a'});
            ArrowTables.append(table, batch(id, count, time));
            assertThat(table.scan().maps().toList())
                    .containsExactly(row(-5L, 0xffff_ffffL, Instant.ofEpochMilli(1_700_000_000_123L)));
            assertThatThrownBy(() -> ArrowTables.append(table, batch(id, number)))
                    .isInstanceOf(H5TypeException.class)
                    .hasMessageContaining("'small'");
            assertThatThrownBy(() -> ArrowTables.append(table, batch(id, text)))
                    .isInstanceOf(H5TypeException.class)
                    .hasMessageContaining("'text'");
            assertThatThrownBy(() -> ArrowTables.append(table, batch(count)))
                    .isInstanceOf(H5TypeException.class)
                    .hasMessageContaining("required");
            assertThat(table.rowCount()).isEqualTo(1);
            assertThatThrownBy(() -> table.scan().select("none")).isInstanceOf(H5NotFoundException.class);
        }
    }

    private static VectorSchemaRoot batch(org.apache.arrow.vector.FieldVector... vectors) {
        for (var vector : vectors) {
            vector.setValueCount(1);
        }
        return new VectorSchemaRoot(List.of(vectors));
    }

    private static Map<String, Object> row(long id, long count, Instant time) {
        Map<String, Object> row = new HashMap<>(Map.of("id", id, "count", count, "time", time));
        row.put("small", null);
        return row;
    }
}
