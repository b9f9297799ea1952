package dev.tutti.errors;

import java.io.Serial;

/** The file, or the object's file, was closed before this call. The file on disk is as the close left it. */
public final class H5ClosedException extends H5Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** States what happened and what to do next. */
    public H5ClosedException(String message) {
        super(message);
    }
}
