package dev.tutti.hdf5;

import dev.tutti.engine.object.Compat;
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
    private final Compat compat;

    private FileOptions(
            Access access,
            int threads,
            Duration lockTimeout,
            Storage storage,
            Durability durability,
            @Nullable Fence fence,
            Compat compat) {
        this.access = access;
        this.threads = threads;
        this.lockTimeout = lockTimeout;
        this.storage = storage;
        this.durability = durability;
        this.fence = fence;
        this.compat = compat;
    }

    private static FileOptions of(Access access) {
        return new FileOptions(
                access,
                Runtime.getRuntime().availableProcessors(),
                DEFAULT_WAIT,
                new NioStorage(),
                Durability.CONSISTENT,
                null,
                Compat.LATEST);
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
        return new FileOptions(access, number, lockTimeout, storage, durability, fence, compat);
    }

    /** How long to wait for a lock that somebody else holds; 10 seconds by default. */
    public FileOptions lockTimeout(Duration wait) {
        return new FileOptions(access, threads, wait, storage, durability, fence, compat);
    }

    /** Where the bytes lie; the file system by default. */
    public FileOptions storage(Storage where) {
        return new FileOptions(access, threads, lockTimeout, where, durability, fence, compat);
    }

    /** What changes of a shared file survive where their commit does not say otherwise; {@link Durability#CONSISTENT} by default. */
    public FileOptions durability(Durability level) {
        return new FileOptions(access, threads, lockTimeout, storage, level, fence, compat);
    }

    /**
     * A lock that the caller holds and that can be lost without its doing, a lease for example: it is asked before each commit, which fails if the lock is
     * lost. A pause between the question and the write remains; docs/locks.md says what that means.
     */
    public FileOptions fence(Fence held) {
        return new FileOptions(access, threads, lockTimeout, storage, durability, held, compat);
    }

    /**
     * The oldest HDF5 library that is to read a file which is made with these options: {@code "earliest"} for all there ever were (superblock 0, symbol tables, object
     * headers and B-trees of version 1), {@code "v18"} for HDF5 1.8 and later, {@code "latest"}, the default, for 1.10 and later; only the last can be live
     * ({@link H5#live(java.nio.file.Path)}). A file that exists keeps to what it is: what is made new in it has the form of what is there.
     *
     * @throws IllegalArgumentException if the name is another one
     */
    public FileOptions compat(String oldest) {
        Compat wanted =
                switch (oldest) {
                    case "earliest" -> Compat.EARLIEST;
                    case "v18", "v108" -> Compat.V18;
                    case "latest" -> Compat.LATEST;
                    default ->
                        throw new IllegalArgumentException(
                                "compat: \"earliest\", \"v18\" or \"latest\" is expected, found \"" + oldest + "\"");
                };
        return new FileOptions(access, threads, lockTimeout, storage, durability, fence, wanted);
    }

    Durability durability() {
        return durability;
    }

    Access access() {
        return access;
    }

    FileSettings settings() {
        return new FileSettings(storage, threads, lockTimeout, fence, compat);
    }
}
