package dev.tutti.errors;

import java.io.Serial;

/** The file, object, attribute or link that was named does not exist. The file is unchanged. */
public final class H5NotFoundException extends H5Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** States what happened and what to do next. */
    public H5NotFoundException(String message) {
        super(message);
    }
}
