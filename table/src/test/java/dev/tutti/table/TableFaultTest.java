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
import java.time.Instant;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
    private static final int SOME = 4;

    /** Of calls that come more often than this, as the writes of a data file's pieces do, each {@value #NTH}th fails in the long run. */
    private static final int MANY = 100;

    private static final int NTH = 23;

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
    private TableCore core;
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
    private TableCore opened(BarrierFileIO files) {
        TableIdentifier identifier = TableIdentifier.of("default", name);
        AtomicReference<@Nullable TableMetadata> known = new AtomicReference<>();
        MetadataWriter writer = new MetadataWriter();
        Supplier<TableOperations> operations = () -> new EmbeddedOperations(catalog, identifier, files, known, writer);
        return new TableCore(name, name, operations, operations, options, null, background, true);
    }

    private void create() {
        name = "t" + made++;
        Table fresh = tables.create(name, Event.class);
        fresh.append(List.of(Event.of(next++), Event.of(next++)));
        fresh.append(List.of(Event.of(next++)));
        core = opened(disk);
        core.newest();
    }

    /** What another client sees, whose files are well: it has read none of what was committed here. */
    private List<Long> seen() {
        Table table = new Table(opened(new FaultFileIO()));
        List<Long> ids = table.scan().as(Event.class).map(Event::id).sorted().toList();
        assertThat(table.rowCount()).isEqualTo(ids.size());
        return ids;
    }

    /** Every version of the table can be read as a whole, also when all is deleted that faults have left. */
    private void demandAllVersions() {
        Table all = new Table(opened(new FaultFileIO()));
        List<Long> before = seen();
        for (int i = 0; i < 2; i++) {
            for (Snapshot snapshot : all.snapshots()) {
                assertThat(all.at(snapshot.id()).scan().rows().count())
                        .isEqualTo(snapshot.rows().orElseThrow());
            }
            assertThat(seen()).isEqualTo(before);
            all.removeOrphans(Duration.ofSeconds(-5));
        }
    }

    /** Changes a table, by a commit of a name if there are such for it. */
    private interface Step {
        void run(TableCore core, String commitId, List<Long> before, long fresh);
    }

    /** What is done while something fails. */
    private enum Change {
        APPEND(0, true, (core, commitId, before, fresh) -> new Table(core).append(commitId, List.of(Event.of(fresh)))),

        DELETE(1, false, (core, commitId, before, fresh) -> new Table(core)
                .change(tx -> tx.commitId(commitId).delete(first(before)))),

        UPDATE(1, true, (core, commitId, before, fresh) -> new Table(core)
                .change(tx -> tx.commitId(commitId).update(first(before), row -> row.with("id", fresh)))),

        TRANSACTION(1, true, (core, commitId, before, fresh) -> new Table(core).change(tx -> tx.commitId(commitId)
                .delete(first(before))
                .append(List.of(Event.of(fresh)))
                .property("last", commitId))),

        MERGE(0, false, (core, commitId, before, fresh) -> new Upkeep(core).compact(2)),

        MANIFESTS(0, false, (core, commitId, before, fresh) -> new Upkeep(core).mergeManifests()),

        /** And what is let go is deleted. */
        EXPIRY(0, false, (core, commitId, before, fresh) -> {
            new Upkeep(core).expire(Instant.now().plusSeconds(5), 1, Duration.ZERO);
            Garbage.of(core).collect();
        });

        /** So many of the first rows are gone then. */
        private final int gone;

        private final boolean adds;
        private final Step step;

        Change(int gone, boolean adds, Step step) {
            this.gone = gone;
            this.adds = adds;
            this.step = step;
        }

        private static Filter first(List<Long> before) {
            return Filter.less("id", before.get(0) + 1);
        }

        /** Whether it finds something to do only if there was another commit before. */
        boolean wantsMore() {
            return this != APPEND && this != TRANSACTION;
        }

        /** Whether it commits by a name of the caller's. */
        boolean isNamed() {
            return gone > 0 || adds;
        }

        /** What is in the table then, of what was in it before. */
        List<Long> after(List<Long> before, long fresh) {
            List<Long> after = new ArrayList<>(before.subList(gone, before.size()));
            if (adds) {
                after.add(fresh);
            }
            return after;
        }
    }

    private void everyCallFails(Change change) {
        Seeds.once(random -> {
            create();
            more(change);
            disk.fail("", 0, false);
            change.step.run(core, "clean", seen(), next++);
            Map<String, Integer> calls = disk.calls();
            assertThat(calls).containsKeys("barrier", "make metadata");
            int fired = 0;
            int points = 0;
            for (Point point : points(change, calls, random)) {
                if (fired == SOME && !Seeds.isLong()) {
                    break;
                }
                if (points++ % MOST == 0) {
                    demandAllVersions();
                    create();
                }
                fired += failsAt(point.call(), point.number(), point.fault(), change, random) ? 1 : 0;
            }
            demandAllVersions();
            assertThat(fired).as("faults of %s points", points).isGreaterThanOrEqualTo(SOME);
        });
    }

    private void more(Change change) {
        if (change.wantsMore()) {
            new Table(core).append(List.of(Event.of(next++)));
        }
    }

    /** A call within a commit, and what happens there. */
    private record Point(String call, int number, Fault fault) {}

    /** In the long run all calls with all faults, of the many writes of rows some; else the first and last calls of each name in any order, each with one fault. */
    private static List<Point> points(Change change, Map<String, Integer> calls, Random random) {
        List<Point> points = new ArrayList<>();
        // Behind an expiry Iceberg looks for what can go, and waits for seconds where it cannot be read.
        Fault[] faults = change == Change.EXPIRY && !Seeds.isLong() ? new Fault[] {Fault.ONCE} : Fault.values();
        calls.forEach((call, count) -> {
            for (int number = 1; number <= count; number++) {
                boolean end = number == 1 || number == count;
                if (Seeds.isLong() && (end || count < MANY || number % NTH == 0)) {
                    for (Fault fault : faults) {
                        points.add(new Point(call, number, fault));
                    }
                } else if (end) {
                    points.add(new Point(call, number, faults[random.nextInt(faults.length)]));
                }
            }
        });
        if (!Seeds.isLong()) {
            Collections.shuffle(points, random);
        }
        return points;
    }

    private boolean failsAt(String call, int number, Fault fault, Change change, Random random) throws IOException {
        String when = call + " " + number + " " + fault;
        String commitId = name + " " + when;
        more(change);
        List<Long> before = seen();
        long fresh = next++;
        List<Long> after = change.after(before, fresh);
        String location = catalog.location(TableIdentifier.of("default", name));
        disk.fail(call, number, fault != Fault.ONCE);
        @Nullable RuntimeException error = attempt(change, commitId, before, fresh);
        boolean failed = disk.mend();
        if (fault == Fault.CUT) {
            disk.cut(random);
            disk = new FaultFileIO();
            core = opened(disk);
            demandAlsoFrom(location, before, when);
        }
        List<Long> now = seen();
        demandTrue(when, error, now, before, after, failed);
        if (random.nextInt(3) == 0 && change.isNamed() && now.equals(before)) {
            disk.fail("barrier", 1, random.nextBoolean());
            assertThat(attempt(change, commitId, before, fresh)).as(when).isInstanceOf(H5Exception.class);
            disk.mend();
            assertThat(seen()).as(when).isEqualTo(before);
        }
        change.step.run(core, commitId, before, fresh);
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
            change.step.run(core, commitId, before, fresh);
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

    @ParameterizedTest
    @EnumSource
    void theDiskFails(Change change) {
        everyCallFails(change);
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
            int unknown = 0;
            for (Change change : Seeds.isLong() ? List.of(Change.values()) : List.of(Change.APPEND, any(random))) {
                for (Failing failing : Seeds.isLong() ? all : List.of(all.get(random.nextInt(3)), all.get(3))) {
                    unknown += everyCallFails(change, failing);
                }
            }
            assertThat(unknown).as("commits of which nobody knew").isPositive();
        });
    }

    private static Change any(Random random) {
        return Seeds.pick(random, List.of(Change.values()));
    }

    /** Lets the catalog fail at each call of a commit; returns after how many nobody knew what had become of it. */
    private int everyCallFails(Change change, Failing failing) {
        int unknown = 0;
        create();
        boolean failed = true;
        for (int number = 1; failed; number++) {
            String when = change + ", call " + number + ", " + failing;
            String commitId = name + " " + when;
            more(change);
            List<Long> before = seen();
            long fresh = next++;
            List<Long> after = change.after(before, fresh);
            database.fail(number, failing.behind(), failing.on());
            @Nullable RuntimeException error = attempt(change, commitId, before, fresh);
            failed = database.mend();
            demandTrue(when, error, seen(), before, after, failed);
            if (error instanceof TableCommitUnknownException e && change.isNamed()) {
                unknown++;
                assertThat(e.commitId()).isEqualTo(commitId);
            }
            change.step.run(core, commitId, before, fresh);
            // And by a process that knows nothing of it.
            change.step.run(opened(new FaultFileIO()), commitId, before, fresh);
            assertThat(seen()).as(when).isEqualTo(after);
        }
        demandAllVersions();
        return unknown;
    }
}
