package dev.tutti.table;

import dev.tutti.errors.H5Exception;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * It is not known whether a change was committed: the catalog stopped answering in the middle of it. The table is sound, and holds the change
 * as a whole or not at all. Doing the same again with {@link #commitId()} cannot bring it in twice.
 */
public final class TableCommitUnknownException extends H5Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String commitId;

    /** An error with the commit's id and its cause. */
    public TableCommitUnknownException(String message, String commitId, @Nullable Throwable cause) {
        super(message, cause);
        this.commitId = commitId;
    }

    /** What the commit is known by: to give to {@link Table#append(String, java.util.Collection)} or {@link TableTransaction#commitId(String)} again. */
    public String commitId() {
        return commitId;
    }
}
