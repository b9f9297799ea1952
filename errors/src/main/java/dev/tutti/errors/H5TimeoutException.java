package dev.tutti.errors;

import java.io.Serial;

/** A bounded wait ended before what was waited for came true. The file is unchanged by the wait. */
public final class H5TimeoutException extends H5Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** States what happened and what to do next. */
    public H5TimeoutException(String message) {
        super(message);
    }
}
