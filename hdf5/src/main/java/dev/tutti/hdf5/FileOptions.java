package dev.tutti.hdf5;

import dev.tutti.engine.object.FileSettings;
import dev.tutti.storage.NioStorage;
import dev.tutti.storage.Storage;
import dev.tutti.storage.lock.Fence;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a file is opened. Immutable; each method returns changed options. */
public final class FileOptions {
    enum Access {
        SHARED,
        READ,
        EXCLUSIVE,
        SNAPSHOT
    }

    private static final Duration DEFAULT_WAIT = Duration.ofSeconds(10);

    private final Access access;
    private final int threads;
    private final Duration lockTimeout;
    private final Storage storage;
    private final Durability durability;
    private final @Nullable Fence fence;

    private FileOptions(
            Access access,
            int threads,
            Duration lockTimeout,
            Storage storage,
            Durability durability,
            @Nullable Fence fence) {
        this.access = access;
        this.threads = threads;
        this.lockTimeout = lockTimeout;
        this.storage = storage;
        this.durability = durability;
        this.fence = fence;
    }

    private static FileOptions of(Access access) {
        return new FileOptions(
                access,
                Runtime.getRuntime().availableProcessors(),
                DEFAULT_WAIT,
                new NioStorage(),
                Durability.CONSISTENT,
                null);
    }

    /**
     * To read and change together with any number of threads and processes: reads see the newest version, whole, and wait for nobody; each change is
     * all or nothing.
     */
    public static FileOptions shared() {
        return of(Access.SHARED);
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
        return new FileOptions(access, number, lockTimeout, storage, durability, fence);
    }

    /** How long to wait for a lock that somebody else holds; 10 seconds by default. */
    public FileOptions lockTimeout(Duration wait) {
        return new FileOptions(access, threads, wait, storage, durability, fence);
    }

    /** Where the bytes lie; the file system by default. */
    public FileOptions storage(Storage where) {
        return new FileOptions(access, threads, lockTimeout, where, durability, fence);
    }

    /** What changes of a shared file survive where their commit does not say otherwise; {@link Durability#CONSISTENT} by default. */
    public FileOptions durability(Durability level) {
        return new FileOptions(access, threads, lockTimeout, storage, level, fence);
    }

    /**
     * A lock that the caller holds and that can be lost without its doing, a lease for example: it is asked before each commit, which fails if the lock is
     * lost. A pause between the question and the write remains; docs/locks.md says what that means.
     */
    public FileOptions fence(Fence held) {
        return new FileOptions(access, threads, lockTimeout, storage, durability, held);
    }

    Durability durability() {
        return durability;
    }

    Access access() {
        return access;
    }

    FileSettings settings() {
        return new FileSettings(storage, threads, lockTimeout, fence);
    }
}
