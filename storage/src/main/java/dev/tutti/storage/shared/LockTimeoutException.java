package dev.tutti.storage.shared;

import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** A lock was held by somebody else for the whole time that one was ready to wait. Nothing was taken. */
public final class LockTimeoutException extends TimeoutException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String holder;

    LockTimeoutException(int number, Duration timeout, String holder) {
        super("lock " + number + " was not free within " + timeout.toMillis() + " ms: held by " + holder);
        this.holder = holder;
    }

    /** Who held it when the time was over. */
    public String holder() {
        return holder;
    }
}
