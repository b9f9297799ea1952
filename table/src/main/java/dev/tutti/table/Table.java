package dev.tutti.table;

import dev.tutti.errors.H5NotFoundException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;

/**
 * A table: append to it, change it and read it from any number of threads and processes at once. What a method has committed when it returns is seen by
 * everyone who reads from then on; nobody needs a lock or a loop of their own.
 *
 * <p>A table has a main line of versions, and may have branches, each of which {@link #branch(String)} gives as a table.
 *
 * <p>Threads that append at the same time share commits. Appends never conflict; what changes or deletes rows is repeated upon the newest version by itself.
 * Thread-safe.
 */
public final class Table {
    private final TableCore core;

    Table(TableCore core) {
        this.core = core;
    }

    String uuid() {
        return core.uuid();
    }

    /** It does nothing for itself any more, and shares nothing with other processes. */
    void retire() {
        core.maintenance().retire();
        core.host().close();
    }

    /** It was dropped. */
    void remove() {
        retire();
        core.host().remove();
    }

    /** Its name, with the namespace unless that is the default one. */
    public String name() {
        return core.name();
    }

    /** Where its files are. */
    public String location() {
        return core.newest().location();
    }

    /** Its columns now. */
    public Schema schema() {
        return view().schema();
    }

    /**
     * Adds rows: records, maps or {@link Row}s, all or none.
     *
     * @return the snapshot that has them, which threads that append at the same time share
     * @throws dev.tutti.errors.H5TypeException if a row does not fit the columns; nothing was written then
     * @throws TableConflictException if others were quicker for as long as {@link TablesOptions#commitTimeout} allows; nothing was committed
     * @throws TableCommitUnknownException if the catalog did not say whether it is done
     */
    public Snapshot append(Collection<?> rows) {
        return append(rows, null);
    }

    /** The row as it will be written, checked. */
    Object checked(Object row) {
        return row instanceof Record
                ? row
                : core.fitted(target -> target.encoder().encode(row));
    }

    /**
     * Adds rows unless they were added by that name before, whatever had become of the first call: a call that is repeated after an error, or by
     * the next process after a crash, adds nothing twice. A name is known as long as the snapshot that it was used for, at least the {@link Maintenance#keepSnapshots()} last.
     *
     * @param commitId any text of one line that no other commit has
     * @return the snapshot that has the rows
     */
    public Snapshot append(String commitId, Collection<?> rows) {
        return append(rows, CommitIds.checked(commitId));
    }

    private Snapshot append(Collection<?> rows, @Nullable String commitId) {
        if (rows.size() > BulkRows.CHUNK) {
            return append(core.newestTarget(), BulkRows.of(rows), commitId);
        }
        return core.committer()
                .append(core.fitted(target -> Call.rows(target, target.encoder().all(rows), commitId)));
    }

    /**
     * Adds the rows of a stream, of any length, in bounded memory; they are committed together when it has ended. It is closed then. Files are written on all cores. Rows are taken in this thread,
     * one after the other; those of a parallel stream of known length (an array, a list or a range, mapped and filtered) by the threads that write them, side by side, which is quicker where they are
     * made by computing.
     *
     * @return the snapshot that has them
     * @throws dev.tutti.errors.H5TypeException if a row does not fit the columns; nothing was committed then, and no file is left
     */
    public Snapshot append(Stream<?> rows) {
        try (rows) {
            return append(core.newestTarget(), BulkRows.of(rows), null);
        }
    }

    /**
     * Adds the rows of a stream, of any length, unless they were added by that name before; see {@link #append(String, Collection)}. It is closed then, and not read if the name is known.
     *
     * @param commitId any text of one line that no other commit has
     * @return the snapshot that has the rows
     * @throws dev.tutti.errors.H5TypeException if a row does not fit the columns; nothing was committed then, and no file is left
     */
    public Snapshot append(String commitId, Stream<?> rows) {
        String id = CommitIds.checked(commitId);
        try (rows) {
            Optional<Snapshot> before = CommitIds.find(core.head(), core.newest(), List.of(id));
            return before.isPresent() ? before.get() : append(core.target(), BulkRows.of(rows), id);
        }
    }

    private Snapshot append(WriteTarget target, BulkRows rows, @Nullable String commitId) {
        if (rows.few()) {
            return core.committer().append(Call.rows(target, target.encoder().all(rows.first()), commitId));
        }
        List<DataFile> files = BulkAppend.write(target, rows, core.options().threads());
        try {
            return core.committer().append(Call.files(target, files, commitId));
        } catch (TableCommitUnknownException e) {
            throw e; // They may be in the table.
        } catch (RuntimeException e) {
            WriteTarget.discard(
                    core.io(), files.stream().map(DataFile::location).toList());
            throw e;
        }
    }

    /** The newest version. */
    public TableView view() {
        return core.view(core.newest());
    }

    /** Reads the newest version: the one of this call, whatever is committed while rows are taken. */
    public Scan scan() {
        return view().scan();
    }

    /** The number of rows now. */
    public long rowCount() {
        return view().rowCount();
    }

