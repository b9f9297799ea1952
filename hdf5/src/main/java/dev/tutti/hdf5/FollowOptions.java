package dev.tutti.hdf5;

import java.time.Duration;

/** How a live file is followed. Immutable; each method returns changed options. */
public final class FollowOptions {
    private static final FollowOptions DEFAULTS =
            new FollowOptions(Duration.ofSeconds(60), FileOptions.snapshotOfLive());

    private final Duration timeout;
    private final FileOptions file;

    private FollowOptions(Duration timeout, FileOptions file) {
        this.timeout = timeout;
        this.file = file;
    }

    /** Waits a minute for the file and for a dataset that is asked for. */
    public static FollowOptions defaults() {
        return DEFAULTS;
    }

    /** How long to wait for the file, and for a dataset that is asked for, to be there. */
    public FollowOptions timeout(Duration wait) {
        return new FollowOptions(wait, file);
    }

    /** Threads and storage. */
    public FollowOptions file(FileOptions options) {
        return new FollowOptions(timeout, options);
    }

    Duration timeout() {
        return timeout;
    }

    FileOptions file() {
        return file;
    }
}
