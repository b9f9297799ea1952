package dev.tutti.examples;

import dev.tutti.table.CommitStatistics;
import dev.tutti.table.Filter;
import dev.tutti.table.Row;
import dev.tutti.table.Table;
import dev.tutti.table.Tables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * Processes that change a table side by side, each the rows of its own partition: what one reads and replaces is in files that no other touches, so that none
 * is in the way of another, and none has to begin again. Appends are never in the way of each other; partitions are for changes.
 *
 * <p>Arguments: FOLDER, how many processes (3 by default), how many rounds each (3).
 */
public final class TablePartitions {
    private static final int ROWS = 100;

    /** A reading of a region. */
    public record Reading(String region, int number, double value) {}

    private TablePartitions() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args[0].equals("--worker")) {
            work("region " + args[1], Path.of(args[2]), Integer.parseInt(args[3]));
            return;
        }
        Path folder = Path.of(args[0]);
        int processes = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
        try (Tables tables = Tables.at(folder)) {
            // Rows of one region stand in files of their own.
            Table readings = tables.create("readings", Reading.class, "region");
            try (Crew crew = new Crew(TablePartitions.class, processes, folder, rounds)) {
                System.out.println("processes ended with " + crew.await());
            }
            for (int i = 0; i < processes; i++) {
                Filter mine = Filter.equal("region", "region " + i);
                double sum = readings.scan()
                        .where(mine)
                        .rows()
                        .mapToDouble(row -> row.getDouble("value"))
                        .sum();
                System.out.println("region " + i + ": " + sum);
            }
        }
    }

    /** New readings, then all of the region corrected: a change that reads, which a conflict would make begin again. */
    private static void work(String region, Path folder, int rounds) {
        try (Tables tables = Tables.at(folder)) {
            Table readings = tables.load("readings");
            readings.append(IntStream.range(0, ROWS)
                    .mapToObj(i -> new Reading(region, i, 0))
                    .toList());
            for (int round = 0; round < rounds; round++) {
                readings.update(Filter.equal("region", region), TablePartitions::corrected);
            }
            CommitStatistics commits = readings.commits();
            System.out.println(region + ": " + commits.commits() + " commits, " + commits.conflicts() + " conflicts");
        }
    }

    private static Row corrected(Row reading) {
        return reading.with("value", reading.getDouble("value") + 1);
    }
}
