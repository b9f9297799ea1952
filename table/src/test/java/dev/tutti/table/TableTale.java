package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.table.TableOp.Cell;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.jspecify.annotations.Nullable;

/**
 * What clients say that they have done to a table, held against all versions that it ever had. Each version must come from the one before by one commit; each commit that has
 * changes must make of its line's rows what the changes make of rows in memory, and have read what was there; nothing is in twice or where it does not belong, nothing of which
 * a client says that it is done is missing, nothing that was refused is there; and what was read is a version not older than what was known when the reading began.
 */
final class TableTale {
    private final long seed;
    private final List<TableMetadata> versions = new ArrayList<>();

    /** What each snapshot holds; of those inside a transaction nobody knows. */
    private final Map<Long, List<Cell>> rows = new HashMap<>();

    /** The version that brought each snapshot. */
    private final Map<Long, Integer> broughtBy = new HashMap<>();

    private final Map<Long, Told> told = new TreeMap<>();
    private final List<String[]> reads = new ArrayList<>();

    /** When a version was known to be there at the latest, by its number, for each change that is done. */
    private final TreeMap<Long, Integer> known = new TreeMap<>();

    /** What was told of a change. */
    private static final class Told {
        private final TableOp op;
        private final Set<String> ends = new HashSet<>();
        private int begins;
        private int ended;
        private final List<String[]> done = new ArrayList<>();

        Told(TableOp op) {
            this.op = op;
        }

        /** Whether it may be in: it was begun and did not end, is done, or nobody knows. */
        boolean mayBeIn() {
            return begins > ended || ends.contains("unknown") || ends.contains("done");
        }
    }

    private TableTale(long seed, Collection<String> lines) {
        this.seed = seed;
        lines.forEach(this::hear);
    }

    /** Throws unless what was told is true. Returns how many commits had changes of those. */
    static int demandTrue(long seed, Collection<String> lines, Table table) {
        TableTale tale = new TableTale(seed, lines);
        tale.readVersions(table);
        int commits = tale.replay();
        tale.demandDone();
        tale.demandReads();
        for (Snapshot snapshot : table.snapshots()) {
            List<Cell> expected = tale.rows.get(snapshot.id());
            if (expected != null) {
                assertThat(TableClient.cells(table.at(snapshot.id())))
                        .as("snapshot %s", snapshot)
                        .isEqualTo(expected);
            }
        }
        return commits;
    }

    private void hear(String line) {
        if (!line.endsWith(TableClient.END)) {
            return;
        }
        String[] words = line.split(" ");
        switch (words[0]) {
            case "begin" -> about(Long.parseLong(words[1])).begins++;
            case "end" -> {
                Told about = about(Long.parseLong(words[1]));
                about.ended++;
                about.ends.add(words[3]);
                if (words[3].equals("done")) {
                    about.done.add(words);
                }
            }
            case "read" -> reads.add(words);
            case "broken" -> throw new AssertionError(line);
            default -> {}
        }
    }

    private Told about(long id) {
        return told.computeIfAbsent(id, number -> new Told(TableOp.of(seed, number)));
    }

    private void readVersions(Table table) {
        TableMetadata newest = ((BaseTable) table.iceberg()).operations().refresh();
        for (TableMetadata.MetadataLogEntry entry : newest.previousFiles()) {
            versions.add(TableMetadataParser.read(((BaseTable) table.iceberg()).io(), entry.file()));
        }
        versions.add(newest);
        assertThat(versions.get(0).snapshots()).as("the first version").isEmpty();
    }

    /** Goes from version to version; returns how many have brought changes. */
    private int replay() {
        int commits = 0;
        for (int i = 1; i < versions.size(); i++) {
            TableMetadata before = versions.get(i - 1);
            TableMetadata now = versions.get(i);
            List<org.apache.iceberg.Snapshot> fresh = new ArrayList<>();
            for (org.apache.iceberg.Snapshot snapshot : now.snapshots()) {
                if (before.snapshot(snapshot.snapshotId()) == null) {
                    fresh.add(snapshot);
                    broughtBy.put(snapshot.snapshotId(), i);
                }
            }
            Set<String> moved = moved(before, now);
            assertThat(moved).as("lines that version %s has moved", i).hasSizeLessThanOrEqualTo(1);
            if (!fresh.isEmpty()) {
                assertThat(moved).as("lines that version %s has moved", i).hasSize(1);
                commits += commit(i, moved.iterator().next(), fresh) ? 1 : 0;
            } else {
                moved.forEach(name -> assertThat(before.snapshot(target(now, name, target(before, name, -1))))
                        .as("where a version has moved %s", name)
                        .isNotNull());
            }
        }
        return commits;
    }

    private static Set<String> moved(TableMetadata before, TableMetadata now) {
        Set<String> names = new HashSet<>(before.refs().keySet());
        names.addAll(now.refs().keySet());
        names.removeIf(name -> target(before, name, -1) == target(now, name, -1));
        return names;
    }

