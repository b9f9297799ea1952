package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.errors.H5Exception;
import dev.tutti.hdf5.Durability;
import dev.tutti.table.local.BarrierFileIO;
import dev.tutti.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk or a catalog that fails at any call within a commit, or whose power is cut there: the table has the commit as a whole or not at all, and says which unless
 * nobody can know; what was committed before is there; and the same commit, tried again by its name when all is well, is in once.
 */
class TableFaultTest {
    /** What happens at a call. */
    private enum Fault {
        /** It fails. */
        ONCE,
        /** It fails, and all that come behind it. */
        ON,
        /** The power is cut: so too, and files that were not on disk are lost or torn. */
        CUT
    }

    /** So many faults come to one table. */
    private static final int MOST = 12;
    /** So many faults are tried of each change, unless the run is a long one. */
    private static final int SOME = 7;

    @TempDir
    Path folder;

    private final TablesOptions options = TablesOptions.standard()
            .maintenance(Maintenance.byHand())
            .durability(Durability.PROCESS)
            .commitTimeout(Duration.ofSeconds(1));
    private final Background background = new Background();
    private FaultDriver database;
    private Tables tables;
    private CatalogFile catalog;
    private FaultFileIO disk = new FaultFileIO();
    private String name = "";
    private Table table;
    private int made;
    private long next;

    @BeforeEach
    void open() throws SQLException {
        database = new FaultDriver();
        tables = Tables.at(folder, options);
        catalog = new CatalogFile(
                "jdbc:fault:sqlite:" + folder.resolve(Catalogs.FILE) + "?busy_timeout=60000&synchronous=OFF",
                Catalogs.NAME);
    }

    @AfterEach
    void close() throws SQLException {
        background.close();
        catalog.close();
        tables.close();
        database.close();
    }

    /** The table by the files and the catalog that fail, with nothing of it in memory. */
    private Table opened(BarrierFileIO files) {
        TableIdentifier identifier = TableIdentifier.of("default", name);
        AtomicReference<@Nullable TableMetadata> known = new AtomicReference<>();
        MetadataWriter writer = new MetadataWriter();
        Supplier<TableOperations> operations = () -> new EmbeddedOperations(catalog, identifier, files, known, writer);
        return new Table(new TableCore(name, name, operations, operations, options, null, background, true));
    }

    private void create() {
        name = "t" + made++;
        Table fresh = tables.create(name, Event.class);
        fresh.append(List.of(Event.of(next++), Event.of(next++)));
        fresh.append(List.of(Event.of(next++)));
        table = opened(disk);
        table.rowCount();
    }

    /** What another client sees, whose files are well: it has read none of what was committed here. */
    private List<Long> seen() {
        return ids(opened(new FaultFileIO()));
    }

    private static List<Long> ids(Table table) {
        List<Long> ids = table.scan().as(Event.class).map(Event::id).sorted().toList();
        assertThat(table.rowCount()).isEqualTo(ids.size());
        return ids;
    }

    /** Every version of the table can be read as a whole. */
    private void demandAllVersions() {
        Table all = opened(new FaultFileIO());
        for (Snapshot snapshot : all.snapshots()) {
            assertThat(all.at(snapshot.id()).scan().rows().count())
                    .isEqualTo(snapshot.rows().orElseThrow());
        }
    }

    /** Changes a table by a commit of a name. */
    private interface Change {
        /** Returns what is in it then, of what was in it before. */
        List<Long> run(Table table, String commitId, List<Long> before, long fresh);
    }

    private static final Change APPEND = (table, commitId, before, fresh) -> {
        List<Long> after = new ArrayList<>(before);
        after.add(fresh);
        table.append(commitId, List.of(Event.of(fresh)));
        return after;
    };

    private static final Change TRANSACTION = (table, commitId, before, fresh) -> {
        List<Long> after = new ArrayList<>(before.subList(1, before.size()));
        after.add(fresh);
        table.change(tx -> {
            tx.commitId(commitId);
            tx.delete(Filter.less("id", before.get(0) + 1));
            tx.append(List.of(Event.of(fresh)));
            tx.property("last", commitId);
        });
        return after;
    };

    private static final Change MERGE = (table, commitId, before, fresh) -> {
        table.compact();
        return before;
    };

    /** The list as the change makes it, by doing it to nothing that fails. */
    private List<Long> afterwards(Change change, List<Long> before, long fresh) {
        List<Long> after = new ArrayList<>(before);
        if (change == TRANSACTION) {
            after.remove(0);
        }
        if (change != MERGE) {
            after.add(fresh);
        }
        return after;
    }

    private void everyCallFails(Change change) {
        Seeds.once(random -> {
            create();
            if (change == MERGE) {
                table.append(List.of(Event.of(next++)));
            }
            disk.fail("", 0, false);
            change.run(table, "clean", seen(), next++);
            Map<String, Integer> calls = disk.calls();
            assertThat(calls).containsKeys("barrier", "make metadata", "close list", "write manifest");
            int fired = 0;
            int points = 0;
            for (Point point : points(calls, random)) {
                if (points++ % MOST == 0) {
                    demandAllVersions();
                    create();
                }
                fired += failsAt(point.call(), point.number(), point.fault(), change, random) ? 1 : 0;
            }
            demandAllVersions();
            assertThat(fired).as("faults of %s points", points).isGreaterThan(2);
        });
    }

    /** A call within a commit, and what happens there. */
    private record Point(String call, int number, Fault fault) {}

