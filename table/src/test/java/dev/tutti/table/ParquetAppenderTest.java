package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.table.local.LocalFileIO;
import dev.tutti.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are, byte for byte, those that Iceberg's own appender writes of the same rows (small ones as it does without a codec), and say the same about themselves. */
class ParquetAppenderTest {
    private static final Schema SCHEMA = Schema.parse(
            "id:long!, flag:boolean, small:int, single:float, value:double,"
                    + " name:string, day:date, time:timestamptz, key:uuid, bytes:binary, price:decimal(12,3), many:list<double>");

    private final LocalFileIO io = new LocalFileIO();

    @TempDir
    Path folder;

    private static List<Record> rows(Random random, int number) {
        RowEncoder encoder = new RowEncoder("t", IcebergTypes.schema(SCHEMA).asStruct());
        List<Record> rows = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            Map<String, Object> row = new HashMap<>();
            row.put("id", random.nextLong());
            if (random.nextInt(3) > 0) {
                row.put("flag", random.nextBoolean());
                row.put("small", random.nextInt(50));
                row.put("single", random.nextInt(10) == 0 ? Float.NaN : random.nextFloat());
                row.put("value", random.nextInt(10) == 0 ? Double.NaN : random.nextGaussian());
                row.put("name", "name " + random.nextInt(100));
                row.put("day", LocalDate.ofEpochDay(random.nextInt(20_000)));
                row.put("time", Instant.ofEpochSecond(random.nextInt(), 1000 * random.nextInt(1000)));
                row.put("key", new UUID(random.nextLong(), random.nextLong()));
                row.put("bytes", new byte[random.nextInt(20)]);
                row.put("price", new java.math.BigDecimal(random.nextInt(100_000)).movePointLeft(3));
                row.put("many", Arrays.asList(1.0, null, random.nextDouble()));
            }
            rows.add(encoder.encode(row));
        }
        return rows;
    }

    private static Metrics write(FileAppender<Record> appender, List<Record> rows) throws IOException {
        try (appender) {
            appender.addAll(rows);
        }
        return appender.metrics();
    }

    private Metrics icebergs(OutputFile file, Map<String, String> properties, List<Record> rows) throws IOException {
        return write(
                Parquet.write(file)
                        .schema(IcebergTypes.schema(SCHEMA))
                        .setAll(properties)
                        .named("table")
                        .createWriterFunc((schema, type) -> GenericParquetWriter.create(schema, type))
                        .build(),
                rows);
    }

    @Test
    void theBytesAreIcebergs() {
        Seeds.once(this::bytesAreIcebergs);
    }

    private void bytesAreIcebergs(Random random) throws IOException {
        int number = 0;
        for (String codec : List.of("zstd", "gzip", "snappy", "uncompressed")) {
            for (int size : new int[] {1, 10, 2000}) {
                Map<String, String> properties = new HashMap<>(Map.of("write.parquet.compression-codec", codec));
                if (random.nextBoolean()) {
                    properties.put("write.parquet.page-row-limit", "700");
                }
                if (codec.equals("zstd") && random.nextBoolean()) {
                    properties.put("write.parquet.compression-level", "5");
                }
                if (random.nextInt(4) == 0) {
                    properties.put("write.parquet.bloom-filter-enabled.column.id", "true");
                }
                List<Record> rows = rows(random, size);
                Path mine = folder.resolve("mine" + number);
                Path theirs = folder.resolve("theirs" + number++);
                ParquetLayout layout =
                        new ParquetLayout(IcebergTypes.schema(SCHEMA), properties, MetricsConfig.getDefault());
                Metrics metrics =
                        write(layout.write(io.newOutputFile(mine.toUri().toString())), rows);
                if (size < 2000 && !properties.containsKey("write.parquet.bloom-filter-enabled.column.id")) {
                    properties.put("write.parquet.compression-codec", "uncompressed");
                }
                Metrics expected = icebergs(io.newOutputFile(theirs.toUri().toString()), properties, rows);
                assertThat(mine).hasSameBinaryContentAs(theirs);
                assertThat(metrics)
                        .usingRecursiveComparison(RecursiveComparisonConfiguration.builder()
                                .withIgnoredFields("originalTypes")
                                .build())
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void rowGroupsEndWhereTheyAreFull() {
        Seeds.once(this::rowGroupsEnd);
    }

    private void rowGroupsEnd(Random random) throws IOException {
        List<Record> rows = rows(random, 6_000);
        Map<String, String> properties = Map.of("write.parquet.row-group-size-bytes", "60000");
        ParquetLayout layout = new ParquetLayout(IcebergTypes.schema(SCHEMA), properties, MetricsConfig.getDefault());
        OutputFile file = io.newOutputFile(folder.resolve("groups").toUri().toString());
        FileAppender<Record> appender = layout.write(file);
        long before = 0;
        try (appender) {
            for (int i = 0; i < rows.size(); i++) {
                appender.add(rows.get(i));
                if (i % 500 == 0) {
                    assertThat(appender.length()).isGreaterThanOrEqualTo(before / 2);
                    before = appender.length();
                }
            }
        }
        assertThat(appender.splitOffsets()).hasSizeBetween(4, 40).isSorted();
        assertThat(appender.metrics().recordCount()).isEqualTo(rows.size());
        assertThat(appender.length()).isEqualTo(Files.size(folder.resolve("groups")));
        try (CloseableIterable<Record> read = Parquet.read(file.toInputFile())
                .project(IcebergTypes.schema(SCHEMA))
                .createReaderFunc(type -> GenericParquetReaders.buildReader(IcebergTypes.schema(SCHEMA), type))
                .build()) {
            assertThat(read.iterator()).toIterable().containsExactlyElementsOf(rows);
        }
    }
}
