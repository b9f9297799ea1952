package dev.tutti.locks;

import java.net.URI;

/** Where locks come from. */
public final class Locks {
    private Locks() {}

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
