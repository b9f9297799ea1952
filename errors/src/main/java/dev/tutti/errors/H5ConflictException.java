package dev.tutti.errors;

import java.io.IOException;
import java.io.Serial;

/**
 * A transaction could not be committed because somebody else changed what it had read. Nothing of it was committed and the file is unharmed; begin it
 * again on the newest version.
 */
public final class H5ConflictException extends H5Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** An error with its cause. */
    public H5ConflictException(String message, IOException cause) {
        super(message, cause);
    }
}
