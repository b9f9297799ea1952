package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.hdf5.Durability;
import dev.tutti.testkit.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Branches are lines of versions of their own: what is committed to one is in no other until that goes forward to it. */
class BranchTest {
    private static final TablesOptions BY_HAND = TablesOptions.standard()
            .durability(Durability.PROCESS)
            .maintenance(new Maintenance(0, 1, 0, Duration.ZERO));

    @TempDir
    Path folder;

    private static List<Event> events(long from, long to) {
        return LongStream.range(from, to).mapToObj(Event::of).toList();
    }

    private static List<Long> range(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    private static List<Long> ids(Scan scan) {
        return scan.as(Event.class).map(Event::id).sorted().toList();
    }

    private static long newest(Table table) {
        return table.currentSnapshot().orElseThrow().id();
    }

    @Test
    void aBranchIsWrittenAuditedAndPublished() {
        try (Tables tables = TestPlace.at(folder, BY_HAND)) {
            Table table = tables.create("t", Event.class);
            table.append(events(0, 3));
            Table audit = table.branch("audit", newest(table));
            assertThat(audit.branchName()).isEqualTo("audit");
            assertThat(table.branchName()).isEqualTo("main");
            TableFollower follower = audit.follow();
            long began = newest(audit);
            audit.append(events(3, 5));
            audit.append(events(5, 6).stream());
            audit.delete(Filter.equal("id", 0));
            audit.update(Filter.equal("id", 1), row -> row.with("value", 100.0));
            audit.upsert(List.of("id"), List.of(new Event(2, null, "new", 7)));
            audit.overwrite(Filter.equal("id", 3), events(6, 8));
            audit.change(tx -> {
                assertThat(tx.scan().count()).isEqualTo(6);
                tx.delete(Filter.equal("id", 7)).append(events(8, 9)).append(events(9, 10));
            });
            assertThat(ids(audit.scan())).containsExactly(1L, 2L, 4L, 5L, 6L, 8L, 9L);
            assertThat(audit.rowCount()).isEqualTo(7);
            assertThat(ids(table.at("audit").scan())).isEqualTo(ids(audit.scan()));
            assertThat(ids(follower.next(Duration.ZERO).orElseThrow().rows())).contains(5L, 9L);
            assertThat(ids(audit.changesSince(began))).contains(5L, 9L);
            assertThat(ids(table.scan())).isEqualTo(range(0, 3));
            assertThat(ids(audit.at(began).scan())).isEqualTo(range(0, 3));
            assertThat(ids(audit.asOf(Instant.now()).scan())).isEqualTo(ids(audit.scan()));

            table.fastForward("audit");
            assertThat(ids(table.scan())).containsExactly(1L, 2L, 4L, 5L, 6L, 8L, 9L);
            assertThat(table.scan().where("id = 1").as(Event.class).toList())
                    .extracting(Event::value)
                    .containsExactly(100.0);
            table.append(events(20, 21));
            assertThat(ids(audit.scan())).doesNotContain(20L);
            audit.fastForward("main");
            assertThat(ids(audit.scan())).isEqualTo(ids(table.scan()));
        }
    }

    /** A transaction of several steps makes several snapshots, at times of their own; no time lies between them. */
    @Test
    void noTimeShowsHalfOfATransaction() {
        try (Tables tables = TestPlace.at(folder, BY_HAND)) {
            Table table = tables.create("t", Event.class);
            Snapshot first = table.append(List.of(Event.of(1), Event.of(2)));
            for (Table line : List.of(table, table.branch("b", first.id()))) {
                Snapshot last = line.change(tx -> {
                            tx.update(Filter.equal("id", 1L), row -> {
                                LockSupport.parkNanos(3_000_000);
                                return row.with("id", 10L);
                            });
                            tx.update(Filter.equal("id", 2L), row -> {
                                LockSupport.parkNanos(3_000_000);
                                return row.with("id", 20L);
                            });
                        })
                        .orElseThrow();
                Snapshot half = table.snapshots().stream()
                        .filter(snapshot -> Objects.equals(snapshot.id(), last.parent()))
                        .findFirst()
                        .orElseThrow();
                assertThat(half.id()).as("a snapshot inside the transaction").isNotEqualTo(first.id());
                assertThat(half.time()).isBefore(last.time());
                assertThat(line.asOf(half.time()).snapshot()).contains(first);
                assertThat(line.asOf(last.time()).snapshot()).contains(last);
            }
        }
    }

    @Test
    void linesThatPartedAreNotPublishedUnlessAskedTo() {
        try (Tables tables = TestPlace.at(folder, BY_HAND)) {
            Table table = tables.create("t", Event.class);
            table.append(events(0, 1));
            Table audit = table.branch("audit", newest(table));
            long first = newest(audit);
            audit.append(events(1, 2));
            table.append(events(2, 3));
            long before = newest(table);
            assertThatThrownBy(() -> table.fastForward("audit"))
                    .isInstanceOf(TableConflictException.class)
                    .hasMessageContaining("main has commits that branch 'audit' has not");
            assertThat(newest(table)).isEqualTo(before);
            table.replaceBy("audit");
            assertThat(ids(table.scan())).containsExactly(0L, 1L);
            assertThat(ids(table.at(before).scan())).containsExactly(0L, 2L);
            audit.rollback(first);
            assertThat(ids(audit.scan())).containsExactly(0L);
            assertThat(ids(table.scan())).containsExactly(0L, 1L);
            assertThatThrownBy(() -> audit.rollback(before))
                    .isInstanceOf(H5NotFoundException.class)
                    .hasMessageContaining("did not lead to the newest version of audit");
        }
    }

    @Test
    void commitIdsAreKnownWhereTheirRowsAre() {
        try (Tables tables = TestPlace.at(folder, BY_HAND)) {
            Table table = tables.create("t", Event.class);
            table.append("zero", events(0, 1));
            Table audit = table.branch("audit", newest(table));
            Snapshot loaded = audit.append("load", events(1, 2));
            assertThat(audit.append("load", events(1, 2)).id()).isEqualTo(loaded.id());
            assertThat(audit.append("load", events(1, 2).stream()).id()).isEqualTo(loaded.id());
            audit.append("zero", events(0, 1));
            assertThat(ids(audit.scan())).isEqualTo(range(0, 2));
            // A branch that was given up, and begun anew: what it had must come again.
            table.removeReference("audit");
            table.branch("audit", newest(table));
            Snapshot again = audit.append("load", events(1, 2));
            assertThat(again.id()).isNotEqualTo(loaded.id());
            assertThat(ids(audit.scan())).isEqualTo(range(0, 2));
            table.fastForward("audit");
            assertThat(table.append("load", events(1, 2)).id()).isEqualTo(again.id());
            Table other = table.branch("other", newest(table));
            other.change(tx -> tx.commitId("change").append(events(2, 3)));
            other.change(tx -> tx.commitId("change").append(events(2, 3)));
            assertThat(ids(other.scan())).isEqualTo(range(0, 3));
            table.change(tx -> tx.commitId("change").append(events(2, 3)));
            assertThat(ids(table.scan())).isEqualTo(range(0, 3));
        }
    }

    @Test
    void namesThatAreNoBranchesAreRefused() {
        try (Tables tables = TestPlace.at(folder, BY_HAND)) {
            Table table = tables.create("t", Event.class);
            long id = table.append(events(0, 1)).id();
            table.tag("v1", id);
            assertThatThrownBy(() -> table.branch("none"))
                    .isInstanceOf(H5NotFoundException.class)
                    .hasMessageContaining("no branch 'none'");
            assertThatThrownBy(() -> table.branch("v1")).hasMessageContaining("'v1' is a tag");
            assertThatThrownBy(() -> table.fastForward("v1")).hasMessageContaining("'v1' is a tag");
            assertThatThrownBy(() -> table.replaceBy("none")).isInstanceOf(H5NotFoundException.class);
            assertThatThrownBy(() -> table.removeReference("none")).isInstanceOf(H5NotFoundException.class);
            assertThatThrownBy(() -> table.removeReference("main")).isInstanceOf(H5UnsupportedException.class);
            assertThatThrownBy(() -> table.branch("v1", id)).isInstanceOf(H5ExistsException.class);
            assertThatThrownBy(() -> table.tag("main", id)).isInstanceOf(H5ExistsException.class);
            assertThatThrownBy(() -> table.tag("v2", 1)).isInstanceOf(H5NotFoundException.class);
            Table branch = table.branch("side", id);
            assertThatThrownBy(() -> branch.columns(c -> c.add("note", ColumnType.STRING)))
                    .isInstanceOf(H5UnsupportedException.class)
                    .hasMessageContaining("columns belong to the table");
            assertThatThrownBy(() -> branch.change(tx -> tx.property("a", "b")))
                    .isInstanceOf(H5UnsupportedException.class);
            TableTransaction open = branch.begin().append(events(1, 2));
            table.removeReference("side");
            // A commit must not make the branch again.
            assertThatThrownBy(open::commit).hasMessageContaining("no branch 'side'");
            assertThatThrownBy(() -> branch.append(events(1, 2))).hasMessageContaining("no branch 'side'");
            assertThatThrownBy(branch::compact).hasMessageContaining("no branch 'side'");
            assertThatThrownBy(branch::rowCount).hasMessageContaining("no branch 'side'");
            assertThat(table.references()).containsOnlyKeys("main", "v1");
            assertThat(table.branch("main").branchName()).isEqualTo("main");
        }
    }

    @Test
    void newColumnsAreThereOnBranchesToo() {
        try (Tables tables = TestPlace.at(folder, BY_HAND)) {
            Table table = tables.create("t", Event.class);
            table.append(events(0, 2));
            Table side = table.branch("side", newest(table));
            table.columns(c -> c.add("note", ColumnType.STRING).rename("value", "volts"));
            assertThat(side.scan().where("note is null and volts < 1").count()).isEqualTo(2);
            side.append(List.of(Map.of("id", 2L, "volts", 1.0, "note", "x")));
            side.update(Filter.equal("id", 0), row -> row.with("note", "y"));
            assertThat(side.scan().where("note in ('x', 'y')").rows().map(row -> row.getLong("id")))
                    .containsExactlyInAnyOrder(0L, 2L);
            assertThat(table.scan().where("note is not null").count()).isZero();
        }
    }

    @Test
    void upkeepLeavesBranchesAlone() {
        try (Tables tables = TestPlace.at(folder, BY_HAND)) {
            Table table = tables.create("t", Event.class);
            for (int i = 0; i < 3; i++) {
                table.append(events(i, i + 1));
            }
            Table side = table.branch("side", newest(table));
            for (int i = 3; i < 6; i++) {
                side.append(events(i, i + 1));
            }
            assertThat(table.compact().from()).isEqualTo(3);
            assertThat(side.view().files()).hasSize(6);
            table.expire(Instant.now().plusSeconds(1), 1);
            table.removeOrphans(Duration.ofSeconds(-5));
            assertThat(table.snapshots()).hasSize(2);
            assertThat(ids(side.scan())).isEqualTo(range(0, 6));
            assertThat(side.compact().from()).isEqualTo(6);
            assertThat(side.view().files()).hasSize(1);
            assertThat(table.view().files()).hasSize(1);
            table.expire(Instant.now().plusSeconds(1), 1);
            table.removeOrphans(Duration.ofSeconds(-5));
            assertThat(ids(side.scan())).isEqualTo(range(0, 6));
            assertThat(ids(table.scan())).isEqualTo(range(0, 3));
            table.removeReference("side");
            table.expire(Instant.now().plusSeconds(1), 1);
            assertThat(table.snapshots()).hasSize(1);
        }
    }

    @Test
    void aTableWithBusyBranchesKeepsItselfSmall() {
        Maintenance tight = new Maintenance(8, 4, 0, Duration.ZERO);
        TablesOptions options =
                TablesOptions.standard().durability(Durability.PROCESS).maintenance(tight);
        try (Tables tables = TestPlace.at(folder, options)) {
            Table table = tables.create("t", Event.class);
            table.append(events(0, 1));
            Table side = table.branch("side", newest(table));
            for (int i = 1; i < 16; i++) {
                table.append(events(i, i + 1));
                side.append(events(100 + i, 101 + i));
                assertThat(table.snapshots()).hasSizeLessThanOrEqualTo(4 + 16 + 2);
            }
            assertThat(ids(table.scan())).isEqualTo(range(0, 16));
            assertThat(side.rowCount()).isEqualTo(16);
        }
    }

    /** A row of a thread on a line. */
    record Entry(String line, int thread, int number) {}

    @Test
    void nothingIsLostOrMixedBesideOthers() {
        Seeds.once(this::writtenBesideOthers);
    }

    private void writtenBesideOthers(Random random) throws Exception {
        long seed = random.nextLong();
        int each = Seeds.scaled(3);
        List<String> lines = List.of("main", "one", "two");
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        // Two clients of the catalog, which know no more of each other than two processes do.
        try (Tables here = TestPlace.at(folder, BY_HAND);
                Tables there = TestPlace.at(folder, BY_HAND)) {
            Table table = here.create("t", Entry.class);
            long start = table.append(List.of(new Entry("start", 0, 0))).id();
            table.branch("one", start);
            table.branch("two", start);
            Table same = there.load("t");
            List<Thread> workers = new ArrayList<>();
            for (int t = 0; t < 12; t++) {
                int thread = t;
                Random own = new Random(seed + t);
                Table line = (t < 6 ? table : same).branch(lines.get(t % 3));
                Thread worker = new Thread(() -> {
                    for (int i = 0; i < each; i++) {
                        write(line, new Entry(line.branchName(), thread, i), own);
                    }
                });
                worker.setUncaughtExceptionHandler((who, error) -> failures.add(error));
                workers.add(worker);
            }
            workers.forEach(Thread::start);
            for (Thread worker : workers) {
                worker.join();
            }
            assertThat(failures).as("seed %d", seed).isEmpty();
            for (String line : lines) {
                demandLine(table.branch(line), each, seed);
            }
        }
    }

    /** Appends an entry, by a name or in a transaction that counts what is there, or as one of two of which the other is deleted. */
    private static void write(Table line, Entry entry, Random random) {
        switch (random.nextInt(4)) {
            case 0 -> line.append(List.of(entry));
            case 1 -> {
                String id = entry.line() + " " + entry.thread() + " " + entry.number();
                line.append(id, List.of(entry));
                line.append(id, List.of(entry));
            }
            case 2 ->
                line.change(tx -> {
                    long mine = tx.scan()
                            .where(Filter.equal("thread", entry.thread()).and(Filter.notEqual("line", "start")))
                            .count();
                    assertThat(mine).isEqualTo(entry.number());
                    tx.append(List.of(entry));
                });
            default -> {
                line.append(List.of(entry, new Entry("gone", entry.thread(), entry.number())));
                line.delete(Filter.equal("line", "gone").and(Filter.equal("thread", entry.thread())));
            }
        }
    }

    private static void demandLine(Table line, int each, long seed) {
        Map<Integer, List<Integer>> numbers = new TreeMap<>();
        line.scan()
                .as(Entry.class)
                .filter(entry -> !entry.line().equals("start"))
                .forEach(entry -> {
                    assertThat(entry.line()).as("seed %d", seed).isEqualTo(line.branchName());
                    numbers.computeIfAbsent(entry.thread(), key -> new ArrayList<>())
                            .add(entry.number());
                });
        assertThat(numbers).as("seed %d", seed).hasSize(4);
        numbers.values().forEach(found -> {
            Collections.sort(found);
            assertThat(found)
                    .as("seed %d", seed)
                    .isEqualTo(LongStream.range(0, each).mapToObj(i -> (int) i).toList());
        });
    }
}
