package dev.tutti.table;

import dev.tutti.errors.H5Exception;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A change could not be committed because of what others committed meanwhile: they changed what the transaction had read or the schema that it was
 * made for, or they were quicker at each of the attempts that the time allowed. Nothing of the change is in the table, which is sound.
 */
public final class TableConflictException extends H5Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** An error with its cause. */
    public TableConflictException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
