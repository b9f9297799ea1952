package dev.tutti.hdf5;

/** How a file is written live. Immutable; each method returns changed options. */
public final class LiveOptions {
    private static final LiveOptions DEFAULTS = new LiveOptions(FileOptions.exclusive());

    private final FileOptions file;

    private LiveOptions(FileOptions file) {
        this.file = file;
    }

    /** All processors, the file system, ten seconds for locks. */
    public static LiveOptions defaults() {
        return DEFAULTS;
    }

    /** Threads, storage and the wait for locks. */
    public LiveOptions file(FileOptions options) {
        return new LiveOptions(options);
    }

    FileOptions file() {
        return file;
    }
}
