package dev.tutti.table;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.locks.Hold;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.CleanableFailure;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.ValidationException;
import org.jspecify.annotations.Nullable;

/**
 * Tries a commit until it is in, it cannot be, or time is up; between attempts it waits a random time that doubles, 10 ms to 1 s. Used by one thread at a time.
 */
final class CommitLoop {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final long FIRST_PAUSE = 10;
    private static final long LAST_PAUSE = 1000;

    private final String name;
    private final SafeOperations operations;
    private final CommitLock lock;
    private final TablesOptions options;
    private final CommitCounters counters;

    CommitLoop(
            String name, SafeOperations operations, CommitLock lock, TablesOptions options, CommitCounters counters) {
        this.name = name;
        this.operations = operations;
        this.lock = lock;
        this.options = options;
        this.counters = counters;
    }

    /** How many commits of this process were refused since its last one. */
    long refused() {
        return counters.refused();
    }

    SafeOperations operations() {
        return operations;
    }

    /** What is tried: makes a change upon the newest version and commits it. */
    interface Attempt<T> {
        /** What can be done before it is this process's turn. */
        default void prepare() {}

        /**
         * Commits.
         *
         * @param waited milliseconds that were waited for other processes
         */
        T run(SafeOperations operations, long waited);

        /** Called when the commit is in, before what Iceberg does behind it. */
        default void landed(TableMetadata version) {}
    }

    /**
     * What a version must be like to be committed upon.
     *
     * @see TableConflictException
     */
    static final class Refusal extends RuntimeException implements CleanableFailure {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        Refusal(String message) {
            super(message, null, false, false);
        }
    }

    /** What was prepared does not fit the newest version any more: it is to be done again. */
    static final class Stale extends RuntimeException implements CleanableFailure {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        Stale(String message) {
            super(message, null, false, false);
        }
    }

    /** Some of what is to be committed is in the table already, by its commit id. */
    static final class Landed extends RuntimeException implements CleanableFailure {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        Landed() {
            super("committed before", null, false, false);
        }
    }

    /** It may have been committed before, by another process, and the snapshots that would say so were let go. */
    static final class Forgotten extends RuntimeException implements CleanableFailure {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        /** What it was handed over by. */
        private final String id;

        Forgotten(String id) {
            super("forgotten", null, false, false);
            this.id = id;
        }
    }

    /**
     * Commits.
     *
     * @param calls how many calls of users this commit stands for
     * @param commitId what it is known by, for {@link TableCommitUnknownException}
     * @param demand throws {@link Refusal} if a version is not one to commit upon
     */
    <T> T run(int calls, String commitId, Consumer<TableMetadata> demand, Attempt<T> attempt) {
        long begun = System.nanoTime();
        long deadline = begun + options.commitTimeout().toNanos();
        long pause = FIRST_PAUSE;
        long waited = 0;
        int tries = 0;
        CommitListener.Outcome outcome = CommitListener.Outcome.FAILED;
        // An interrupt would end the catalog's waiting in the middle of a commit; it is kept for afterwards.
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                Turn turn = new Turn();
                operations.begin(demand, version -> {
                    turn.close();
                    attempt.landed(version);
                });
                try (turn) {
                    attempt.prepare();
                    long before = System.nanoTime();
                    turn.hold = lock.take(shorter(LONGEST_WAIT, deadline - before));
                    waited += System.nanoTime() - before;
                    T result = attempt.run(operations, waited / 1_000_000);
                    outcome = CommitListener.Outcome.DONE;
                    return result;
                } catch (CommitFailedException | Stale e) {
                    operations.discard();
                    if (System.nanoTime() - deadline > 0) {
                        outcome = CommitListener.Outcome.CONFLICT;
                        throw tooLate(tries + operations.attempts(), begun, e);
                    }
                } catch (ValidationException | Refusal e) {
                    operations.discard();
                    outcome = CommitListener.Outcome.CONFLICT;
                    throw conflict(e);
                } catch (Landed | Forgotten e) {
                    operations.discard();
                    outcome = e instanceof Landed ? CommitListener.Outcome.DONE : CommitListener.Outcome.UNKNOWN;
                    throw e instanceof Forgotten unknown ? forgotten(unknown) : e;
                } catch (CommitStateUnknownException e) {
                    outcome = CommitListener.Outcome.UNKNOWN;
                    throw unknown(commitId, e);
                } catch (RuntimeException e) {
                    operations.discard();
                    throw told(e);
                } finally {
                    tries += operations.attempts();
                }
                interrupted |= sleep(ThreadLocalRandom.current().nextLong(pause / 2, pause + 1));
                pause = Math.min(LAST_PAUSE, 2 * pause);
            }
        } finally {
            counters.ended(calls, tries, waited, System.nanoTime() - begun, outcome);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** This process's turn among those of the host; it ends when the commit is in, or the attempt ends. */
    private static final class Turn implements AutoCloseable {
        private @Nullable Hold hold;

        @Override
        public void close() {
            Hold held = hold;
            hold = null;
            if (held != null) {
                held.close();
            }
        }
    }

    private static Duration shorter(Duration one, long nanos) {
        return one.toNanos() < nanos ? one : Duration.ofNanos(Math.max(0, nanos));
    }

    private static boolean sleep(long millis) {
        try {
            Thread.sleep(millis);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private RuntimeException told(RuntimeException error) {
        return error instanceof NoSuchTableException
                ? new H5NotFoundException("table " + name + ": it was dropped meanwhile; nothing was committed")
                : StorageErrors.told(name, StorageErrors.NOTHING, error);
    }

    private H5Exception tooLate(int attempts, long begun, RuntimeException cause) {
        return new TableConflictException(
                "table " + name + ": others were quicker at each of " + attempts + " attempts in "
                        + (System.nanoTime() - begun) / 1_000_000 + " ms; nothing was committed: try again, allow"
                        + " more time (TablesOptions.commitTimeout), or write through fewer processes",
                cause);
    }

    private H5Exception conflict(RuntimeException cause) {
        return new TableConflictException(
                "table " + name + ": a commit made meanwhile stands against this one (" + cause.getMessage()
                        + "); nothing was committed: begin again on the newest version, or use Table.change, which does",
                cause);
    }

    private H5Exception forgotten(Forgotten cause) {
        return new TableCommitUnknownException(
                "table " + name + ": another process had the commit " + cause.id
                        + ", gave no answer, and the snapshots of"
                        + " that time were let go meanwhile: look whether the rows are there (keep more snapshots, see"
                        + " Maintenance.keepSnapshots)",
                cause.id,
                cause);
    }

    private H5Exception unknown(String commitId, RuntimeException cause) {
        return new TableCommitUnknownException(
                "table " + name + ": the catalog did not say whether the commit is in (" + cause.getMessage()
                        + "); doing the same again with the commit id " + commitId + " cannot bring it in twice",
                commitId,
                cause);
    }
}
