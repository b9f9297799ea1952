package dev.tutti.table;

import dev.tutti.errors.H5Exception;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

/**
 * The commits of one process to one line of a table (main, or a branch), one at a time. Calls that append stand in a queue; the thread whose call is first commits for all that
 * wait behind it: their rows in one file (for each partition) and one snapshot. Who comes while it is at work is the next group, led by its own first
 * thread. Threads whose call was done come back at once, and would find that the first of them has begun a commit for itself alone: so a leader waits a
 * part of the time that the last commit took, until as many are there as were then. A single thread waits for nobody. Thread-safe.
 */
final class Committer {
    /** Rows of one group; a single call may bring more. */
    private static final int ROWS = 200_000;

    /** At most this part of the last commit's time is waited for those who came with it. */
    private static final int WAITING_PART = 4;

    private static final long LONGEST_WAIT = 20_000_000;

    /** With so many manifests a commit merges them itself, as Iceberg does by default; with fewer that is left to the upkeep beside it. */
    private static final int MANIFESTS = 100;

    private final Head head;
    private final FileIO io;
    private final CommitLoop loop;
    private final HostGroup host;
    private final boolean mergedAside;
    private final Consumer<TableMetadata> afterwards;
    private final Deque<Call> queue = new ArrayDeque<>();
    /** Whether a thread leads. Guarded by the queue's monitor, as the queue is. */
    private boolean busy;
    /** How many calls the last commit was made for, and what it took. Guarded by the queue's monitor. */
    private int lastCalls;

    private long lastNanos;

    /**
     * Makes a committer.
     *
     * @param head where commits go
     * @param host through whom commits are shared with other processes
     * @param mergedAside whether {@code afterwards} sees to it that manifests are merged
     * @param afterwards done after a commit, while its thread still has the turn: what the table does for itself
     */
    Committer(
            Head head,
            FileIO io,
            CommitLoop loop,
            HostGroup host,
            boolean mergedAside,
            Consumer<TableMetadata> afterwards) {
        this.head = head;
        this.io = io;
        this.loop = loop;
        this.host = host;
        this.mergedAside = mergedAside;
        this.afterwards = afterwards;
    }

    /** Commits a call's rows or files, alone or with others, and returns the snapshot that has them. */
    Snapshot append(Call call) {
        if (isToLead(call)) {
            lead();
        }
        return call.result();
    }

    /** Stands in the queue; true if this thread has the turn, false if another has done the work. */
    private boolean isToLead(Call call) {
        synchronized (queue) {
            queue.add(call);
            if (queue.size() == lastCalls) {
                queue.notifyAll();
            }
            if (!busy) {
                busy = true;
                return true;
            }
        }
        return call.awaitLead();
    }

    private void lead() {
        List<Call> group;
        synchronized (queue) {
            awaitOthers();
            group = group();
        }
        long begun = System.nanoTime();
        try {
            boolean here = host.commit(group, this::commit);
            synchronized (queue) {
                lastCalls = group.size();
                lastNanos = System.nanoTime() - begun;
            }
            if (here) {
                afterwards.accept(loop.operations().current());
            }
        } catch (RuntimeException | Error e) {
            RuntimeException failure = e instanceof RuntimeException known
                    ? StorageErrors.told(head.table(), StorageErrors.NOTHING, known)
                    : new H5Exception("table " + head.table() + ": nothing was committed: " + e, e);
            for (int i = 0; i < group.size(); i++) {
                Call call = group.get(i);
                if (!call.isDone()) {
                    call.failed(group.size() == 1 ? failure : copy(failure, call, i));
                }
            }
            if (e instanceof Error error) {
                throw error;
            }
        } finally {
            pass();
        }
    }

