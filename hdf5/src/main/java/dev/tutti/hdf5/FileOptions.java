package dev.tutti.hdf5;

import dev.tutti.engine.object.FileSettings;
import dev.tutti.storage.NioStorage;
import dev.tutti.storage.Storage;
import java.time.Duration;

/** How a file is opened. Immutable; each method returns changed options. */
public final class FileOptions {
    enum Access {
        READ,
        EXCLUSIVE,
        SNAPSHOT
    }

    private static final Duration DEFAULT_WAIT = Duration.ofSeconds(10);

    private final Access access;
    private final int threads;
    private final Duration lockTimeout;
    private final Storage storage;

    private FileOptions(Access access, int threads, Duration lockTimeout, Storage storage) {
        this.access = access;
        this.threads = threads;
        this.lockTimeout = lockTimeout;
        this.storage = storage;
    }

    private static FileOptions of(Access access) {
        return new FileOptions(access, Runtime.getRuntime().availableProcessors(), DEFAULT_WAIT, new NioStorage());
    }

    /** To read; refused while a writer has the file, and writers wait while it is open. */
    public static FileOptions readOnly() {
        return of(Access.READ);
    }

    /** To change; the caller is the file's only user until it is closed. */
    public static FileOptions exclusive() {
        return of(Access.EXCLUSIVE);
    }

    /** To read one version, whether the file is live or not; takes no lock and holds no writer up. */
    public static FileOptions snapshotOfLive() {
        return of(Access.SNAPSHOT);
    }

    /** How many threads work on the chunks of one call, the caller included; the number of processors by default. */
    public FileOptions threads(int number) {
        return new FileOptions(access, number, lockTimeout, storage);
    }

    /** How long to wait for a lock that somebody else holds; 10 seconds by default. */
    public FileOptions lockTimeout(Duration wait) {
        return new FileOptions(access, threads, wait, storage);
    }

    /** Where the bytes lie; the file system by default. */
    public FileOptions storage(Storage where) {
        return new FileOptions(access, threads, lockTimeout, where);
    }

    Access access() {
        return access;
    }

    FileSettings settings() {
        return new FileSettings(storage, threads, lockTimeout);
    }
}
