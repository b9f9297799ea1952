package dev.tutti.testkit.store;

import java.io.Serial;

/**
 * Ends the threads of a simulated process that was killed, out of calls that cannot throw a {@link CrashedException}: accesses to shared
 * words, pauses, yield points. An error, so that nothing in the program under test takes it for one of its own.
 */
public final class ProcessKilledError extends Error {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Says who was killed. */
    public ProcessKilledError(String message) {
        super(message);
    }
}
