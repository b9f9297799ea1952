package dev.tutti.testkit.store;

import java.io.IOException;
import java.io.Serial;

/** The simulated process is dead: nothing that it still does reaches the disk. */
public final class CrashedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    CrashedException(String message) {
        super(message);
    }
}
