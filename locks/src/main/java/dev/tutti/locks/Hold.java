package dev.tutti.locks;

import dev.tutti.errors.H5ClosedException;
import dev.tutti.storage.lock.Fence;
import java.util.concurrent.atomic.AtomicBoolean;

/** A lock that is held, until it is closed. A thread that takes a lock again has one hold more of it. Thread-safe; any thread may close it. */
public final class Hold implements Fence, AutoCloseable {
    private final Grant grant;
    private final LockMode mode;
    private final String resource;
    private final AtomicBoolean closed = new AtomicBoolean();

    Hold(Grant grant, LockMode mode, String resource) {
        this.grant = grant;
        this.mode = mode;
        this.resource = resource;
    }

    /** What it was asked for. A lock taken for writing stays so until the last of its holds is closed. */
    public LockMode mode() {
        return mode;
    }

    /** What is locked. */
    public String resource() {
        return resource;
    }

    /**
     * {@inheritDoc}
     *
     * <p>A thread's holds of one lock have one token.
     */
    @Override
    public long token() {
        return grant.claim().token();
    }

    /**
     * {@inheritDoc}
     *
     * <p>On a server's lock it asks the server and renews the lease, so that the holder has all of it before it. While the server cannot be
     * reached it passes as long as the lease cannot have ended. On a file's lock it finds out whether the file or its lock file were
     * moved, removed or replaced.
     *
     * @throws H5ClosedException if this hold is closed
     */
    @Override
    public void check() {
        checkOpen();
        grant.claim().check();
    }

    /**
     * Runs {@code action} once, on a thread of Tutti, when it is noticed that the lock is lost; at once and here if it is already. It has to be
     * quick. A file's lock is not watched: its loss is noticed by {@link #check()} only.
     *
     * @throws H5ClosedException if this hold is closed
     */
    public void onLost(Runnable action) {
        checkOpen();
        grant.claim().onLost(action);
    }

    private void checkOpen() {
        if (closed.get()) {
            throw new H5ClosedException(resource + ": this hold of its lock is closed; take the lock again");
        }
    }

    /** Gives the lock back if it is the thread's last hold of it. A server that cannot be reached is not waited for: the lease ends by itself. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            grant.leave();
        }
    }

    @Override
    public String toString() {
        return "Hold[" + resource + ", " + mode.doing() + ", token " + token() + (closed.get() ? ", closed]" : "]");
    }
}
