package dev.tutti.errors;

import java.io.Serial;

/** The values do not fit the type or shape of the object: the message names both. Nothing was written. */
public final class H5TypeException extends H5Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** States what happened and what to do next. */
    public H5TypeException(String message) {
        super(message);
    }
}