    /** In the long run all calls with all faults; else some of the first and last calls of each name, each with one fault: the next run will try others. */
    private static List<Point> points(Map<String, Integer> calls, Random random) {
        List<Point> points = new ArrayList<>();
        Fault[] faults = Fault.values();
        calls.forEach((call, count) -> {
            for (int number = 1; number <= count; number++) {
                if (Seeds.isLong()) {
                    for (Fault fault : faults) {
                        points.add(new Point(call, number, fault));
                    }
                } else if (number == 1 || number == count) {
                    points.add(new Point(call, number, faults[random.nextInt(faults.length)]));
                }
            }
        });
        if (Seeds.isLong()) {
            return points;
        }
        Collections.shuffle(points, random);
        return points.subList(0, Math.min(SOME, points.size()));
    }

    private boolean failsAt(String call, int number, Fault fault, Change change, Random random) throws IOException {
        String when = call + " " + number + " " + fault;
        String commitId = name + " " + when;
        if (change == MERGE) {
            // One more file than the one that is left of the merging before.
            table.append(List.of(Event.of(next++)));
        }
        List<Long> before = seen();
        long fresh = next++;
        List<Long> after = afterwards(change, before, fresh);
        String location = catalog.location(TableIdentifier.of("default", name));
        disk.fail(call, number, fault != Fault.ONCE);
        @Nullable RuntimeException error = attempt(change, commitId, before, fresh);
        boolean failed = disk.mend();
        if (fault == Fault.CUT) {
            disk.cut(random);
            disk = new FaultFileIO();
            table = opened(disk);
            demandAlsoFrom(location, before, when);
        }
        List<Long> now = seen();
        demandTrue(when, error, now, before, after, failed);
        if (random.nextInt(3) == 0 && change != MERGE && now.equals(before)) {
            disk.fail("barrier", 1, random.nextBoolean());
            assertThat(attempt(change, commitId, before, fresh)).as(when).isInstanceOf(H5Exception.class);
            disk.mend();
            assertThat(seen()).as(when).isEqualTo(before);
        }
        change.run(table, commitId, before, fresh);
        assertThat(seen()).as(when + ", and again").isEqualTo(after);
        return failed;
    }

    /** A power cut may take the catalog back to where it was, unless commits are durable: that version is whole as well. */
    private void demandAlsoFrom(String location, List<Long> before, String when) {
        TableIdentifier identifier = TableIdentifier.of("default", name);
        String now = catalog.location(identifier);
        if (!now.equals(location)) {
            assertThat(catalog.move(identifier, now, location)).isTrue();
            assertThat(seen()).as(when + ", and the catalog gone back").isEqualTo(before);
            assertThat(catalog.move(identifier, location, now)).isTrue();
        }
    }

    private @Nullable RuntimeException attempt(Change change, String commitId, List<Long> before, long fresh) {
        try {
            change.run(table, commitId, before, fresh);
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    private static void demandTrue(
            String when,
            @Nullable RuntimeException error,
            List<Long> now,
            List<Long> before,
            List<Long> after,
            boolean failed) {
        if (error == null) {
            assertThat(now).as(when + ": done").isEqualTo(after);
        } else if (error instanceof TableCommitUnknownException) {
            assertThat(now).as(when + ": " + error).isIn(before, after);
        } else {
            assertThat(failed).as(when + ": " + error).isTrue();
            assertThat(now).as(when + ": " + error).isEqualTo(before);
            assertThat(error).as(when).isInstanceOf(H5Exception.class);
        }
    }

    @Test
    void appends() {
        everyCallFails(APPEND);
    }

    @Test
    void transactionsThatChangeRows() {
        everyCallFails(TRANSACTION);
    }

    @Test
    void mergingOfFiles() {
        everyCallFails(MERGE);
    }

    /** How a call to the catalog fails: before it is done or behind that, alone or with all that come later. */
    private record Failing(boolean behind, boolean on) {}

    @Test
    void theCatalogFails() {
        Seeds.once(random -> {
            // The last one is what leaves commits of which nobody knows.
            List<Failing> all = List.of(
                    new Failing(false, false),
                    new Failing(false, true),
                    new Failing(true, false),
                    new Failing(true, true));
            List<Failing> some = Seeds.isLong() ? all : List.of(all.get(random.nextInt(3)), all.get(3));
            int unknown = some.stream().mapToInt(this::everyCallFails).sum();
            assertThat(unknown).as("commits of which nobody knew").isPositive();
        });
    }

    /** Lets the catalog fail at each call of a commit; returns after how many nobody knew what had become of it. */
    private int everyCallFails(Failing failing) {
        int unknown = 0;
        create();
        boolean failed = true;
        for (int number = 1; failed; number++) {
            String when = "call " + number + ", " + failing;
            String commitId = name + " " + when;
            List<Long> before = seen();
            long fresh = next++;
            List<Long> after = afterwards(APPEND, before, fresh);
            database.fail(number, failing.behind(), failing.on());
            @Nullable RuntimeException error = attempt(APPEND, commitId, before, fresh);
            failed = database.mend();
            demandTrue(when, error, seen(), before, after, failed);
            if (error instanceof TableCommitUnknownException e) {
                unknown++;
                assertThat(e.commitId()).isEqualTo(commitId);
            }
            table.append(commitId, List.of(Event.of(fresh)));
            // And by a process that knows nothing of it.
            opened(new FaultFileIO()).append(commitId, List.of(Event.of(fresh)));
            assertThat(seen()).as(when).isEqualTo(after);
        }
        demandAllVersions();
        return unknown;
    }
}
