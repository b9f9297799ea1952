package dev.tutti.locks;

/** A lock that one thread has, once or several times over. Its depth is guarded by its own monitor. */
final class Grant {
    private final Object identity;
    private final LockMode mode;
    private final Claim claim;

    private int depth = 1;

    Grant(Object identity, LockMode mode, Claim claim) {
        this.identity = identity;
        this.mode = mode;
        this.claim = claim;
    }

    Object identity() {
        return identity;
    }

    LockMode mode() {
        return mode;
    }

    Claim claim() {
        return claim;
    }

    /** One hold more; false if the last was given back. */
    synchronized boolean enter() {
        if (depth == 0) {
            return false;
        }
        depth++;
        return true;
    }

    /** One hold less; the lock is given back with the last. */
    void leave() {
        boolean last;
        synchronized (this) {
            depth--;
            last = depth == 0;
        }
        if (last) {
            ThreadGrants.forget(this);
            claim.release();
        }
    }

    synchronized boolean isOver() {
        return depth == 0;
    }
}
