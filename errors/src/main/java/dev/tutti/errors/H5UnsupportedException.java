package dev.tutti.errors;

import java.io.Serial;

/** The file uses a feature that is valid HDF5 but that this version of Tutti cannot handle; the message names it. The file is unchanged. */
public final class H5UnsupportedException extends H5Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** States what happened and what to do next. */
    public H5UnsupportedException(String message) {
        super(message);
    }
}
