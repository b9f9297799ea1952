package dev.tutti.locks;

import dev.tutti.storage.lock.ProcessIdentity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One who holds a lock, or waits for it.
 *
 * @param mode what for
 * @param host the name of its host
 * @param pid the number of its process there
 * @param startTime when that process started, as in {@link ProcessIdentity}: tells it from a later one with the same number
 * @param bootId the boot of the host, as in {@link ProcessIdentity}
 * @param thread the name of its thread
 * @param since when it got the lock, or began to wait
 * @param token the fencing token of the hold; 0 of one who waits
 */
public record Holder(
        LockMode mode, String host, long pid, long startTime, String bootId, String thread, Instant since, long token) {
    static final Holder NOBODY = new Holder(LockMode.READ, "", 0, 0, "", "", Instant.EPOCH, 0);

    /** Whether its process still runs; one of another host counts as running. */
    public boolean isAlive() {
        return new ProcessIdentity(pid, startTime, host, bootId).isAlive();
    }

    /** For messages: "pid 4711 on lab-2, writing since 2026-11-21T15:00:03Z". */
    public String describe() {
        return "pid " + pid + " on " + host + ", " + (token == 0 ? "waiting for " : "") + mode.doing() + " since "
                + since.truncatedTo(ChronoUnit.SECONDS);
    }
}
