package dev.tutti.table;

import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.hdf5.Durability;
import dev.tutti.table.TableOp.Cell;
import dev.tutti.testkit.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A client that does random things to one table, to its lines, their names and their files, and says of each when it began, when it ended and what came of it: a line of
 * words for each, which {@link TableTale} understands. As a process its arguments are the folder, the seed, its number, and how many things it does.
 */
final class TableClient implements Runnable {
    static final String TABLE = "t";

    /** Behind all that is said. */
    static final String END = " .";

    /** Numbers of changes of one client lie so far from those of the next. */
    static final long APART = 100_000;

    /** Upkeep by itself, so tight that it has something to do, and so wide that names of commits are not forgotten while they are tried again. */
    static final TablesOptions OPTIONS = TablesOptions.standard()
            .durability(Durability.PROCESS)
            .threads(1)
            .maintenance(new Maintenance(60, 40, 20, Duration.ofMinutes(10)));

    private final Table table;
    private final long seed;
    private final int number;
    private final int things;
    private final Consumer<String> says;
    private final Trouble trouble;
    private final Random random;

    /** What makes changes fail. */
    interface Trouble {
        /** Before a change. */
        void begin(Random random);

        /** Behind it: all is well again. */
        void end();
    }

    static final Trouble NONE = new Trouble() {
        @Override
        public void begin(Random random) {
            // All is well.
        }

        @Override
        public void end() {
            // It always was.
        }
    };

    TableClient(Table table, long seed, int number, int things, Trouble trouble, Consumer<String> says) {
        this.table = table;
        this.seed = seed;
        this.number = number;
        this.things = things;
        this.trouble = trouble;
        // A killed process may have said half of a line.
        this.says = line -> says.accept(line + END);
        this.random = new Random(seed + 7919L * number);
        random.nextInt();
    }

    public static void main(String[] args) {
        try (Tables tables = Tables.at(Path.of(args[0]), OPTIONS)) {
            Table table = tables.load(TABLE);
            new TableClient(
                            table,
                            Long.parseLong(args[1]),
                            Integer.parseInt(args[2]),
                            Integer.parseInt(args[3]),
                            NONE,
                            System.out::println)
                    .run();
        }
    }

    @Override
    public void run() {
        for (int i = 0; i < things; i++) {
            try {
                switch (random.nextInt(10)) {
                    case 0, 1 -> read();
                    case 2 -> move();
                    case 3 -> upkeep();
                    default -> change(TableOp.of(seed, number * APART + i));
                }
            } catch (RuntimeException | Error e) {
                says.accept("broken " + String.valueOf(e).replace('\n', ' '));
                throw e;
            }
        }
    }

    /** The line, which is made if it is not there. */
    private Table line(String name) {
        try {
            return table.branch(name);
        } catch (H5NotFoundException e) {
            return table.branch(name, table.currentSnapshot().orElseThrow().id());
        }
    }

    private void change(TableOp op) {
        int times = random.nextInt(4) == 0 ? 2 : 1;
        for (int i = 0; i < times; i++) {
            says.accept("begin " + op.id() + ' ' + System.nanoTime());
            String came;
            trouble.begin(random);
            try {
                TableOp.Outcome outcome = op.run(line(op.line()));
                came = "done " + outcome.snapshot().map(Snapshot::id).orElse(-1L) + ' ' + outcome.read();
            } catch (TableCommitUnknownException e) {
                came = "unknown";
            } catch (TableConflictException | H5NotFoundException | H5ExistsException e) {
                came = "refused";
            } catch (RuntimeException e) {
                if (!wasMadeToFail(e)) {
                    throw e;
                }
                came = "refused";
            } finally {
                trouble.end();
            }
            says.accept("end " + op.id() + ' ' + System.nanoTime() + ' ' + came);
        }
    }

    private static boolean wasMadeToFail(Throwable error) {
        String message = String.valueOf(error.getMessage());
        return message.contains("made to fail") || (error.getCause() != null && wasMadeToFail(error.getCause()));
    }

    /** What a line has, or what a version has that is an old one. */
    private void read() {
        String line = Seeds.pick(random, TableOp.LINES);
        long begun = System.nanoTime();
        try {
            TableView view = table.branch(line).view();
            if (random.nextInt(3) == 0) {
                line = "old";
                view = table.at(Seeds.pick(random, table.snapshots()).id());
            }
            long id = view.snapshot().map(Snapshot::id).orElse(-1L);
            says.accept("read " + begun + ' ' + System.nanoTime() + ' ' + line + ' ' + id + ' ' + digest(cells(view)));
        } catch (H5NotFoundException e) {
            // No such line, or no more.
        }
    }

    static List<Cell> cells(TableView view) {
        return view.scan().as(Cell.class).sorted().toList();
    }

    static int digest(List<Cell> cells) {
        return cells.toString().hashCode();
    }

    /** Moves what a name stands for. */
    private void move() {
        String branch = random.nextBoolean() ? "left" : "right";
        try {
            switch (random.nextInt(6)) {
                case 0, 1 -> table.fastForward(branch);
                case 2 -> table.branch(branch).fastForward("main");
                case 3 -> table.replaceBy(branch);
                case 4 -> table.removeReference(branch);
                default -> back();
            }
        } catch (H5NotFoundException | TableConflictException e) {
            // Nothing was to be moved, or not so.
        }
    }

    /** Takes back the last commit of main, all of it if it was a transaction of several snapshots. */
    private void back() {
        Map<Long, Snapshot> all = new HashMap<>();
        table.snapshots().forEach(snapshot -> all.put(snapshot.id(), snapshot));
        Snapshot last = table.currentSnapshot().orElseThrow();
        Snapshot step = last;
        while (step != null && commitId(step).equals(commitId(last))) {
            step = step.parent() == null ? null : all.get(step.parent());
        }
        if (step != null) {
            table.rollback(step.id());
        }
    }

    private static String commitId(Snapshot snapshot) {
        return snapshot.summary().getOrDefault(Snapshot.COMMIT_ID, "");
    }

    private void upkeep() {
        Table line = table;
        try {
            line = random.nextInt(3) == 0 ? table.branch(Seeds.pick(random, TableOp.LINES)) : table;
            switch (random.nextInt(5)) {
                case 0, 1 -> line.compact();
                case 2 -> table.expire(Instant.now().minusSeconds(1), 30);
                case 3 -> table.removeOrphans(Duration.ofMinutes(2));
                default -> table.columns(columns -> columns.add("c" + random.nextInt(1_000_000), ColumnType.LONG));
            }
        } catch (TableConflictException | H5NotFoundException e) {
            // Others were quicker, or the branch is gone.
        }
    }
}
