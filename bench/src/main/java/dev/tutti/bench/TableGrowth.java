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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * How long a commit of one row takes when a table has had 10, 100, 1,000 and 10,000 of them, one after the other by one thread: with the upkeep that tables have by
 * default, and up to 1,000 without any. Arguments: a folder, how many commits (10,000), durability (PROCESS).
 */
public final class TableGrowth {
    /** So many commits behind each mark are measured. */
    private static final int WINDOW = 100;

    private static final int UNKEPT = 1000;
    private static final int[] MARKS = {10, 100, 1000, 10_000};

    private TableGrowth() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        int commits = args.length > 1 ? Integer.parseInt(args[1]) : MARKS[MARKS.length - 1];
        Durability durability = args.length > 2 ? Durability.valueOf(args[2]) : Durability.PROCESS;
        Files.createDirectories(folder);
        TablesOptions options = TablesOptions.standard().durability(durability);
        // The first commits of a process are those of its compiler.
        run(folder, "warm", options, Math.min(UNKEPT, commits), false);
        run(folder, "kept", options, commits, true);
        run(folder, "unkept", options.maintenance(Maintenance.byHand()), Math.min(UNKEPT, commits), true);
    }

    private static void run(Path folder, String name, TablesOptions options, int commits, boolean tells) {
        try (Tables tables = Tables.at(folder, options)) {
            Table table =
                    tables.create(name + '_' + System.nanoTime(), Schema.parse("id:long!, value:double, name:string"));
            Histogram latency = new Histogram(3);
            for (int i = 1; i <= commits + WINDOW; i++) {
                long begun = System.nanoTime();
                table.append(List.of(Map.of("id", i, "value", i / 2.0, "name", "n" + i)));
                latency.recordValue(System.nanoTime() - begun);
                for (int mark : MARKS) {
                    if (i == mark) {
                        latency.reset();
                    } else if (tells && i == mark + WINDOW) {
                        tell(name, mark, latency, table);
                    }
                }
            }
        }
    }

    private static void tell(String name, int mark, Histogram latency, Table table) {
        System.out.println(String.format(
                Locale.ROOT,
                "%s, after %d commits: %.1f ms (p50), %.1f ms (p99), %.1f ms (longest); %d snapshots, %d KB of metadata",
                name,
                mark,
                latency.getValueAtPercentile(50) / 1e6,
                latency.getValueAtPercentile(99) / 1e6,
                latency.getMaxValue() / 1e6,
                table.snapshots().size(),
                table.statistics().metadataBytes() >> 10));
    }
}
