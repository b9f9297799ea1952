package dev.tutti.storage.lock;

/**
 * What a writer asks right before each write that others will see: is the lock under which I write still mine? A lock that can be lost
 * without the holder's doing (a lease on a server) is one; a commit that calls {@link #check()} first stops where the lock was lost, instead of writing
 * beside the next holder. Thread-safe.
 *
 * <p>A check narrows the gap between the loss and its notice, and cannot close it: a process that is paused between the check and the write
 * writes when it goes on. Only a store that refuses tokens smaller than the largest it has seen closes it.
 */
public interface Fence {
    /**
     * Returns if the lock is held now.
     *
     * @throws dev.tutti.errors.H5LockLostException if it is lost, or if it cannot be told that it is not
     */
    void check();

    /** A number that grows from each holder of the lock to the next; of two holders the one with the larger number is the later one. */
    long token();
}
