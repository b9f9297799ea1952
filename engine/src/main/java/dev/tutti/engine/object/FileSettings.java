package dev.tutti.engine.object;

import dev.tutti.storage.Storage;
import dev.tutti.storage.lock.Fence;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an open file is given from outside.
 *
 * @param storage where the bytes lie
 * @param threads how many threads work on the chunks of one call, the caller included
 * @param lockTimeout how long to wait for a lock that somebody else holds
 * @param fence asked before each commit whether the caller still holds the lock that it works under; null if there is none
 * @param compat what a new file is made for; files that exist keep to what they are
 */
public record FileSettings(Storage storage, int threads, Duration lockTimeout, @Nullable Fence fence, Compat compat) {
    /** Checks the numbers. */
    public FileSettings {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: 1 or more are expected, found " + threads);
        }
        if (lockTimeout.isNegative()) {
            throw new IllegalArgumentException("lock timeout: " + lockTimeout + " is negative");
        }
    }

    /**
     * Asked right before anything is written that others will see.
     *
     * @throws dev.tutti.errors.H5LockLostException if the caller's lock is lost: nothing is written then
     */
    public void checkFence() {
        if (fence != null) {
            fence.check();
        }
    }
}
