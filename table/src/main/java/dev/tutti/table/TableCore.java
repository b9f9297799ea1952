package dev.tutti.table;

import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

/** What all that is done with one line of a table (main, or a branch) stands on: its newest version, and its way to commit. Thread-safe. */
final class TableCore {
    private static final int MOVED = 20;

    private final String name;
    private final String uuid;
    private final TablesOptions options;
    private final CommitCounters counters;
    private final Supplier<TableOperations> fresh;
    /** Operations for users of Iceberg's library, whose files are on disk when they are closed. */
    private final Supplier<TableOperations> icebergs;

    private final CommitLock lock;
    private final boolean embedded;
    private final Head head;
    /** The core of the table's main line, which knows the newest version; this one itself for main. */
    private final TableCore root;
    /** The cores of branches, as long as someone has them: all handles of a branch share its group commit. Guarded by its own monitor; the root's counts. */
    private final Map<String, WeakReference<TableCore>> branches = new HashMap<>();

    private final HostGroup host;
    private final Committer committer;
    private final SelfMaintenance maintenance;
    /** Asked under its own monitor: Iceberg's operations are not thread-safe. */
    private final TableOperations reading;

    private volatile @Nullable WriteTarget target;
    /** The version that this process has committed or read last. */
    private volatile @Nullable TableMetadata seen;

    /**
     * A table.
     *
     * @param place by which its locks are named; null if there are none, because its commits are made on many hosts
     */
    TableCore(
            String name,
            String uuid,
            Supplier<TableOperations> fresh,
            Supplier<TableOperations> icebergs,
            TablesOptions options,
            @Nullable Path place,
            Background background,
            boolean embedded) {
        this.name = name;
        this.uuid = uuid;
        this.fresh = fresh;
        this.icebergs = icebergs;
        this.reading = fresh.get();
        this.options = options;
        this.lock = place == null ? CommitLock.none() : CommitLock.at(place);
        this.embedded = embedded;
        this.counters = new CommitCounters(name, options.listeners());
        this.host =
                place == null ? HostGroup.none(name, options, counters) : HostGroup.at(place, name, options, counters);
        this.maintenance = new SelfMaintenance(this, background);
        this.head = Head.main(name);
        this.root = this;
        this.committer = committer(options.maintenance().smallFiles() > 0);
    }

    /** A branch of a table. */
    private TableCore(TableCore root, String branch) {
        this.name = root.name;
        this.uuid = root.uuid;
        this.fresh = root.fresh;
        this.icebergs = root.icebergs;
        this.reading = root.reading;
        this.options = root.options;
        this.lock = root.lock;
        this.embedded = root.embedded;
        this.counters = root.counters;
        this.maintenance = root.maintenance;
        this.head = new Head(name, branch);
        this.root = root;
        this.host = HostGroup.none(name, options, counters);
        // Iceberg merges manifests aside on main only.
        this.committer = committer(false);
    }

    private Committer committer(boolean mergedAside) {
        TableCore main = root;
        return new Committer(head, reading.io(), loop(freshOperations()), host, mergedAside, committed -> {
            main.seen = committed;
            main.maintenance.afterCommit(committed);
        });
    }

    /** The same table on another line; whether there is such a branch is asked when it is read or committed to. */
    TableCore on(String branch) {
        if (branch.equals(Head.MAIN)) {
            return root;
        }
        synchronized (root.branches) {
            WeakReference<TableCore> known = root.branches.get(branch);
            TableCore core = known == null ? null : known.get();
            if (core == null) {
                root.branches.values().removeIf(reference -> reference.get() == null);
                core = new TableCore(root, branch);
                root.branches.put(branch, new WeakReference<>(core));
            }
            return core;
        }
    }

    /** Where it reads and commits. */
    Head head() {
        return head;
    }

    String name() {
        return name;
    }

    String uuid() {
        return uuid;
    }

    TablesOptions options() {
        return options;
    }

    CommitCounters counters() {
        return counters;
    }

    /** Operations of their own for one thread: to commit with. */
    SafeOperations freshOperations() {
        return new SafeOperations(fresh.get(), embedded);
    }

    /** Iceberg's operations, for those who want them as they are. */
    TableOperations icebergOperations() {
        return icebergs.get();
    }

    /** A loop that commits with these operations. */
    CommitLoop loop(SafeOperations operations) {
        return new CommitLoop(name, operations, lock, options, counters);
    }

    /** Whether the files are on the local file system, and all who write them on this host. */
    boolean isEmbedded() {
        return embedded;
    }

    Committer committer() {
        return committer;
    }

    /** What is shared with the other processes of this host. */
    HostGroup host() {
        return host;
    }

    SelfMaintenance maintenance() {
        return maintenance;
    }

    FileIO io() {
        return reading.io();
    }

    /**
     * The newest version: every commit that was acknowledged before is in it.
     *
     * @throws H5NotFoundException if the table was dropped
     */
    TableMetadata newest() {
        return StorageErrors.told(name, "its newest version cannot be read", this::read);
    }

    private TableMetadata read() {
        synchronized (reading) {
            for (int i = 1; ; i++) {
                try {
                    TableMetadata newest = reading.refresh();
                    root.seen = newest;
                    return newest;
                } catch (NoSuchTableException e) {
                    throw new H5NotFoundException("table " + name + ": it was dropped, or has another name now");
                } catch (NotFoundException e) {
                    // Replaced, and let go, between the catalog's answer and the reading.
                    if (i == MOVED) {
                        throw e;
                    }
                }
            }
        }
    }

    /** The version that was seen last; for what need not be the newest. */
    private TableMetadata known() {
        TableMetadata known = root.seen;
        return known != null ? known : newest();
    }

    /** What rows are written for: as far as this process knows; columns that others add meanwhile are missing in such rows, which is allowed. */
    WriteTarget target() {
        WriteTarget known = root.target;
        TableMetadata metadata = known();
        if (known == null || !known.isLike(metadata)) {
            known = new WriteTarget(name, metadata, reading.io());
            root.target = known;
        }
        return known;
    }

    /** What rows are written for, by the newest version. */
    WriteTarget newestTarget() {
        newest();
        return target();
    }

    /** Does something with rows that may not fit: if they do not, others may have changed the columns, and it is done again for those of now. */
    <T> T fitted(Function<WriteTarget, T> work) {
        WriteTarget known = target();
        try {
            return work.apply(known);
        } catch (H5TypeException e) {
            WriteTarget newest = newestTarget();
            if (newest == known) {
                throw e;
            }
            return work.apply(newest);
        }
    }

    TableView view(TableMetadata metadata) {
        return TableView.current(head, metadata, io(), options, filter -> {});
    }
}
