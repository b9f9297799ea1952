package dev.tutti.storage.lock;

import org.jspecify.annotations.Nullable;

/** Whether files are locked, as the HDF5 C library's environment variable {@code HDF5_USE_FILE_LOCKING} says. */
public enum FileLocking {
    /** Never: every lock is granted at once and guards nothing. */
    OFF,
    /** Always: a file system that cannot lock is an error. */
    ON,
    /** Where the file system can; one that cannot is taken as if the lock were granted. */
    BEST_EFFORT;

    /** The name of the environment variable. */
    public static final String VARIABLE = "HDF5_USE_FILE_LOCKING";

    /** As this process' environment says; {@link #BEST_EFFORT} if it says nothing. */
    public static FileLocking fromEnvironment() {
        return parse(System.getenv(VARIABLE));
    }

    /** As {@code value} of the variable says: exactly FALSE or 0, TRUE or 1, BEST_EFFORT; the C library ignores anything else, and so does this. */
    public static FileLocking parse(@Nullable String value) {
        if (value == null) {
            return BEST_EFFORT;
        }
        return switch (value) {
            case "FALSE", "0" -> OFF;
            case "TRUE", "1" -> ON;
            default -> BEST_EFFORT;
        };
    }
}
