package dev.tutti.errors;

import java.io.Serial;

/**
 * A lock that was held is held no longer, or may be: its lease ran out, its server forgot it, or the file that it stands for is not there any
 * more. Nothing was written by the call that throws this; what was done under the lock before may have met the work of the next holder.
 */
public final class H5LockLostException extends H5Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** States which lock was lost, how, and what to do next. */
    public H5LockLostException(String message) {
        super(message);
    }
}