    /** Waits shortly for those who shared the last commit, holding the queue's monitor but while it waits. */
    private void awaitOthers() {
        long end = System.nanoTime() + Math.min(LONGEST_WAIT, lastNanos / WAITING_PART);
        try {
            for (long left = end - System.nanoTime();
                    lastCalls > 1 && queue.size() < lastCalls && left > 0;
                    left = end - System.nanoTime()) {
                queue.wait(left / 1_000_000, (int) (left % 1_000_000));
            }
        } catch (InterruptedException e) {
            // Nobody need be waited for. The interrupt itself has to wait until the commit is done.
            Thread.currentThread().interrupt();
        }
    }

    /** Each thread gets an exception of its own, for its own stack trace, and for the name that its own call is known by. */
    private static RuntimeException copy(RuntimeException failure, Call call, int number) {
        if (failure instanceof TableConflictException) {
            return new TableConflictException(String.valueOf(failure.getMessage()), failure);
        }
        if (failure instanceof TableCommitUnknownException unknown) {
            String own = call.commitId() != null ? call.commitId() : CommitIds.numbered(unknown.commitId(), number);
            return new TableCommitUnknownException(
                    String.valueOf(failure.getMessage()).replace(unknown.commitId(), own), own, failure);
        }
        return new H5Exception(String.valueOf(failure.getMessage()), failure);
    }

    /** Takes the first call and those behind it that can share its files. */
    private List<Call> group() {
        List<Call> group = new ArrayList<>();
        Call first = queue.removeFirst();
        group.add(first);
        long rows = first.rows.size();
        WriteTarget target = first.target;
        while (!queue.isEmpty()) {
            Call next = queue.getFirst();
            if (!target.isLike(next.target) || rows + next.rows.size() > ROWS || repeats(group, next)) {
                break;
            }
            rows += next.rows.size();
            group.add(queue.removeFirst());
        }
        return group;
    }

    /** Whether a call of the same commit id is in the group: the next group will find it done. */
    private static boolean repeats(List<Call> group, Call next) {
        return next.commitId() != null
                && group.stream().anyMatch(call -> next.commitId().equals(call.commitId()));
    }

    private void pass() {
        Call next;
        synchronized (queue) {
            next = queue.peekFirst();
            if (next == null) {
                busy = false;
                return;
            }
        }
        next.lead();
    }

    private void commit(List<Pending> group) {
        List<Pending> left = new ArrayList<>(group);
        while (!left.isEmpty()) {
            List<Record> rows = new ArrayList<>();
            left.forEach(call -> rows.addAll(call.rows));
            WriteTarget target = left.get(0).target;
            List<DataFile> written = rows.isEmpty() ? List.of() : PartitionedWriter.write(target, rows);
            try {
                Snapshot snapshot = commit(left, written);
                left.stream().filter(call -> !call.isDone()).forEach(call -> call.done(snapshot));
                return;
            } catch (CommitLoop.Landed e) {
                discard(written);
                left.removeIf(this::isOver);
            } catch (TableCommitUnknownException e) {
                throw e; // The files may be in the table.
            } catch (RuntimeException e) {
                if (left.stream().noneMatch(Pending::isDone)) {
                    discard(written);
                }
                throw e;
            }
        }
    }

    private void discard(List<DataFile> files) {
        WriteTarget.discard(io, files.stream().map(DataFile::location).toList());
    }

    /** Whether a call is in the table already, or another process's again. */
    private boolean isOver(Pending call) {
        if (!call.isHeld()) {
            return true;
        }
        Snapshot before = call.ids().isEmpty()
                ? null
                : CommitIds.find(head, loop.operations().refresh(), call.ids()).orElse(null);
        if (before == null) {
            return false;
        }
        call.doneBefore(before);
        return true;
    }

