package dev.tutti.engine.object;

import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.storage.Storage;
import dev.tutti.storage.lock.HostLock;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/** The lock that the C library takes on its files, with a bounded wait and the holder named. */
public final class FileLock {
    private static final long PAUSE_NANOS = 2_000_000;

    private FileLock() {}

    /**
     * Takes the lock or throws.
     *
     * @param purpose what the lock is for, for the message: "reading", "changing"
     * @throws H5BusyException if somebody else still holds it when the time is over
     */
    public static HostLock take(Storage storage, Path path, HostLock.Mode mode, Duration wait, String purpose) {
        HostLock lock = null;
        try {
            lock = storage.lock(path);
            long deadline = storage.nanoTime() + wait.toNanos();
            while (!lock.tryLock(mode)) {
                if (storage.nanoTime() - deadline >= 0) {
                    String holder = lock.holders();
                    lock.close();
                    throw new H5BusyException(
                            path + ": in use, so that it cannot be opened for " + purpose + " now: held by " + holder
                                    + "; close it there, wait longer (lockTimeout), or read it with H5.follow while it is live",
                            holder);
                }
                storage.pause(PAUSE_NANOS);
            }
            return lock;
        } catch (NoSuchFileException e) {
            throw new H5NotFoundException(path + ": no such file");
        } catch (IOException e) {
            throw new H5Exception(path + ": locking failed: " + e.getMessage(), e);
        }
    }

    /** Gives a lock back; a failure to do so is an error of the system, not of the file. */
    public static void release(HostLock lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new H5Exception("releasing a lock failed: " + e.getMessage(), e);
        }
    }
}