    private static long target(TableMetadata version, String name, long other) {
        SnapshotRef reference = version.ref(name);
        return reference == null ? other : reference.snapshotId();
    }

    /** A version with snapshots, one or those of one transaction; whether it has changes. */
    private boolean commit(int number, String line, List<org.apache.iceberg.Snapshot> fresh) {
        TableMetadata before = versions.get(number - 1);
        long last = target(versions.get(number), line, -1);
        @Nullable Long step = last;
        for (int i = 0; i < fresh.size(); i++) {
            org.apache.iceberg.Snapshot snapshot = versions.get(number).snapshot(Objects.requireNonNull(step));
            assertThat(fresh).as("version %s, %s", number, line).contains(snapshot);
            step = snapshot.parentId();
        }
        assertThat(step == null ? -1 : step)
                .as("what %s of version %s comes from", line, number)
                .isEqualTo(target(before, line, -1));
        List<Cell> state = step == null ? List.of() : Objects.requireNonNull(rows.get(step), "rows of " + step);
        org.apache.iceberg.Snapshot snapshot = versions.get(number).snapshot(last);
        String ids = snapshot.summary().getOrDefault(Snapshot.CALLER_IDS, "");
        boolean changes = !ids.isEmpty();
        if (!changes) {
            assertThat(snapshot.operation()).isEqualTo("replace");
        }
        for (String name : changes ? ids.lines().toList() : List.<String>of()) {
            Told about = about(Long.parseLong(name.substring(3)));
            assertThat(about.begins).as("%s was begun", name).isPositive();
            assertThat(about.mayBeIn())
                    .as("%s is in version %s: %s", name, number, about.ends)
                    .isTrue();
            assertThat(about.op.line()).as("the line of %s", name).isEqualTo(line);
            demandNew(before, line, name);
            for (String[] words : about.done) {
                if (Long.parseLong(words[4]) == last) {
                    if (words == about.done.get(0) && !about.ends.contains("unknown")) {
                        assertThat(Long.parseLong(words[5]))
                                .as("what %s has read", about.op)
                                .isEqualTo(about.op.read(state));
                    }
                    known.merge(Long.parseLong(words[2]), number, Math::max);
                }
            }
            state = about.op.after(state);
        }
        rows.put(last, state);
        return changes;
    }

    private static boolean has(org.apache.iceberg.Snapshot snapshot, String name) {
        return snapshot.summary().getOrDefault(Snapshot.CALLER_IDS, "").lines().anyMatch(name::equals);
    }

    /** No snapshot that leads to the line's newest one has the name. */
    private static void demandNew(TableMetadata before, String line, String name) {
        org.apache.iceberg.Snapshot step = before.snapshot(target(before, line, -1));
        while (step != null) {
            assertThat(has(step, name)).as("%s is on %s twice", name, line).isFalse();
            step = step.parentId() == null ? null : before.snapshot(step.parentId());
        }
    }

    /** What is done is in, or there was nothing to do. */
    private void demandDone() {
        for (Told about : told.values()) {
            for (String[] words : about.done) {
                long id = Long.parseLong(words[4]);
                List<Cell> found = rows.get(id);
                assertThat(found).as("snapshot %s of %s", id, about.op).isNotNull();
                org.apache.iceberg.Snapshot snapshot =
                        versions.get(broughtBy.get(id)).snapshot(id);
                if (!has(snapshot, about.op.name())) {
                    assertThat(about.op.after(found))
                            .as("nothing to do for %s", about.op)
                            .isEqualTo(found);
                }
            }
        }
    }

    /** Each reading saw the rows of a version that was there, and no older one than was known when it began. */
    private void demandReads() {
        long[] newest = {0};
        // From now on it is the newest that was known by then.
        TreeMap<Long, Integer> at = new TreeMap<>();
        known.forEach((time, version) -> {
            newest[0] = Math.max(newest[0], version);
            at.put(time, (int) newest[0]);
        });
        for (String[] words : reads) {
            long id = Long.parseLong(words[4]);
            List<Cell> expected = id < 0 ? List.of() : rows.get(id);
            if (expected == null && words[3].equals("old")) {
                continue; // Within a transaction.
            }
            assertThat(expected).as("rows of %s", String.join(" ", words)).isNotNull();
            assertThat(Integer.parseInt(words[5]))
                    .as("rows of %s: %s", String.join(" ", words), expected)
                    .isEqualTo(TableClient.digest(expected));
            if (!words[3].equals("old")) {
                Map.Entry<Long, Integer> least = at.floorEntry(Long.parseLong(words[1]));
                List<TableMetadata> possible = versions.subList(least == null ? 0 : least.getValue(), versions.size());
                assertThat(possible)
                        .as("versions whose %s is %s, from %s on", words[3], id, least)
                        .anyMatch(version -> target(version, words[3], -1) == id);
            }
        }
    }
}