    private Snapshot commit(List<Pending> calls, List<DataFile> written) {
        List<String> callerIds =
                calls.stream().flatMap(call -> call.callerIds().stream()).toList();
        List<String> ids = calls.stream().flatMap(call -> call.ids().stream()).toList();
        String id = callerIds.size() == 1 && calls.size() == 1 ? callerIds.get(0) : CommitIds.make();
        int own = (int) calls.stream().filter(Call.class::isInstance).count();
        return loop.run(
                own,
                id,
                base -> {
                    head.demand(base);
                    CommitIds.demandNew(head, base, ids);
                    calls.forEach(call -> call.demandKnown(base));
                    // In this order: an owner takes its calls back before it looks whether they are in the newest
                    // version.
                    demandHeld(calls);
                },
                new Append(calls, written, id, callerIds, ids));
    }

    private static void demandHeld(List<Pending> calls) {
        if (!calls.stream().allMatch(Pending::isHeld)) {
            throw new CommitLoop.Landed();
        }
    }

    /** Files of calls that become a snapshot. Its threads are told as soon as it is in, this one last: so the next group comes together meanwhile. */
    private final class Append implements CommitLoop.Attempt<Snapshot> {
        private final List<Pending> calls;
        private final List<DataFile> written;
        private final String id;
        private final List<String> callerIds;
        private final List<String> ids;
        private int tries;

        Append(List<Pending> calls, List<DataFile> written, String id, List<String> callerIds, List<String> ids) {
            this.calls = calls;
            this.written = written;
            this.id = id;
            this.callerIds = callerIds;
            this.ids = ids;
        }

        @Override
        public Snapshot run(SafeOperations operations, long waited) {
            TableMetadata newest = operations.refresh();
            head.demand(newest);
            CommitIds.demandNew(head, newest, ids);
            host.committing(newest, waited > 0);
            BaseTable table = new BaseTable(operations, head.table());
            AppendFiles append = head.aim(isMergedAside(newest) ? table.newFastAppend() : table.newAppend())
                    .scanManifestsWith(DirectExecutor.INSTANCE)
                    .writeManifestsWith(DirectExecutor.INSTANCE, 1);
            written.forEach(append::appendFile);
            calls.forEach(call -> call.files.forEach(append::appendFile));
            int users = calls.stream().mapToInt(Pending::calls).sum();
            CommitIds.note(append, id, callerIds, new CommitIds.Course(users, waited, tries++, loop.refused()));
            CommitIds.noteRelayed(
                    append,
                    calls.stream()
                            .filter(RelayedCalls.class::isInstance)
                            .map(RelayedCalls.class::cast)
                            .toList());
            append.commit();
            return committed(head, operations.current(), id)
                    .orElseThrow(() -> new IllegalStateException("a commit without a snapshot"));
        }

        private boolean isMergedAside(TableMetadata newest) {
            org.apache.iceberg.Snapshot snapshot = head.newest(newest);
            return mergedAside && (snapshot == null || snapshot.allManifests(io).size() < MANIFESTS);
        }

        @Override
        public void landed(TableMetadata version) {
            org.apache.iceberg.Snapshot made = head.newest(version);
            if (made != null && id.equals(made.summary().get(Snapshot.COMMIT_ID))) {
                Snapshot snapshot = Snapshot.of(made);
                calls.forEach(call -> call.done(snapshot));
            }
        }
    }

    /** The snapshot that a commit has made, or the newest if it has made none; others may have committed since. */
    static Optional<Snapshot> committed(Head head, TableMetadata version, String id) {
        org.apache.iceberg.Snapshot newest = head.newest(version);
        if (newest != null && id.equals(newest.summary().get(Snapshot.COMMIT_ID))) {
            return Optional.of(Snapshot.of(newest));
        }
        org.apache.iceberg.@Nullable Snapshot made = null;
        for (org.apache.iceberg.Snapshot snapshot : version.snapshots()) {
            boolean mine = id.equals(snapshot.summary().get(Snapshot.COMMIT_ID));
            // A transaction makes several; the last has them all.
            if (mine && (made == null || made.sequenceNumber() < snapshot.sequenceNumber())) {
                made = snapshot;
            }
        }
        return Optional.ofNullable(made != null ? made : newest).map(Snapshot::of);
    }
}
