package dev.tutti.table;

import dev.tutti.errors.H5Exception;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.jdbc.UncheckedSQLException;

/** Errors of the disk or the database below, told as what they mean for a table. Errors of other kinds, such as those of a caller's own code, stay as they are. */
final class StorageErrors {
    /** What to say where nothing was committed. */
    static final String NOTHING = "nothing was committed; see to the disk and the catalog, and do the same again";

    private StorageErrors() {}

    /** Does some work with a table; {@code meaning} is what the caller has to know if the storage fails. */
    static <T> T told(String table, String meaning, Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            throw told(table, meaning, e);
        }
    }

    /** The error for the caller: the same if it is no error of storage, or one that was told already. */
    static RuntimeException told(String table, String meaning, RuntimeException error) {
        boolean storage = error instanceof UncheckedIOException
                || error instanceof UncheckedSQLException
                || error instanceof NotFoundException
                || error instanceof AvroRuntimeException;
        return !storage || error instanceof H5Exception
                ? error
                : new H5Exception("table " + table + ": " + cause(error) + ": " + meaning, error);
    }

    private static String cause(RuntimeException error) {
        String message = String.valueOf(error.getMessage());
        String below = error.getCause() == null ? null : error.getCause().getMessage();
        return below == null || message.contains(below) ? message : message + " (" + below + ')';
    }
}
