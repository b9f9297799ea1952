package dev.tutti.bench;

import dev.tutti.hdf5.Durability;
import dev.tutti.table.Schema;
import dev.tutti.table.Table;
import dev.tutti.table.Tables;
import dev.tutti.table.TablesOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Threads of one process that append ten rows at a time to one table, with the upkeep that tables have by default: appends and commits a second, what a commit
 * costs the process, and how long an append takes. Arguments: a folder, how many threads (64), how many seconds (10, after half as many that do not count),
 * durability (PROCESS).
 */
public final class TableThreads {
    private static final int ROWS = 10;
    private static final int IDS = 1000;

    private final Table table;
    private final Histogram latency = new ConcurrentHistogram(3);
    private final AtomicBoolean counts = new AtomicBoolean();
    private final AtomicBoolean ends = new AtomicBoolean();

    private TableThreads(Table table) {
        this.table = table;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Path.of(args[0]);
        int threads = args.length > 1 ? Integer.parseInt(args[1]) : 64;
        int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 10;
        Durability durability = args.length > 3 ? Durability.valueOf(args[3]) : Durability.PROCESS;
        Files.createDirectories(folder);
        try (Tables tables = Tables.at(folder, TablesOptions.standard().durability(durability))) {
            Table table = tables.create(
                    "t" + threads + "_" + System.nanoTime(), Schema.parse("id:long!, value:double, name:string"));
            new TableThreads(table).run(threads, seconds, durability);
        }
    }

    private void run(int number, int seconds, Durability durability) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            int id = i * IDS;
            Thread thread = new Thread(() -> append(id));
            thread.start();
            threads.add(thread);
        }
        Thread.sleep(seconds * 500L);
        long commits = sequence();
        long cpu = processorTime(threads);
        long begun = System.nanoTime();
        counts.set(true);
        Thread.sleep(seconds * 1000L);
        counts.set(false);
        double time = (System.nanoTime() - begun) / 1e9;
        cpu = processorTime(threads) - cpu;
        commits = sequence() - commits;
        ends.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println(String.format(
                Locale.ROOT,
                "%d threads, %s: %.0f appends/s of %d rows in %.1f commits/s; an append takes %.1f ms (p50), %.1f ms (p99),"
                        + " %.1f ms (longest); processor time of all threads per commit %.2f ms",
                number,
                durability,
                latency.getTotalCount() / time,
                ROWS,
                commits / time,
                latency.getValueAtPercentile(50) / 1e6,
                latency.getValueAtPercentile(99) / 1e6,
                latency.getMaxValue() / 1e6,
                cpu / 1e6 / commits));
    }

    /** Of the threads that append: neither the compiler's nor the upkeep's. */
    private static long processorTime(List<Thread> threads) {
        ThreadMXBean system = ManagementFactory.getThreadMXBean();
        return threads.stream()
                .mapToLong(thread -> system.getThreadCpuTime(thread.getId()))
                .sum();
    }

    private long sequence() {
        return table.snapshots().stream()
                .mapToLong(snapshot -> snapshot.sequence())
                .max()
                .orElse(0);
    }

    private void append(int id) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(Map.of("id", id + i, "value", i / 2.0, "name", "n" + i));
        }
        while (!ends.get()) {
            long begun = System.nanoTime();
            table.append(rows);
            if (counts.get()) {
                latency.recordValue(System.nanoTime() - begun);
            }
        }
    }
}
