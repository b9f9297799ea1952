package dev.tutti.storage.lock;

import java.io.Closeable;
import java.io.IOException;

/**
 * A lock of one file between processes of one host, with the rules of flock(2): it belongs to this object (an open file
 * description), not to the process, so that two HostLocks of one JVM exclude each other too; opening and closing the file
 * elsewhere in the JVM does not release it; the operating system releases it when the process dies. Thread-safe.
 */
public interface HostLock extends Closeable {
    /** Shared with other readers, or alone. */
    enum Mode {
        SHARED,
        EXCLUSIVE
    }

    /**
     * Takes the lock without waiting, or changes the mode of one that is held (not atomically). False if another holder is in the way; a lock
     * that was held before is then held as before.
     *
     * @throws IOException if the system refuses to lock at all, or if another took the lock in the middle of a change of its mode, so that nothing
     *     is held now
     */
    boolean tryLock(Mode mode) throws IOException;

    /** Releases the lock if it is held; the object can lock again. */
    void unlock() throws IOException;

    /**
     * Who holds the lock as far as the system tells: for example {@code "pid 4711 (python3), exclusive"}, several joined by ", ";
     * {@code "unknown"} where it does not.
     */
    String holders();

    /** Whether programs that lock with flock(2), as the HDF5 C library does, meet this lock. */
    default boolean stopsForeignPrograms() {
        return true;
    }

    /** Releases the lock and the file handle below it. */
    @Override
    void close() throws IOException;
}
