package dev.tutti.testkit.store;

/** What a file of shared memory holds after all processes that had it open have died: nothing that one may count on. */
public enum Leftover {
    /** What they left. */
    OLD,
    /** Zeros. */
    ZEROS,
    /** Anything. */
    GARBAGE
}
