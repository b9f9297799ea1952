package dev.tutti.table;

import java.nio.file.Path;
import java.util.stream.LongStream;

/** A process that appends a stream of rows by two threads, all in one commit. Arguments: folder, table, how many rows. */
final class StreamMain {
    private StreamMain() {}

    record Sample(long id, double value, String name) {
        static Sample of(long id) {
            return new Sample(id, Math.sin(id), "name-" + id * 2654435761L);
        }
    }

    public static void main(String[] args) {
        try (Tables tables =
                TestPlace.at(Path.of(args[0]), TablesOptions.standard().threads(2))) {
            Table table = tables.create(args[1], Sample.class);
            table.append(LongStream.range(0, Long.parseLong(args[2])).mapToObj(Sample::of));
            System.out.println("rows " + table.rowCount());
        }
    }
}
