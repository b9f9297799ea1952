package dev.tutti.bench;

import dev.tutti.hdf5.Durability;
import dev.tutti.table.Maintenance;
import dev.tutti.table.Schema;
import dev.tutti.table.Table;
import dev.tutti.table.Tables;
import dev.tutti.table.TablesOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;

/**
 * Small appends to tables, beside those of Iceberg's own library used plainly, on the same catalog and the same access to files, in turns. Arguments: a folder,
 * how many appends a turn has (60 by default), how many turns (5).
 */
public final class TableRows {
    private static final int THREADS = 64;

    private TableRows() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Path.of(args[0]);
        int appends = args.length > 1 ? Integer.parseInt(args[1]) : 60;
        int turns = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        Files.createDirectories(folder);
        TablesOptions options =
                TablesOptions.standard().maintenance(Maintenance.byHand()).durability(Durability.PROCESS);
        Schema schema = Schema.parse("id:long!, value:double, name:string");
        try (Tables tables = Tables.at(folder, options)) {
            Table ours = tables.create("ours", schema);
            Table group = tables.create("group", schema);
            // Iceberg's defaults: none of the properties that Tutti gives a table.
            org.apache.iceberg.catalog.Catalog catalog = (org.apache.iceberg.catalog.Catalog) tables.iceberg();
            org.apache.iceberg.Table stock = catalog.createTable(
                    org.apache.iceberg.catalog.TableIdentifier.of("default", "stock"),
                    ((org.apache.iceberg.Table) ours.iceberg()).schema());
            double[][] rates = new double[3][turns];
            for (int turn = -1; turn < turns; turn++) {
                double plain = rate(appends, () -> appendPlainly(stock));
                double tutti = rate(appends, () -> ours.append(rows(1)));
                double threads = together(group, appends / 4);
                if (turn >= 0) {
                    rates[0][turn] = plain;
                    rates[1][turn] = tutti;
                    rates[2][turn] = threads;
                }
            }
            System.out.println(String.format(
                    Locale.ROOT,
                    "appends/s: Iceberg plainly %.1f, Tutti %.1f (%.1f times), Tutti, %d threads of 10 rows %.0f",
                    median(rates[0]),
                    median(rates[1]),
                    median(rates[1]) / median(rates[0]),
                    THREADS,
                    median(rates[2])));
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double rate(int times, Runnable work) {
        long begun = System.nanoTime();
        for (int i = 0; i < times; i++) {
            work.run();
        }
        return times / ((System.nanoTime() - begun) / 1e9);
    }

    private static List<Map<String, Object>> rows(int number) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            rows.add(Map.of("id", i, "value", i / 2.0, "name", "n" + i));
        }
        return rows;
    }

    private static double together(Table table, int each) throws InterruptedException {
        List<Map<String, Object>> rows = rows(10);
        List<Thread> threads = new ArrayList<>();
        long begun = System.nanoTime();
        for (int t = 0; t < THREADS; t++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    table.append(rows);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return THREADS * each / ((System.nanoTime() - begun) / 1e9);
    }

    /** As Iceberg's documentation does it: a file, and an append of it. */
    static void appendPlainly(org.apache.iceberg.Table table) {
        OutputFile out =
                table.io().newOutputFile(table.locationProvider().newDataLocation(UUID.randomUUID() + ".parquet"));
        try {
            FileAppender<Record> appender = Parquet.write(out)
                    .forTable(table)
                    .createWriterFunc((schema, type) -> GenericParquetWriter.create(schema, type))
                    .build();
            try (appender) {
                GenericRecord row = GenericRecord.create(table.schema());
                row.setField("id", 1L);
                row.setField("value", 0.5);
                row.setField("name", "n");
                appender.add(row);
            }
            DataFile file = DataFiles.builder(table.spec())
                    .withPath(out.location())
                    .withFormat(FileFormat.PARQUET)
                    .withFileSizeInBytes(appender.length())
                    .withMetrics(appender.metrics())
                    .build();
            table.newAppend().appendFile(file).commit();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
