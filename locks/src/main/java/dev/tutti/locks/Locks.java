package dev.tutti.locks;

import java.net.URI;
import java.nio.file.Path;

/** Where locks come from. */
public final class Locks {
    private Locks() {}

    /**
     * The lock of a file between the threads and processes of this host: one whatever the spelling of the path. It is kept in a lock file
     * beside the file, with {@code -lock} behind its name, which stays there; the operating system releases it when the holder's process ends,
     * however it ends. The file need not exist, its folder must. It is a lock among those who ask for it: it keeps no other program from
     * the file.
     *
     * @throws dev.tutti.errors.H5UnsupportedException if the file has several hard links, which no path can stand for
     */
    public static SharedLock file(Path path) {
        return file(path, LockOptions.writerPreferring());
    }

    /** The lock of a file, with options. */
    public static SharedLock file(Path path, LockOptions options) {
        return new SharedLock(new FileStore(LockedPath.of(path), options), options.timeout());
    }

    /**
     * Locks that the Redis server at {@code uri} keeps, for threads, processes and hosts. Connects when it is first needed.
     *
     * @param uri for example {@code redis://user:password@host:6379/0}; {@code rediss:} for TLS
     */
    public static RedisLocks redis(URI uri) {
        return redis(uri, LockOptions.writerPreferring());
    }

    /** Locks that the Redis server at {@code uri} keeps, with options. */
    public static RedisLocks redis(URI uri, LockOptions options) {
        return new RedisLocks(uri, options);
    }

    /** The one lock of that name that the Redis server at {@code uri} keeps; closing it disconnects. */
    public static SharedLock redis(URI uri, String name) {
        return new RedisLocks(uri, LockOptions.writerPreferring()).only(name);
    }
}
