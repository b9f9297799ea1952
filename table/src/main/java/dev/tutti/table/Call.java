package dev.tutti.table;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;

/** A call of this process, whose thread waits. */
final class Call extends Pending {
    private enum State {
        WAITING,
        LEADING,
        DONE
    }

    private final @Nullable String commitId;
    private final Thread thread = Thread.currentThread();
    private volatile State state = State.WAITING;
    private @Nullable String relayId;
    private long relayedBehind;
    private @Nullable Snapshot result;
    private @Nullable RuntimeException failure;

    private Call(WriteTarget target, List<Record> rows, List<DataFile> files, @Nullable String commitId) {
        super(target, rows, files);
        this.commitId = commitId;
    }

    static Call rows(WriteTarget target, List<Record> rows, @Nullable String commitId) {
        return new Call(target, rows, List.of(), commitId);
    }

    static Call files(WriteTarget target, List<DataFile> files, @Nullable String commitId) {
        return new Call(target, List.of(), files, commitId);
    }

    /** Waits, deaf to interrupts because the commit may be under way; true if this thread is to lead now, false if all is done. */
    boolean awaitLead() {
        boolean interrupted = false;
        while (state == State.WAITING) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            thread.interrupt();
        }
        return state == State.LEADING;
    }

    void lead() {
        state = State.LEADING;
        LockSupport.unpark(thread);
    }

    /**
     * Another process has had it and may have done it.
     *
     * @param id by what name
     * @param sequence the table's sequence number at a time before
     */
    void relayedAs(String id, long sequence) {
        relayId = id;
        relayedBehind = sequence;
    }

    /** What the caller calls it, if anything. */
    @Nullable
    String commitId() {
        return commitId;
    }

    @Override
    List<String> callerIds() {
        return commitId == null ? List.of() : List.of(commitId);
    }

    @Override
    @Nullable
    String relayId() {
        return relayId;
    }

    @Override
    void demandKnown(TableMetadata base) {
        if (relayId == null) {
            return;
        }
        long since = base.snapshots().stream()
                .filter(snapshot -> snapshot.sequenceNumber() > relayedBehind)
                .count();
        if (since < base.lastSequenceNumber() - relayedBehind) {
            throw new CommitLoop.Forgotten(relayId);
        }
    }

    @Override
    void done(Snapshot snapshot) {
        result = snapshot;
        state = State.DONE;
        LockSupport.unpark(thread);
    }

    @Override
    void doneBefore(Snapshot snapshot) {
        WriteTarget.discard(target.io(), files.stream().map(DataFile::location).toList());
        done(snapshot);
    }

    @Override
    void failed(RuntimeException error) {
        failure = error;
        state = State.DONE;
        LockSupport.unpark(thread);
    }

    @Override
    boolean isDone() {
        return state == State.DONE;
    }

    Snapshot result() {
        if (failure != null) {
            throw failure;
        }
        if (result == null) {
            throw new IllegalStateException("a call without a result");
        }
        return result;
    }
}
