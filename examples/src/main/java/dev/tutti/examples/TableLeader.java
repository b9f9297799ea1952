package dev.tutti.examples;

import dev.tutti.locks.Hold;
import dev.tutti.locks.LockOptions;
import dev.tutti.locks.Locks;
import dev.tutti.table.Table;
import dev.tutti.table.TableFollower;
import dev.tutti.table.Tables;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * Leader and followers, for entries whose order must be strict: of several processes one leads and numbers the entries of a table; the others stand by and one
 * goes on where it has stopped, also if it was killed. No number is missing, and none is there twice.
 *
 * <p>Arguments: FOLDER, how many processes (3 by default), how many entries each writes while it leads (5). The first leader is killed in the middle of its work.
 */
public final class TableLeader {
    /** One entry: its number, and the process that wrote it. */
    public record Entry(long number, int writer) {}

    private TableLeader() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args[0].equals("--worker")) {
            lead(Integer.parseInt(args[1]), Path.of(args[2]), Integer.parseInt(args[3]));
            return;
        }
        Path folder = Path.of(args[0]);
        int processes = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        int entries = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        try (Tables tables = Tables.at(folder)) {
            Table log = tables.create("log", Entry.class);
            TableFollower follower = log.follow();
            try (Crew crew = new Crew(TableLeader.class, processes, folder, entries)) {
                List<Integer> ends = crew.await();
                System.out.println("processes ended with " + ends);
            }
            // All is there by now; a program that follows live would ask in a loop.
            follower.next(Duration.ZERO).ifPresent(news -> news.rows()
                    .as(Entry.class)
                    .sorted(Comparator.comparingLong(Entry::number))
                    .forEach(entry -> System.out.println("entry " + entry.number())));
        }
    }

    /** Waits until no other process leads, then writes. The lock is the system's: it is free as soon as its holder is dead. */
    private static void lead(int worker, Path folder, int entries) throws IOException, InterruptedException {
        try (Tables tables = Tables.at(folder);
                Hold leading =
                        Locks.file(folder.resolve("leader"), LockOptions.fair()).write(Crew.PATIENCE)) {
            Table log = tables.load("log");
            // The table itself says how far the leader before has come: what it was told to be committed, and nothing
            // else, is there.
            long next = log.rowCount();
            for (int i = 0; i < entries; i++) {
                log.append("entry " + next, List.of(new Entry(next, worker)));
                next++;
                if (next == 2) {
                    Crew.die();
                }
            }
            leading.check();
            System.out.println("worker " + worker + " has led up to entry " + (next - 1));
        }
    }
}
