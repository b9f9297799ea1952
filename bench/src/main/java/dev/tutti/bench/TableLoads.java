package dev.tutti.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.tutti.hdf5.Durability;
import dev.tutti.table.Filter;
import dev.tutti.table.Maintenance;
import dev.tutti.table.Schema;
import dev.tutti.table.Table;
import dev.tutti.table.Tables;
import dev.tutti.table.TablesOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;

/**
 * Tables under load, beside Iceberg's library used plainly upon the same catalog and file access, in turns. Arguments: a folder, then {@code bulk [ROWS [TURNS]]}
 * (rows of five columns in one append; 10,000,000 and 3), or {@code scan [FILES [TURNS]]} (a filter that one row of each file meets; 1,000 and 5).
 */
public final class TableLoads {
    private static final int ROWS_OF_FILE = 1000;
    private static final int THREADS = Runtime.getRuntime().availableProcessors();
    private static final Schema SCHEMA = Schema.parse("id:long!, value:double, other:double, number:int, name:string");

    private TableLoads() {}

    /** A row of five columns. */
    public record Five(long id, double value, double other, int number, String name) {
        static Five of(long id) {
            return new Five(id, id * 0.5, Math.sqrt((double) id), (int) (id % ROWS_OF_FILE), "name " + id % 100);
        }
    }

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        Files.createDirectories(folder);
        boolean bulk = args[1].equals("bulk");
        int size = args.length > 2 ? Integer.parseInt(args[2]) : bulk ? 10_000_000 : 1000;
        int turns = args.length > 3 ? Integer.parseInt(args[3]) : bulk ? 3 : 5;
        TablesOptions options =
                TablesOptions.standard().maintenance(Maintenance.byHand()).durability(Durability.PROCESS);
        try (Tables tables = Tables.at(folder, options)) {
            Side[] sides = bulk ? bulk(tables, size, turns) : scan(tables, size, turns);
            System.out.println(args[1] + " " + size + ", medians of " + turns + " turns");
            for (Side side : sides) {
                System.out.println(side.beside(sides[0]));
            }
        }
    }

    /** One way to do the work, and how long it took. */
    private static final class Side {
        private final String name;
        private final double[] seconds;
        private final double[] cpu;

        Side(String name, int turns) {
            this.name = name;
            this.seconds = new double[turns];
            this.cpu = new double[turns];
        }

        /** Takes a turn; those before the first are warm-up. */
        void time(int turn, Runnable work) {
            OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long used = system.getProcessCpuTime();
            long begun = System.nanoTime();
            work.run();
            if (turn >= 0) {
                seconds[turn] = (System.nanoTime() - begun) / 1e9;
                cpu[turn] = (system.getProcessCpuTime() - used) / 1e9;
            }
        }

        String beside(Side plain) {
            return String.format(
                    Locale.ROOT,
                    "%-40s %.2f s (%.2f times as fast), processor %.2f s (%.2f of it)",
                    name,
                    median(seconds),
                    median(plain.seconds) / median(seconds),
                    median(cpu),
                    median(cpu) / median(plain.cpu));
        }
    }

    private static Side[] bulk(Tables tables, int rows, int turns) {
        Side plain = new Side("Iceberg plainly, rows made by all cores", turns);
        Side parallel = new Side("Tutti, a parallel stream", turns);
        Side single = new Side("Tutti, rows made by one thread", turns);
        for (int turn = -1; turn < turns; turn++) {
            org.apache.iceberg.Table stock = stock(tables, "stock" + (turn + 1));
            Table ours = tables.create("ours" + (turn + 1), SCHEMA);
            int some = turn < 0 ? rows / 10 : rows;
            plain.time(turn, () -> appendPlainly(stock, some));
            parallel.time(
                    turn, () -> ours.append(LongStream.range(0, some).parallel().mapToObj(Five::of)));
            single.time(turn, () -> ours.append(LongStream.range(0, some).mapToObj(Five::of)));
            expect(2L * some, ours.rowCount());
        }
        return new Side[] {plain, parallel, single};
    }

    private static Side[] scan(Tables tables, int files, int turns) throws Exception {
        org.apache.iceberg.Table stock = stock(tables, "files");
        AppendFiles append = stock.newAppend();
        for (int i = 0; i < files; i++) {
            append.appendFile(write(stock, (long) i * ROWS_OF_FILE, (i + 1L) * ROWS_OF_FILE));
        }
        append.commit();
        Table ours = tables.load("files");
        Side plain = new Side("Iceberg plainly", turns);
        Side tutti = new Side("Tutti", turns);
        for (int turn = -1; turn < turns; turn++) {
            plain.time(turn, () -> expect(files, scanPlainly(stock)));
            tutti.time(turn, () -> {
                // As there: rows, one by one, in this thread.
                try (var rows = ours.scan().where(Filter.equal("number", 7)).rows()) {
                    expect(
                            files,
                            rows.mapToLong(row -> row.getLong("id") < 0 ? 0 : 1).sum());
                }
            });
        }
        return new Side[] {plain, tutti};
    }

    private static long scanPlainly(org.apache.iceberg.Table table) {
        long rows = 0;
        try (CloseableIterable<Record> records = IcebergGenerics.read(table)
                .where(Expressions.equal("number", 7))
                .build()) {
            for (Record record : records) {
                rows += (Long) record.get(0) < 0 ? 0 : 1;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    private static void expect(long expected, long found) {
        if (expected != found) {
            throw new IllegalStateException(found + " rows, not " + expected);
        }
    }

    private static org.apache.iceberg.Table stock(Tables tables, String name) {
        org.apache.iceberg.Schema columns =
                ((org.apache.iceberg.Table) tables.require("schema", SCHEMA).iceberg()).schema();
        return ((Catalog) tables.iceberg()).createTable(TableIdentifier.of("default", name), columns);
    }

    /** A file for each core, written side by side, one append. */
    private static void appendPlainly(org.apache.iceberg.Table table, int rows) {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<DataFile>> parts = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                long from = (long) rows * t / THREADS;
                long to = (long) rows * (t + 1) / THREADS;
                parts.add(() -> write(table, from, to));
            }
            AppendFiles append = table.newAppend();
            for (Future<DataFile> part : pool.invokeAll(parts)) {
                append.appendFile(part.get());
            }
            append.commit();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            pool.shutdown();
        }
    }

    private static DataFile write(org.apache.iceberg.Table table, long from, long to) throws IOException {
        OutputFile out =
                table.io().newOutputFile(table.locationProvider().newDataLocation(UUID.randomUUID() + ".parquet"));
        FileAppender<Record> appender = Parquet.write(out)
                .forTable(table)
                .createWriterFunc((schema, type) -> GenericParquetWriter.create(schema, type))
                .build();
        try (appender) {
            GenericRecord row = GenericRecord.create(table.schema());
            for (long id = from; id < to; id++) {
                Five five = Five.of(id);
                row.set(0, five.id());
                row.set(1, five.value());
                row.set(2, five.other());
                row.set(3, five.number());
                row.set(4, five.name());
                appender.add(row);
            }
        }
        return DataFiles.builder(table.spec())
                .withPath(out.location())
                .withFormat(FileFormat.PARQUET)
                .withFileSizeInBytes(appender.length())
                .withMetrics(appender.metrics())
                .build();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
