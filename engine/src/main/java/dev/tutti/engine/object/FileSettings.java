package dev.tutti.engine.object;

import dev.tutti.storage.Storage;
import java.time.Duration;

/**
 * What an open file is given from outside.
 *
 * @param storage where the bytes lie
 * @param threads how many threads work on the chunks of one call, the caller included
 * @param lockTimeout how long to wait for a lock that somebody else holds
 */
public record FileSettings(Storage storage, int threads, Duration lockTimeout) {
    /** Checks the numbers. */
    public FileSettings {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: 1 or more are expected, found " + threads);
        }
        if (lockTimeout.isNegative()) {
            throw new IllegalArgumentException("lock timeout: " + lockTimeout + " is negative");
        }
    }
}
