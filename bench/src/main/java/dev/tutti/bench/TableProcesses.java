package dev.tutti.bench;

import dev.tutti.hdf5.Durability;
import dev.tutti.table.Schema;
import dev.tutti.table.Table;
import dev.tutti.table.Tables;
import dev.tutti.table.TablesOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;

/**
 * Appends of one row from many processes to one table, beside those of Iceberg's own library used plainly, on the same catalog and the same access to files, in turns: commits
 * a second of all together, and how long each took. Where Iceberg gives up after its own retries, the append is done again, and the time of all tries counts. Arguments: a
 * folder, processes (12), seconds of a turn (15), turns (2).
 */
public final class TableProcesses {
    private static final String WORKER = "worker";
    private static final String STOCK = "stock";
    private static final String OURS = "ours";
    private static final String END = "end";
    private static final TablesOptions OPTIONS = TablesOptions.standard().durability(Durability.PROCESS);

    private TableProcesses() {}

    public static void main(String[] args) throws IOException {
        if (args[0].equals(WORKER)) {
            work(Path.of(args[1]), args[2], Integer.parseInt(args[3]));
            return;
        }
        Path folder = Files.createDirectories(Path.of(args[0]));
        int processes = args.length > 1 ? Integer.parseInt(args[1]) : 12;
        int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 15;
        int turns = args.length > 3 ? Integer.parseInt(args[3]) : 2;
        try (Tables tables = Tables.at(folder, OPTIONS)) {
            Table ours = tables.create(OURS, Schema.parse("id:long!, value:double, name:string"));
            ((Catalog) tables.iceberg())
                    .createTable(
                            TableIdentifier.of("default", STOCK), ((org.apache.iceberg.Table) ours.iceberg()).schema());
        }
        for (int turn = 0; turn < turns; turn++) {
            for (String side : List.of(STOCK, OURS)) {
                Histogram latency = together(folder, side, processes, seconds);
                System.out.printf(
                        Locale.ROOT,
                        "%s, %d processes: %.1f commits/s, p50 %.0f ms, p99 %.0f ms, longest %.0f ms%n",
                        side.equals(OURS) ? "Tutti" : "Iceberg plainly",
                        processes,
                        latency.getTotalCount() / (double) seconds,
                        latency.getValueAtPercentile(50) / 1e3,
                        latency.getValueAtPercentile(99) / 1e3,
                        latency.getMaxValue() / 1e3);
            }
        }
    }

    private static Histogram together(Path folder, String side, int processes, int seconds) throws IOException {
        List<Process> workers = new ArrayList<>();
        try {
            List<BufferedReader> answers = new ArrayList<>();
            for (int i = 0; i < processes; i++) {
                Process worker = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx256m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                TableProcesses.class.getName(),
                                WORKER,
                                folder.toString(),
                                side,
                                String.valueOf(seconds))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
                workers.add(worker);
                answers.add(worker.inputReader(StandardCharsets.UTF_8));
            }
            for (BufferedReader answer : answers) {
                answer.readLine();
            }
            for (Process worker : workers) {
                worker.getOutputStream().write('\n');
                worker.getOutputStream().flush();
            }
            Histogram latency = new Histogram(3);
            for (BufferedReader answer : answers) {
                for (String line = answer.readLine(); line != null && !line.equals(END); line = answer.readLine()) {
                    latency.recordValue(Long.parseLong(line));
                }
            }
            return latency;
        } finally {
            workers.forEach(Process::destroyForcibly);
        }
    }

    /** Appends for a third of the time so that most is compiled, says so, waits for a line, appends for the time, and prints how many microseconds each took. */
    private static void work(Path folder, String side, int seconds) throws IOException {
        try (Tables tables = Tables.at(folder, OPTIONS)) {
            Runnable append = side.equals(OURS) ? ours(tables) : stock(tables);
            appended(append, seconds / 3);
            System.out.println("ready");
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            appended(append, seconds).forEach(System.out::println);
            System.out.println(END);
        }
    }

    private static List<Long> appended(Runnable append, int seconds) {
        List<Long> took = new ArrayList<>();
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        for (long begun = System.nanoTime(); begun < end; begun = System.nanoTime()) {
            append.run();
            took.add((System.nanoTime() - begun) / 1000);
        }
        return took;
    }

    private static Runnable ours(Tables tables) {
        Table table = tables.load(OURS);
        return () -> table.append(List.of(Map.of("id", 1, "value", 0.5, "name", "n")));
    }

    private static Runnable stock(Tables tables) {
        org.apache.iceberg.Table table = ((Catalog) tables.iceberg()).loadTable(TableIdentifier.of("default", STOCK));
        return () -> {
            for (boolean done = false; !done; ) {
                try {
                    TableRows.appendPlainly(table);
                    done = true;
                } catch (CommitFailedException e) {
                    table.refresh();
                }
            }
        };
    }
}
