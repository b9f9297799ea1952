package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5ClosedException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.testkit.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions: all or nothing, in an order that explains what each of them has read. */
class TransactionTest {
    @TempDir
    Path folder;

    record Item(int key, String part, long value) {}

    private static List<Item> items(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> new Item(i, "p" + i % 3, i))
                .toList();
    }

    private static List<Long> values(Table table) {
        return table.scan().as(Item.class).map(Item::value).sorted().toList();
    }

    @Test
    void severalStepsAreOneCommit() {
        try (Tables tables = TestPlace.at(folder)) {
            Table table = tables.create("t", Item.class, "part");
            table.append(items(0, 9));
            try (TableTransaction tx = table.begin()) {
                tx.delete(Filter.equal("part", "p0"));
                tx.update(Filter.parse("key in (1, 4)"), row -> row.with("value", 100 + row.getLong("key")));
                tx.append(items(20, 22));
                tx.property("note", "three steps");
                assertThat(values(table)).hasSize(9);
                tx.commit();
                assertThatThrownBy(tx::commit).isInstanceOf(H5ClosedException.class);
            }
            assertThat(values(table)).containsExactly(2L, 5L, 7L, 8L, 20L, 21L, 101L, 104L);
            try (TableTransaction tx = table.begin()) {
                tx.append(items(30, 40));
            }
            assertThat(values(table)).hasSize(8);
            assertThatThrownBy(() -> table.change(tx -> {
                        tx.append(items(50, 51));
                        tx.append(List.of(Map.of("key", 1)));
                    }))
                    .isInstanceOf(H5TypeException.class);
            assertThat(values(table)).hasSize(8);
            assertThat(table.removeOrphans(java.time.Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void rowsAreReplacedByKeyAndByFilter() {
        try (Tables tables = TestPlace.at(folder)) {
            Table table = tables.create("t", Item.class);
            table.append(items(0, 5));
            table.append(items(5, 10));
            table.upsert(List.of("key"), List.of(new Item(3, "x", 33), new Item(77, "x", 77), new Item(3, "y", 34)));
            assertThat(values(table)).containsExactly(0L, 1L, 2L, 4L, 5L, 6L, 7L, 8L, 9L, 34L, 77L);
            table.upsert(List.of("key", "part"), List.of(new Item(3, "y", 35), new Item(4, "none", 44)));
            assertThat(values(table)).containsExactly(0L, 1L, 2L, 4L, 5L, 6L, 7L, 8L, 9L, 35L, 44L, 77L);
            table.overwrite(Filter.less("value", 9), items(0, 1));
            assertThat(values(table)).containsExactly(0L, 9L, 35L, 44L, 77L);
            long before = table.currentSnapshot().orElseThrow().id();
            table.delete(Filter.equal("key", 12345));
            assertThat(table.currentSnapshot().orElseThrow().id()).isEqualTo(before);
        }
    }

    @Test
    void columnsChangeAndOldVersionsKeepTheirs() {
        try (Tables tables = TestPlace.at(folder)) {
            Table table = tables.create("t", Item.class);
            long first = table.append(items(0, 2)).id();
            table.columns(columns -> columns.add("note", ColumnType.STRING)
                    .rename("value", "amount")
                    .widen("key", ColumnType.LONG)
                    .drop("part"));
            assertThat(table.schema()).hasToString("key:long!, amount:long!, note:string");
            table.append(List.of(Map.of("key", 1L << 40, "amount", 5, "note", "n")));
            assertThat(table.scan().rows().map(Row::toString))
                    .containsExactlyInAnyOrder(
                            "{key=0, amount=0, note=null}",
                            "{key=1, amount=1, note=null}",
                            "{key=1099511627776, amount=5, note=n}");
            assertThat(table.at(first).scan().as(Item.class)).containsExactlyInAnyOrderElementsOf(items(0, 2));
            try (TableTransaction tx = table.begin()) {
                tx.columns(columns -> columns.add("more", ColumnType.listOf(ColumnType.INT)));
                tx.append(List.of(Map.of("key", 7, "amount", 7, "more", List.of(1, 2))));
                tx.commit();
            }
            assertThat(table.scan().where("key = 7").rows().map(row -> row.get("more")))
                    .containsExactly(List.of(1, 2));
            assertThatThrownBy(() -> table.columns(columns -> columns.drop("nothing")))
                    .hasMessageContaining("[key, amount, note, more]");
        }
    }

    @Test
    void snapshotsSayWhatStoodAgainstThem() {
        try (Tables tables = TestPlace.at(folder);
                Tables others = TestPlace.at(folder)) {
            Table table = tables.create("t", Item.class);
            Table elsewhere = others.load("t");
            Snapshot quiet = table.append(items(0, 4));
            assertThat(quiet.repeated()).isZero();
            assertThat(quiet.refused()).isZero();
            AtomicBoolean once = new AtomicBoolean();
            Snapshot anew = table.update(Filter.equal("key", 1), row -> {
                        if (once.compareAndSet(false, true)) {
                            elsewhere.append(items(1, 2)); // while the change is prepared, and of those that it is for
                        }
                        return row.with("value", 7L);
                    })
                    .orElseThrow();
            assertThat(anew.repeated()).isEqualTo(1);
            assertThat(anew.refused()).isZero();
            try (TableTransaction tx = table.begin()) {
                tx.scan().count();
                tx.append(items(9, 10));
                elsewhere.append(items(6, 7));
                assertThatThrownBy(tx::commit).isInstanceOf(TableConflictException.class);
            }
            assertThat(table.append(items(9, 10)).refused()).isEqualTo(1);
            assertThat(table.append(items(10, 11)).refused()).isZero();
            assertThat(table.statistics())
                    .extracting(TableStatistics::repeated, TableStatistics::refused)
                    .containsExactly(1L, 1L);
        }
    }

    @Test
    void whatWasReadMustStillBeSo() {
        try (Tables tables = TestPlace.at(folder);
                Tables others = TestPlace.at(folder)) {
            Table table = tables.create("t", Item.class);
            Table elsewhere = others.load("t");
            table.append(items(0, 4));
            try (TableTransaction tx = table.begin()) {
                long count = tx.scan().where("key < 100").count();
                tx.append(List.of(new Item(200, "sum", count)));
                elsewhere.append(items(5, 6));
                assertThatThrownBy(tx::commit)
                        .isInstanceOf(TableConflictException.class)
                        .hasMessageContaining("has changed rows that were read");
            }
            try (TableTransaction tx = table.begin()) {
                long count = tx.scan().where("key < 100").count();
                tx.append(List.of(new Item(200, "sum", count)));
                elsewhere.append(items(150, 151));
                elsewhere.compact();
                tx.commit();
            }
            assertThat(table.scan().where("key = 200").as(Item.class).map(Item::value))
                    .containsExactly(5L);
            try (TableTransaction tx = table.begin()) {
                tx.delete(Filter.less("key", 3));
                elsewhere.append(items(1, 2));
                elsewhere.compact();
                tx.commit();
            }
            assertThat(table.scan().where("key < 3").count()).isZero();
            assertThat(table.removeOrphans(java.time.Duration.ZERO)).allMatch(file -> file.contains("metadata"));
        }
    }

    /** Threads of two "processes" move amounts between accounts; the sum and each single move must come out. */
    @Test
    void readModifyWriteLosesNothing() throws Exception {
        int threads = 4;
        int moves = Seeds.scaled(3);
        try (Tables tables = TestPlace.at(folder);
                Tables others = TestPlace.at(folder)) {
            Table table = tables.create("t", Item.class);
            Table elsewhere = others.load("t");
            table.append(
                    IntStream.range(0, 4).mapToObj(i -> new Item(i, "a", 100)).toList());
            List<Thread> workers = new ArrayList<>();
            List<Throwable> failures = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                Table mine = t % 2 == 0 ? table : elsewhere;
                Random random = new Random(t);
                workers.add(new Thread(() -> {
                    for (int i = 0; i < moves; i++) {
                        int from = random.nextInt(4);
                        int to = (from + 1 + random.nextInt(3)) % 4;
                        mine.change(tx -> move(tx, from, to));
                    }
                }));
            }
            workers.forEach(worker -> worker.setUncaughtExceptionHandler((thread, error) -> {
                synchronized (failures) {
                    failures.add(error);
                }
            }));
            workers.forEach(Thread::start);
            for (Thread worker : workers) {
                worker.join();
            }
            assertThat(failures).isEmpty();
            Map<Integer, Long> expected = new TreeMap<>();
            IntStream.range(0, 4).forEach(i -> expected.put(i, 100L));
            for (int t = 0; t < threads; t++) {
                Random random = new Random(t);
                for (int i = 0; i < moves; i++) {
                    int from = random.nextInt(4);
                    int to = (from + 1 + random.nextInt(3)) % 4;
                    expected.merge(from, -1L, Long::sum);
                    expected.merge(to, 1L, Long::sum);
                }
            }
            Map<Integer, Long> found = new TreeMap<>();
            table.scan().as(Item.class).forEach(item -> found.put(item.key(), item.value()));
            assertThat(found).isEqualTo(expected);
        }
    }

    private static void move(TableTransaction tx, int from, int to) {
        Map<Integer, Long> now = new TreeMap<>();
        tx.scan()
                .where(Filter.in("key", List.of(from, to)))
                .as(Item.class)
                .forEach(item -> now.put(item.key(), item.value()));
        tx.upsert(List.of("key"), List.of(new Item(from, "a", now.get(from) - 1), new Item(to, "a", now.get(to) + 1)));
    }

    @Test
    void aNamedTransactionLandsOnce() {
        try (Tables tables = TestPlace.at(folder)) {
            Table table = tables.create("t", Item.class);
            for (int i = 0; i < 3; i++) {
                try (TableTransaction tx = table.begin()) {
                    tx.commitId("step 1").append(items(0, 2));
                    tx.commit();
                }
            }
            assertThat(values(table)).containsExactly(0L, 1L);
        }
    }
}
