package dev.tutti.table;

import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5UnsupportedException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/** Tags and branches of a table: made, moved, removed, each by a commit of its own. What is asked of them is asked of the version that is committed upon. Thread-safe. */
final class References {
    private final TableCore core;
    private final Head head;

    References(TableCore core) {
        this.core = core;
        this.head = core.head();
    }

    private String where() {
        return "table " + core.name();
    }

    /** Moves or makes what names point at; {@code change} throws if the version is not one to do so. */
    private void commit(BiConsumer<TableMetadata, ManageSnapshots> change) {
        SafeOperations operations = core.freshOperations();
        AtomicReference<@Nullable String> asked = new AtomicReference<>();
        Consumer<TableMetadata> demand = base -> {
            if (!Objects.equals(base.metadataFileLocation(), asked.get())) {
                throw new CommitLoop.Stale("others have committed meanwhile");
            }
        };
        core.loop(operations).run(1, "reference", demand, (same, waited) -> {
            // It begins with a look at the catalog; what it has found there is what is asked.
            ManageSnapshots update = new BaseTable(operations, core.name()).manageSnapshots();
            TableMetadata base = operations.current();
            asked.set(base.metadataFileLocation());
            change.accept(base, update);
            update.commit();
            return true;
        });
    }

    /** The names; true behind a tag's. */
    Map<String, Boolean> all() {
        Map<String, Boolean> names = new TreeMap<>();
        core.newest().refs().forEach((name, reference) -> names.put(name, reference.isTag()));
        return names;
    }

    void tag(String tag, long snapshotId) {
        commit((base, update) -> {
            demandFree(base, tag, snapshotId);
            update.createTag(tag, snapshotId);
        });
    }

    void branch(String branch, long snapshotId) {
        commit((base, update) -> {
            demandFree(base, branch, snapshotId);
            update.createBranch(branch, snapshotId);
        });
    }

    private void demandFree(TableMetadata base, String name, long snapshotId) {
        if (name.isBlank() || name.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("the name of a tag or branch is one line of text, not \"" + name + '"');
        }
        demandSnapshot(base, snapshotId);
        SnapshotRef known = base.ref(name);
        if (known != null || name.equals(Head.MAIN)) {
            throw new H5ExistsException(where() + " has a " + (known != null && known.isTag() ? "tag" : "branch") + " '"
                    + name + "' already; remove it first (removeReference), or take another name");
        }
    }

    /** Throws if there is no such snapshot. */
    org.apache.iceberg.Snapshot demandSnapshot(TableMetadata metadata, long snapshotId) {
        org.apache.iceberg.Snapshot snapshot = metadata.snapshot(snapshotId);
        if (snapshot == null) {
            throw new H5NotFoundException(where() + " has no snapshot " + snapshotId + ", or no more; it has "
                    + metadata.snapshots().size() + " (Table.snapshots)");
        }
        return snapshot;
    }

    /** What a name points at. */
    SnapshotRef demand(TableMetadata metadata, String name) {
        SnapshotRef known = metadata.ref(name);
        if (known == null) {
            throw new H5NotFoundException(where() + " has no tag or branch '" + name + "'; it has "
                    + metadata.refs().keySet());
        }
        return known;
    }

    void remove(String name) {
        if (name.equals(Head.MAIN)) {
            throw new H5UnsupportedException(
                    where() + ": its main line cannot be removed; Tables.drop drops the table");
        }
        commit((base, update) -> {
            if (demand(base, name).isTag()) {
                update.removeTag(name);
            } else {
                update.removeBranch(name);
            }
        });
    }

    /** Goes back on this line. */
    void rollback(long snapshotId) {
        commit((base, update) -> {
            demandSnapshot(base, snapshotId);
            if (!head.leads(base, snapshotId)) {
                throw new H5NotFoundException(
                        where() + ": snapshot " + snapshotId + " did not lead to the newest version of " + head.branch()
                                + ", so there is no way back to it");
            }
            if (head.isMain()) {
                update.rollbackTo(snapshotId);
            } else {
                update.replaceBranch(head.branch(), snapshotId);
            }
        });
    }

    /** Goes forward on this line to the newest version of a branch. */
    void forward(String branch) {
        move(branch, true);
    }

    /** Puts the newest version of a branch in the place of this line's. */
    void replace(String branch) {
        move(branch, false);
    }

    private void move(String branch, boolean forwardOnly) {
        Head source = new Head(core.name(), branch);
        commit((base, update) -> {
            org.apache.iceberg.Snapshot newest = source.newest(base);
            org.apache.iceberg.Snapshot mine = head.newest(base);
            if (newest == null) {
                throw new H5NotFoundException(where() + ": nothing was committed to " + branch + " yet");
            }
            if (forwardOnly && mine != null && !source.leads(base, mine.snapshotId())) {
                throw new TableConflictException(
                        where() + ": " + head.branch() + " has commits that branch '" + branch
                                + "' has not, from snapshot " + mine.snapshotId()
                                + " back, so it cannot go forward to it; nothing was changed. Make the branch anew from"
                                + " the newest version and do its changes again, or give those commits up (replaceBy)",
                        null);
            }
            // Said with the snapshot's number: a name would be looked up in the version that Iceberg has read, which
            // may be another.
            update.replaceBranch(head.branch(), newest.snapshotId());
        });
    }
}
