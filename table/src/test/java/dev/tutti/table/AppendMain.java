package dev.tutti.table;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process that appends rows, one a commit, and prints {@code ack NUMBER} for each that is in the table. Arguments: folder, table, number of the writer, how
 * many rows; below zero without end.
 */
final class AppendMain {
    private AppendMain() {}

    public static void main(String[] args) {
        int writer = Integer.parseInt(args[2]);
        int rows = Integer.parseInt(args[3]);
        try (Tables tables = Tables.at(Path.of(args[0]))) {
            Table table = tables.load(args[1]);
            System.out.println("ready");
            for (int i = 0; rows < 0 || i < rows; i++) {
                table.append(List.of(Map.of("writer", writer, "number", i)));
                System.out.println("ack " + i);
            }
        }
    }
}
