package dev.tutti.table;

import java.time.Duration;

/** Hears of the commits of this process, in the thread that makes them: quick, and without exceptions. */
@FunctionalInterface
public interface CommitListener {
    /** How a commit has ended. */
    enum Outcome {
        /** It is in the table. */
        DONE,
        /** Others were in the way; nothing of it is in the table. */
        CONFLICT,
        /** The catalog did not say. */
        UNKNOWN,
        /** An error of another kind; nothing of it is in the table. */
        FAILED
    }

    /**
     * A commit.
     *
     * @param table name of the table
     * @param calls how many calls it stands for: those of several threads share one
     * @param attempts how often it was tried against the catalog; 0 if another process of the host has committed these calls with its own
     * @param waited how long it waited for other processes
     * @param took how long it took in all
     * @param outcome how it ended
     */
    record Commit(String table, int calls, int attempts, Duration waited, Duration took, Outcome outcome) {}

    /** A commit has ended. */
    void committed(Commit commit);
}
