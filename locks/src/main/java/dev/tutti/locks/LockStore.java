package dev.tutti.locks;

import java.util.List;

/** Where the lock of one resource is kept. Thread-safe. */
interface LockStore {
    /** What is locked, for messages. */
    String resource();

    /** Equal for stores that keep the same lock. */
    Object identity();

    /** A claim that is not made yet, of one who is ready to wait so long. */
    Claim claim(LockMode mode, long waitNanos);

    /** Who holds the lock now. */
    List<Holder> holders();

    /** Who waits for it now, in the order of arrival. */
    List<Holder> waiting();

    /** Removes those who hold and wait whose process is known to have ended, and returns them. */
    List<Holder> removeDead();

    /** Gives back what it has open, at once or with the last hold. */
    void close();
}
