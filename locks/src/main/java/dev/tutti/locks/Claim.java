package dev.tutti.locks;

/**
 * One wish to have a lock, and the lock once it is granted. Asked by one thread until it is granted or withdrawn; all from {@link #token()} on is
 * for a granted one, and thread-safe.
 */
interface Claim {
    /** Asks without a place in the queue; true if the lock is granted. */
    boolean askOnce();

    /** Asks, and has a place in the queue from the first refusal on; true if the lock is granted. */
    boolean askInTurn();

    /** Leaves the queue. */
    void withdraw();

    /** Waits until it makes sense to ask again, and no longer than {@code longest} nanoseconds. */
    void await(long longest) throws InterruptedException;

    /** Who or what stood in the way of the last refused question. */
    String obstacle();

    /** The fencing token. */
    long token();

    /** Throws {@link dev.tutti.errors.H5LockLostException} unless the lock is held now. */
    void check();

    /** Throws as {@link #check()} if the loss is known already; asks nobody. */
    void checkKnown();

    /** Runs {@code action} once when the lock is found to be lost, at once if it is. */
    void onLost(Runnable action);

    /** Gives the lock back. */
    void release();
}
