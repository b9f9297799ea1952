package dev.tutti.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A process that appends rows, one a commit, by several writers that know nothing of each other, and prints {@code ack WRITER NUMBER} for each row that is in the table.
 * Arguments: folder, table, number of the first writer, how many writers, how many rows each; below zero without end.
 */
final class AppendMain {
    private AppendMain() {}

    public static void main(String[] args) throws InterruptedException {
        Path folder = Path.of(args[0]);
        int first = Integer.parseInt(args[2]);
        int rows = Integer.parseInt(args[4]);
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[3]); i++) {
            int writer = first + i;
            Thread thread = new Thread(() -> append(folder, args[1], writer, rows));
            // The process has failed if one of its writers has.
            thread.setUncaughtExceptionHandler((where, error) -> {
                error.printStackTrace();
                Runtime.getRuntime().halt(1);
            });
            thread.start();
            writers.add(thread);
        }
        for (Thread writer : writers) {
            writer.join();
        }
    }

    private static void append(Path folder, String name, int writer, int rows) {
        try (Tables tables = TestPlace.at(folder)) {
            Table table = tables.load(name);
            for (int i = 0; rows < 0 || i < rows; i++) {
                table.append(List.of(Map.of("writer", writer, "number", i)));
                System.out.println("ack " + writer + ' ' + i);
            }
        }
    }
}
