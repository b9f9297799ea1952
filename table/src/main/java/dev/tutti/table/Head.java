package dev.tutti.table;

import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5UnsupportedException;
import java.time.Instant;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableScan;
import org.jspecify.annotations.Nullable;

/**
 * The line of versions that is read and committed to: main, or a branch. Columns, properties and the store of snapshots are the table's, whatever the line.
 *
 * @param table the table's name, for errors
 * @param branch the branch's name; {@code main} as well
 */
record Head(String table, String branch) {
    static final String MAIN = SnapshotRef.MAIN_BRANCH;

    static Head main(String table) {
        return new Head(table, MAIN);
    }

    boolean isMain() {
        return branch.equals(MAIN);
    }

    /**
     * Its newest snapshot; null for the main line of a table to which nothing was committed.
     *
     * @throws H5NotFoundException if there is no such branch, or no more
     */
    org.apache.iceberg.@Nullable Snapshot newest(TableMetadata metadata) {
        if (isMain()) {
            return metadata.currentSnapshot();
        }
        SnapshotRef reference = metadata.ref(branch);
        if (reference == null) {
            throw new H5NotFoundException("table " + table + " has no branch '" + branch + "', or no more; it has "
                    + metadata.refs().keySet() + " (Table.branch with a snapshot's id makes one)");
        }
        if (reference.isTag()) {
            throw new H5NotFoundException("table " + table + ": '" + branch + "' is a tag, which stays where it is; a"
                    + " branch is expected (read a tag with Table.at)");
        }
        return metadata.snapshot(reference.snapshotId());
    }

    /** Throws if a version has no such branch: a commit would make it anew. */
    void demand(TableMetadata base) {
        newest(base);
    }

    /** Sends a change to the branch. */
    <T extends SnapshotUpdate<T>> T aim(T update) {
        return isMain() ? update : update.toBranch(branch).set(Snapshot.BRANCH, branch);
    }

    /** A scan of the newest version, with the columns of now. */
    TableScan scan(Table version) {
        return isMain() ? version.newScan() : version.newScan().useRef(branch);
    }

    /** Whether what a snapshot has committed counts here: it led to the newest, or (on main, which may have gone back since) was committed here. */
    boolean knows(TableMetadata metadata, org.apache.iceberg.Snapshot snapshot) {
        return (isMain() && !snapshot.summary().containsKey(Snapshot.BRANCH)) || leads(metadata, snapshot.snapshotId());
    }

    /** Whether a snapshot led to the newest, or is it. */
    boolean leads(TableMetadata metadata, long snapshotId) {
        org.apache.iceberg.Snapshot step = newest(metadata);
        while (step != null && step.snapshotId() != snapshotId) {
            step = parent(metadata, step);
        }
        return step != null;
    }

    /** The snapshot that was the newest at a time, or null: on main as its log has it, on a branch by the times of commits. */
    @Nullable
    Long asOf(TableMetadata metadata, Instant time) {
        Long id = null;
        if (isMain()) {
            for (var entry : metadata.snapshotLog()) {
                if (entry.timestampMillis() <= time.toEpochMilli()) {
                    id = entry.snapshotId();
                }
            }
            return id;
        }
        org.apache.iceberg.Snapshot later = null;
        org.apache.iceberg.Snapshot step = newest(metadata);
        while (step != null && (step.timestampMillis() > time.toEpochMilli() || isWithin(step, later))) {
            later = step;
            step = parent(metadata, step);
        }
        return step == null ? null : step.snapshotId();
    }

    /** Whether a snapshot is not the last of the transaction that it belongs to; main's log leaves such out by itself. */
    private static boolean isWithin(org.apache.iceberg.Snapshot snapshot, org.apache.iceberg.@Nullable Snapshot later) {
        String id = snapshot.summary().get(Snapshot.COMMIT_ID);
        return id != null && later != null && id.equals(later.summary().get(Snapshot.COMMIT_ID));
    }

    static org.apache.iceberg.@Nullable Snapshot parent(TableMetadata metadata, org.apache.iceberg.Snapshot snapshot) {
        Long parent = snapshot.parentId();
        return parent == null ? null : metadata.snapshot(parent);
    }

    /** Refuses what a branch cannot have of its own. */
    void demandMain(String what) {
        if (!isMain()) {
            throw new H5UnsupportedException("table " + table + ", branch '" + branch + "': " + what
                    + " belong to the table with all its branches; change them on the table itself");
        }
    }
}
