package dev.tutti.storage.shared;

import dev.tutti.storage.lock.HostLock;
import java.io.Closeable;
import java.io.IOException;

/**
 * Memory that the processes with one file open share, and the numbered locks on it. Nothing here waits: see {@link LockWait}. A lock
 * belongs to the object that took it, so that two objects of one file exclude each other also inside one JVM; the system releases it
 * when the process dies. Words of a dead process stay as they are. Thread-safe.
 */
public interface SharedMemory extends Closeable {
    /** Identity of the open file; another one than {@code Storage.identity(path)} once the path names another file. */
    Object identity();

    /** The number of the open file in its file system (the inode's); 0 if the system has none. */
    long identityNumber();

    /** Its length in bytes, as was asked for. */
    int size();

    /** Whether words may be changed and locks taken exclusively: not if the file may only be read. */
    boolean isWritable();

    /** The word at {@code offset}, a multiple of eight; volatile. Read it once into a local before use. */
    long get(int offset);

    /** Sets the word at {@code offset}, a multiple of eight; volatile. */
    void set(int offset, long value);

    /** Sets the word at {@code offset} if it is {@code expected}; volatile. False if it was not. */
    boolean compareAndSet(int offset, long expected, long value);

    /**
     * Takes lock {@code number} without waiting, or changes the mode of one that is held (not atomically everywhere). False if another
     * object holds it in a mode that excludes this one; a lock that was held before is then held as before.
     */
    boolean tryLock(int number, HostLock.Mode mode) throws IOException;

    /** Releases lock {@code number} if it is held. */
    void unlock(int number) throws IOException;

    /** False if the system does not list a lock any more that should be held here: then nothing may be written any more. */
    boolean audit() throws IOException;

    /** Who holds lock {@code number} as far as the system tells: for example {@code "pid 4711 (java)"}, or {@code "unknown"}. */
    String holder(int number);

    /** Monotonic time in nanoseconds, of the storage that this memory is of. */
    long nanoTime();

    /** Waits for about so long, or shorter if the thread is interrupted; as the storage does that this memory is of. */
    void pause(long nanos);

    /** Releases all locks. Words can be neither read nor set after this. */
    @Override
    void close() throws IOException;
}
