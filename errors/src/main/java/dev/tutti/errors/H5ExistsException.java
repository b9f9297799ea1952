package dev.tutti.errors;

import java.io.Serial;

/** Something stands already where a new file, object or attribute was to be made. The file is unchanged. */
public final class H5ExistsException extends H5Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** States what happened and what to do next. */
    public H5ExistsException(String message) {
        super(message);
    }
}
