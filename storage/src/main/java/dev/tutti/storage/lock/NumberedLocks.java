package dev.tutti.storage.lock;

import java.io.Closeable;
import java.io.IOException;

/**
 * Numbered locks of one file between processes of one host, each of one byte far beyond all content. They belong to this
 * object, so that two objects exclude each other in one JVM too; the system releases them when the process dies. They
 * know nothing of flock(2). Thread-safe.
 */
public interface NumberedLocks extends Closeable {
    /** Where the byte of lock 0 is. Windows' locks hinder reads and writes, so it is one that no file ever has. */
    long FIRST = 1L << 40;

    /**
     * Takes lock {@code number} without waiting, or changes the mode of one that is held (not atomically everywhere). False if another object
     * holds it in a mode that excludes this one; a lock that was held before is then held as before.
     */
    boolean tryLock(int number, HostLock.Mode mode) throws IOException;

    /** Releases lock {@code number} if it is held. */
    void unlock(int number) throws IOException;

    /**
     * False if the system does not list a lock any more that should be held here: another part of the JVM has closed the file, and with
     * that released it. True where the system's locks cannot be lost in that way.
     */
    boolean audit() throws IOException;

    /** Who holds lock {@code number}: for example {@code "pid 4711 (java)"}; {@code "unknown"} where the system does not tell or nobody does. */
    String holder(int number);

    /** Releases all locks. */
    @Override
    void close() throws IOException;
}
