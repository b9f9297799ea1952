package dev.tutti.table;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;

/** One call that waits for its commit: rows to write, or files that are written. */
final class Pending {
    private enum State {
        WAITING,
        LEADING,
        DONE
    }

    final WriteTarget target;
    final List<Record> rows;
    final List<DataFile> files;
    final @Nullable String commitId;
    private final Thread thread = Thread.currentThread();
    private volatile State state = State.WAITING;
    private @Nullable Snapshot result;
    private @Nullable RuntimeException failure;

    private Pending(WriteTarget target, List<Record> rows, List<DataFile> files, @Nullable String commitId) {
        this.target = target;
        this.rows = rows;
        this.files = files;
        this.commitId = commitId;
    }

    static Pending rows(WriteTarget target, List<Record> rows, @Nullable String commitId) {
        return new Pending(target, rows, List.of(), commitId);
    }

    static Pending files(WriteTarget target, List<DataFile> files, @Nullable String commitId) {
        return new Pending(target, List.of(), files, commitId);
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

    void done(Snapshot snapshot) {
        result = snapshot;
        state = State.DONE;
        LockSupport.unpark(thread);
    }

    void failed(RuntimeException error) {
        failure = error;
        state = State.DONE;
        LockSupport.unpark(thread);
    }

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
