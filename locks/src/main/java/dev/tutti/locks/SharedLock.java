package dev.tutti.locks;

import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5Exception;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A readers–writer lock of one resource, between threads and processes, and between hosts where a server keeps it:
 *
 * <pre>{@code
 * try (Hold hold = Locks.file(path).write(Duration.ofSeconds(10))) {
 *     …
 * }
 * }</pre>
 *
 * A thread that has the lock can take it again, through any lock object of the same resource: writing then reading, or the same twice. Reading then
 * writing is refused at once, because two threads that did so would wait for each other for ever. Thread-safe.
 */
public final class SharedLock implements AutoCloseable {
    private final LockStore store;
    private final Duration timeout;

    SharedLock(LockStore store, Duration timeout) {
        this.store = store;
        this.timeout = timeout;
    }

    /** What is locked. */
    public String resource() {
        return store.resource();
    }

    /**
     * Takes the lock to read, beside others who read.
     *
     * @throws H5BusyException if it was not had in time; names who has it
     */
    public Hold read(Duration longest) {
        return inTime(LockMode.READ, longest);
    }

    /**
     * Takes the lock to write, alone.
     *
     * @throws H5BusyException if it was not had in time; names who has it
     * @throws IllegalStateException if this thread has it to read
     */
    public Hold write(Duration longest) {
        return inTime(LockMode.WRITE, longest);
    }

    /** Takes the lock to read if that needs no waiting, or returns null. */
    public @Nullable Hold tryRead() {
        return atOnce(LockMode.READ);
    }

    /**
     * Takes the lock to write if that needs no waiting, or returns null.
     *
     * @throws IllegalStateException if this thread has it to read
     */
    public @Nullable Hold tryWrite() {
        return atOnce(LockMode.WRITE);
    }

    /** Does {@code body} with the lock taken to read, waiting for it as long as the options say. */
    public <T extends @Nullable Object, X extends Exception> T reading(LockBody<T, X> body) throws X {
        try (Hold hold = read(timeout)) {
            return body.run(hold);
        }
    }

    /** Does {@code body} with the lock taken to write, waiting for it as long as the options say. */
    public <T extends @Nullable Object, X extends Exception> T writing(LockBody<T, X> body) throws X {
        try (Hold hold = write(timeout)) {
            return body.run(hold);
        }
    }

    /** Who has the lock now; empty if it is free. */
    public List<Holder> holders() {
        return store.holders();
    }

    /** Who waits for the lock now, in the order of arrival. */
    public List<Holder> waiting() {
        return store.waiting();
    }

    /**
     * Removes those who hold the lock or wait for it and are known to have ended: processes of this host that do not run any more. Nobody
     * else is touched. It is never needed: a file's lock ends with its holder, a server's with the lease; this only ends the latter now.
     *
     * @return who was removed
     */
    public List<Holder> removeDead() {
        return store.removeDead();
    }

    private @Nullable Hold atOnce(LockMode mode) {
        Hold again = again(mode);
        if (again != null) {
            return again;
        }
        Claim claim = store.claim(mode, 0);
        return claim.askOnce() ? granted(mode, claim) : null;
    }

    private Hold inTime(LockMode mode, Duration longest) {
        Hold again = again(mode);
        if (again != null) {
            return again;
        }
        long begun = System.nanoTime();
        long wait = nanos(longest);
        Claim claim = store.claim(mode, wait);
        boolean done = false;
        try {
            while (!claim.askInTurn()) {
                long left = wait - (System.nanoTime() - begun);
                if (left <= 0) {
                    throw busy(mode, claim, longest);
                }
                await(claim, left);
            }
            done = true;
            return granted(mode, claim);
        } finally {
            if (!done) {
                claim.withdraw();
            }
        }
    }

    /** One hold more of what this thread has; null if it has nothing. */
    private @Nullable Hold again(LockMode mode) {
        Grant grant = ThreadGrants.of(store.identity());
        if (grant == null) {
            return null;
        }
        if (mode == LockMode.WRITE && grant.mode() == LockMode.READ) {
            throw new IllegalStateException(
                    resource() + ": this thread has the lock to read and cannot get it to write as well,"
                            + " for two threads that tried would wait for each other for ever; close the hold first, or take it to write at once");
        }
        grant.claim().checkKnown();
        return grant.enter() ? new Hold(grant, mode, resource()) : null;
    }

    private Hold granted(LockMode mode, Claim claim) {
        Grant grant = new Grant(store.identity(), mode, claim);
        ThreadGrants.add(grant);
        return new Hold(grant, mode, resource());
    }

    private H5BusyException busy(LockMode mode, Claim claim, Duration longest) {
        String obstacle = claim.obstacle();
        return new H5BusyException(
                resource() + ": no lock for " + mode.doing() + " within " + longest.toMillis() / 1e3 + " s: " + obstacle
                        + "; wait longer, or end that process",
                obstacle);
    }

    private void await(Claim claim, long longest) {
        try {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            claim.await(longest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException cause = new InterruptedIOException("interrupted");
            cause.initCause(e);
            throw new H5Exception(resource() + ": interrupted while waiting for the lock; it is not held", cause);
        }
    }

    private static long nanos(Duration time) {
        try {
            return time.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE; // Three hundred years and more.
        }
    }

    /** Disconnects, if this object has a connection of its own, and gives up what is held through it. A file's lock has nothing to close. */
    @Override
    public void close() {
        store.close();
    }

    @Override
    public String toString() {
        return "SharedLock[" + resource() + "]";
    }
}
