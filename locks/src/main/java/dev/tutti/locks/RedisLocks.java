package dev.tutti.locks;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Locks that a Redis server keeps for any number of hosts. One object is enough for a program; it connects when it is first needed. With it
 * several hosts share files on a network file system: take the lock, open, work, close, release.
 *
 * <pre>{@code
 * try (RedisLocks locks = Locks.redis(URI.create("redis://lab-1:6379"))) {
 *     double[] x = locks.reading(path, hold -> H5.read(path, "x", double[].class));
 * }
 * }</pre>
 *
 * A lock is leased, and renewed while the holder lives; one who is killed loses it when the lease ends. Needs Redis 6 or newer, one server
 * without replicas that could take its place. Thread-safe.
 */
public final class RedisLocks implements AutoCloseable {
    private final RedisServer server;
    private final LockOptions options;
    private final Leases leases = new Leases();

    RedisLocks(URI uri, LockOptions options) {
        long millis = Math.max(100, Math.min(2_000, options.lease().toMillis() / 4));
        this.server = new RedisServer(uri, (int) millis);
        this.options = options;
    }

    /**
     * The lock of a file: one whatever the spelling of the path, and for all hosts that agree upon the real path or say where they
     * {@linkplain LockOptions#mount mount} the folder. The file need not exist, its folder must.
     *
     * @throws dev.tutti.errors.H5UnsupportedException if the file has several hard links, which no path can stand for
     */
    public SharedLock lock(Path file) {
        return new SharedLock(
                store("file:" + LockedPath.of(file).common(options.mounts()), () -> {}), options.timeout());
    }

    /** The lock of that name. */
    public SharedLock lock(String name) {
        return new SharedLock(store("name:" + name, () -> {}), options.timeout());
    }

    /** A lock that takes this object with it when it is closed. */
    SharedLock only(String name) {
        return new SharedLock(store("name:" + name, this::close), options.timeout());
    }

    private RedisStore store(String resource, Runnable onClose) {
        return new RedisStore(server, leases, options, resource, onClose);
    }

    /** Does {@code body} with the file's lock taken to read; opening and closing the file are the body's. */
    public <T extends @Nullable Object, X extends Exception> T reading(Path file, LockBody<T, X> body) throws X {
        return lock(file).reading(body);
    }

    /** Does {@code body} with the file's lock taken to write; opening and closing the file are the body's. */
    public <T extends @Nullable Object, X extends Exception> T writing(Path file, LockBody<T, X> body) throws X {
        return lock(file).writing(body);
    }

    /** Gives back all that is held through this object, and disconnects. */
    @Override
    public void close() {
        leases.close().forEach(RedisClaim::giveUp);
        server.close();
    }

    @Override
    public String toString() {
        return "RedisLocks[" + server.name() + "]";
    }
}