    /** The newest snapshot; empty if nothing was ever committed. */
    public Optional<Snapshot> currentSnapshot() {
        return view().snapshot();
    }

    /** All snapshots that can be read, in the order of commits. */
    public List<Snapshot> snapshots() {
        return core.newest().snapshots().stream()
                .sorted(java.util.Comparator.comparingLong(org.apache.iceberg.Snapshot::sequenceNumber))
                .map(Snapshot::of)
                .toList();
    }

    /**
     * The version of a snapshot, with the columns of that time.
     *
     * @throws H5NotFoundException if there is no such snapshot, or no more
     */
    public TableView at(long snapshotId) {
        return past(core.newest(), snapshotId);
    }

    private TableView past(TableMetadata metadata, long snapshotId) {
        return TableView.past(
                name(), metadata, names().demandSnapshot(metadata, snapshotId), core.io(), core.options());
    }

    /**
     * The version of a tag, with the columns of that time, or the newest of a branch, with those of now.
     *
     * @throws H5NotFoundException if there is none of that name
     */
    public TableView at(String reference) {
        TableMetadata metadata = core.newest();
        var known = names().demand(metadata, reference);
        return known.isTag()
                ? past(metadata, known.snapshotId())
                : core.on(reference).view(metadata);
    }

    /**
     * The version that was the newest at a time, by the clocks of those who committed.
     *
     * @throws H5NotFoundException if there was none yet, or its snapshot was let go
     */
    public TableView asOf(Instant time) {
        TableMetadata metadata = core.newest();
        Long id = core.head().asOf(metadata, time);
        if (id == null) {
            throw new H5NotFoundException("table " + name() + ": no version of " + time + " is there; the oldest is of "
                    + metadata.snapshotLog().stream()
                            .findFirst()
                            .map(entry -> Instant.ofEpochMilli(entry.timestampMillis())
                                    .toString())
                            .orElse("the future: nothing was committed yet"));
        }
        return past(metadata, id);
    }

    /**
     * Begins a transaction.
     *
     * @see #change
     */
    public TableTransaction begin() {
        return new TableTransaction(core);
    }

