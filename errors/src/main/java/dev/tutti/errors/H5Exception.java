package dev.tutti.errors;

import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Root of all errors that Tutti throws. The message is one line that names the file, the object where one is known, what was
 * expected and found, and what to do next.
 */
public class H5Exception extends UncheckedIOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** An error that Tutti found itself. */
    public H5Exception(String message) {
        super(message, new IOException(message));
    }

    /** An error that the storage below reported. */
    public H5Exception(String message, IOException cause) {
        super(message, cause);
    }

    /** An error with any cause; a cause that is no {@link IOException} is wrapped in one. */
    public H5Exception(String message, @Nullable Throwable cause) {
        super(message, cause instanceof IOException io ? io : new IOException(message, cause));
    }
}
