package dev.tutti.table;

import dev.tutti.errors.H5BusyException;
import dev.tutti.locks.Hold;
import dev.tutti.locks.LockOptions;
import dev.tutti.locks.Locks;
import dev.tutti.locks.SharedLock;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lets the processes of this host commit one after the other, in the order of arrival, so that none of them works for nothing. Only the catalog decides what
 * is committed: who does not get the lock in time commits without it, safely.
 */
final class CommitLock {
    private final @Nullable SharedLock lock;

    private CommitLock(@Nullable SharedLock lock) {
        this.lock = lock;
    }

    /** No lock: for catalogs whose users are on many hosts. */
    static CommitLock none() {
        return new CommitLock(null);
    }

    /** The lock of that name, in the folder of locks. */
    static CommitLock at(Path place) {
        return new CommitLock(Locks.file(place, LockOptions.fair()));
    }

    /** The lock, or null if it was not had in time or there is none. */
    @Nullable
    Hold take(Duration longest) {
        if (lock == null) {
            return null;
        }
        try {
            return lock.write(longest);
        } catch (H5BusyException e) {
            return null;
        }
    }

    /** The lock if that needs no waiting, or null; an absent lock is never had. */
    @Nullable
    Hold tryTake() {
        return lock == null ? null : lock.tryWrite();
    }
}