    /**
     * Commits what {@code body} does with a transaction, all of it or nothing. If others have changed what it has read, it is called again with a new one, for as
     * long as {@link TablesOptions#commitTimeout} allows; so it must do nothing else that must not be repeated.
     *
     * @return the snapshot that has the changes; empty if the table never had one
     * @throws TableConflictException if others were quicker all the time; nothing was committed
     * @throws TableCommitUnknownException if the catalog did not say whether it is done
     */
    public Optional<Snapshot> change(Consumer<TableTransaction> body) {
        long deadline = System.nanoTime() + core.options().commitTimeout().toNanos();
        while (true) {
            try (TableTransaction transaction = begin()) {
                body.accept(transaction);
                return transaction.commit();
            } catch (TableConflictException e) {
                if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1_000_000, 20_000_000));
            }
        }
    }

    /**
     * Deletes the rows that a filter means.
     *
     * @return the snapshot without them; the one of before if there were none
     */
    public Optional<Snapshot> delete(Filter filter) {
        return change(transaction -> transaction.delete(filter));
    }

    /**
     * Replaces the rows that a filter means.
     *
     * @param replacement gives the new row; it may be called again, from several threads
     */
    public Optional<Snapshot> update(Filter filter, UnaryOperator<Row> replacement) {
        return change(transaction -> transaction.update(filter, replacement));
    }

    /** Deletes the rows that a filter means and adds others, in one snapshot. */
    public Optional<Snapshot> overwrite(Filter filter, Collection<?> rows) {
        return change(transaction -> transaction.overwrite(filter, rows));
    }

    /**
     * Adds rows in the place of those that have the same values in the key's columns. Of rows with the same key among {@code rows} the last counts.
     *
     * @param key names of columns, which have a value in each row
     */
    public Optional<Snapshot> upsert(List<String> key, Collection<?> rows) {
        return change(transaction -> transaction.upsert(key, rows));
    }

    /**
     * Changes the columns; no data is touched.
     *
     * @throws dev.tutti.errors.H5UnsupportedException on a branch, which has no columns of its own
     */
    public Schema columns(Consumer<SchemaChange> changes) {
        change(transaction -> transaction.columns(changes));
        return schema();
    }

    /**
     * Goes back to an earlier version: what was committed since is in no version from now on, but can still be read by its snapshots until they are let go.
     *
     * @throws H5NotFoundException if the snapshot is none of those that led to the newest
     */
    public void rollback(long snapshotId) {
        names().rollback(snapshotId);
    }

    /**
     * Lets old snapshots go: those before {@code olderThan}, except the newest {@code keep} and what tags and branches hold. Files that only they have are deleted
     * when the {@linkplain Maintenance#grace() grace period} is over, by whoever works with the table then.
     *
     * @return how many are gone
     */
    public int expire(Instant olderThan, int keep) {
        return upkeep().expire(olderThan, keep, core.options().maintenance().grace());
    }

    /** Merges small data files. Rows and their number stay as they are; others may append and change meanwhile. */
    public CompactReport compact() {
        return upkeep().compact(2);
    }

    /**
     * Deletes files in the table's folder that no version refers to: what writers that were killed have left. And what was let go and is due.
     *
     * @param grace only files that were last written before this time; longer than the longest append takes, for its files are in no version before it is
     *     committed. A day is a good choice
     * @return the addresses of the files, {@code file:///…} or {@code s3://…}
     * @throws dev.tutti.errors.H5UnsupportedException if the files are where they cannot be listed
     */
    public List<String> removeOrphans(Duration grace) {
        return Garbage.of(core).removeOrphans(grace);
    }

    /**
     * Gives a snapshot a name that keeps it, until the name is removed.
     *
     * @throws H5NotFoundException if there is no such snapshot, or no more
     * @throws dev.tutti.errors.H5ExistsException if a tag or branch has the name
     */
    public void tag(String tag, long snapshotId) {
        names().tag(tag, snapshotId);
    }

    /**
     * Begins a branch at a snapshot: a line of versions of its own, whose newest is kept until the branch is removed.
     *
     * @return the table on the branch, as {@link #branch(String)} gives it
     * @throws H5NotFoundException if there is no such snapshot, or no more
     * @throws dev.tutti.errors.H5ExistsException if a tag or branch has the name
     */
    public Table branch(String branch, long snapshotId) {
        names().branch(branch, snapshotId);
        return new Table(core.on(branch));
    }

    /**
     * The table on a branch: what is read, appended, changed, merged and followed through it is of the branch; main and other branches do not see it. Threads that
     * append to the same branch share commits, those of different branches do not. Commit ids are known on the branch that has their rows. Columns and properties
     * are of the table with all its branches, and so are tags and branches, {@link #snapshots}, {@link #expire}, {@link #removeOrphans} and {@link #statistics}.
     *
     * @param branch a branch's name, or {@code main}
     * @throws H5NotFoundException if there is no branch of that name; its methods throw the same if the branch was removed since, and nothing is committed then
     */
    public Table branch(String branch) {
        TableCore other = core.on(branch);
        other.head().demand(core.newest());
        return new Table(other);
    }

    /** The branch that this is on: {@code main} unless {@link #branch(String)} gave it. */
    public String branchName() {
        return core.head().branch();
    }

    /**
     * Goes forward to the newest version of a branch: all of its commits are in this table at once. The branch stays.
     *
     * @throws H5NotFoundException if there is no branch of that name
     * @throws TableConflictException if this line has commits that the branch has not; nothing was changed
     */
    public void fastForward(String branch) {
        names().forward(branch);
    }

    /**
     * Puts the newest version of a branch in the place of the newest here; commits that only this line had are in no version from now on, but can still be read by
     * their snapshots until they are let go.
     *
     * @throws H5NotFoundException if there is no branch of that name
     */
    public void replaceBy(String branch) {
        names().replace(branch);
    }

    /**
     * Removes a tag or a branch; snapshots that only it has kept are let go with the next {@link #expire}.
     *
     * @throws H5NotFoundException if there is none of that name
     */
    public void removeReference(String reference) {
        names().remove(reference);
    }

    /** The names of tags and branches; true behind a tag's. */
    public Map<String, Boolean> references() {
        return names().all();
    }

    private References names() {
        return new References(core);
    }

    private Upkeep upkeep() {
        return new Upkeep(core);
    }

    /**
     * The rows that were appended after a snapshot, up to now. Rows that were changed or deleted since are not told of; merging of files does not show.
     *
     * @throws H5NotFoundException if the snapshot was let go, or did not lead to the newest
     */
    public Scan changesSince(long snapshotId) {
        return Changes.between(core, snapshotId, core.newest());
    }

    /** Follows what is appended from now on. */
    public TableFollower follow() {
        return new TableFollower(core, core.head().newest(core.newest()));
    }

    /**
     * Follows what is appended after a snapshot: where a follower has stopped, another goes on.
     *
     * @throws H5NotFoundException if there is no such snapshot, or no more
     */
    public TableFollower follow(long snapshotId) {
        at(snapshotId);
        return new TableFollower(core, core.newest().snapshot(snapshotId));
    }

    /**
     * Collects single rows and appends them together.
     *
     * @param rows how many rows are appended together at most
     * @param age how long a row waits at most
     */
    public AppendBuffer buffer(int rows, Duration age) {
        return new AppendBuffer(this, rows, age);
    }

    /** Sizes, and how busy the table is. */
    public TableStatistics statistics() {
        return TableStatistics.of(core.newest(), core.newest().metadataFileLocation() == null ? 0 : metadataBytes());
    }

    private long metadataBytes() {
        return core.io().newInputFile(core.newest().metadataFileLocation()).getLength();
    }

    /** What the commits of this process to this table have come to. */
    public CommitStatistics commits() {
        return core.counters().statistics();
    }

    /** Iceberg's table below: an {@code org.apache.iceberg.Table}, for what is not here. */
    public Object iceberg() {
        return new BaseTable(core.icebergOperations(), name());
    }

    @Override
    public String toString() {
        return view().toString();
    }
}
