package dev.tutti.table;

import dev.tutti.testkit.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A change of a table at random, by a commit id of its own, on one of its lines; made from a seed and a number, so that a test can do it once more with the rows that
 * it believes the line to have had.
 *
 * @param key of rows that are chosen
 * @param rows that come
 */
record TableOp(long id, Kind kind, String line, int key, List<Cell> rows) {
    static final List<String> LINES = List.of("main", "main", "main", "left", "right");
    private static final int KEYS = 5;

    /** A row, and the change that has written it last. */
    record Cell(int key, long value, long by) implements Comparable<Cell> {
        private static final Comparator<Cell> ORDER = Comparator.comparingInt(Cell::key)
                .thenComparingLong(Cell::value)
                .thenComparingLong(Cell::by);

        @Override
        public int compareTo(Cell other) {
            return ORDER.compare(this, other);
        }
    }

    enum Kind {
        APPEND,
        STREAM,
        DELETE,
        UPDATE,
        UPSERT,
        OVERWRITE,
        /** Reads the rows of a key and writes their sum behind that of another: done beside each other, two of them must not both go by what was before. */
        SUM
    }

    /** The change of a number; 0 is what the table begins with. */
    static TableOp of(long seed, long id) {
        Random random = new Random(seed * 31 + id * 1_000_003);
        random.nextInt();
        List<Kind> kinds = List.of(Kind.values());
        Kind kind = random.nextInt(3) == 0 ? Kind.APPEND : Seeds.pick(random, kinds);
        List<Cell> rows = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            rows.add(new Cell(random.nextInt(KEYS), random.nextInt(1000), id));
        }
        String line = Seeds.pick(random, LINES);
        return id == 0
                ? new TableOp(0, Kind.APPEND, "main", 0, List.copyOf(rows))
                : new TableOp(id, kind, line, random.nextInt(KEYS), List.copyOf(rows));
    }

    String name() {
        return "op " + id;
    }

    private Filter chosen() {
        return Filter.equal("key", key);
    }

    /** What it has come to: the snapshot that has it, and what it has read. */
    record Outcome(Optional<Snapshot> snapshot, long read) {}

    /** Does it to a table, which is on its line. */
    Outcome run(Table table) {
        long[] read = {0};
        Optional<Snapshot> snapshot =
                switch (kind) {
                    case APPEND -> Optional.of(table.append(name(), rows));
                    case STREAM -> Optional.of(table.append(name(), rows.stream()));
                    case DELETE -> table.change(tx -> tx.commitId(name()).delete(chosen()));
                    case UPDATE ->
                        table.change(tx -> tx.commitId(name())
                                .update(chosen(), row -> row.with("value", row.getLong("value") + 1)
                                        .with("by", id)));
                    case UPSERT -> table.change(tx -> tx.commitId(name()).upsert(List.of("key"), rows));
                    case OVERWRITE -> table.change(tx -> tx.commitId(name()).overwrite(chosen(), rows));
                    case SUM ->
                        table.change(tx -> {
                            tx.commitId(name());
                            read[0] =
                                    sum(tx.scan().where(chosen()).as(Cell.class).toList());
                            tx.delete(Filter.equal("key", other()));
                            tx.append(List.of(new Cell(other(), read[0], id)));
                        });
                };
        return new Outcome(snapshot, read[0]);
    }

    private int other() {
        return (key + 1) % KEYS;
    }

    private static long sum(List<Cell> cells) {
        return cells.stream().mapToLong(Cell::value).sum() % 1_000_000_007L;
    }

    /** What it reads of these rows. */
    long read(List<Cell> before) {
        return kind == Kind.SUM
                ? sum(before.stream().filter(cell -> cell.key() == key).toList())
                : 0;
    }

    /** What it makes of rows; sorted. */
    List<Cell> after(List<Cell> before) {
        List<Cell> after = new ArrayList<>();
        Map<Integer, Cell> last = new LinkedHashMap<>();
        rows.forEach(row -> last.put(row.key(), row));
        for (Cell cell : before) {
            boolean hit = cell.key() == key;
            switch (kind) {
                case APPEND, STREAM -> after.add(cell);
                case DELETE, OVERWRITE -> {
                    if (!hit) {
                        after.add(cell);
                    }
                }
                case UPDATE -> after.add(hit ? new Cell(key, cell.value() + 1, id) : cell);
                case UPSERT -> {
                    if (!last.containsKey(cell.key())) {
                        after.add(cell);
                    }
                }
                case SUM -> {
                    if (cell.key() != other()) {
                        after.add(cell);
                    }
                }
            }
        }
        switch (kind) {
            case APPEND, STREAM, OVERWRITE -> after.addAll(rows);
            case UPSERT -> after.addAll(last.values());
            case SUM -> after.add(new Cell(other(), read(before), id));
            default -> {}
        }
        after.sort(null);
        return after;
    }
}
