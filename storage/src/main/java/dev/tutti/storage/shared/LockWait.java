package dev.tutti.storage.shared;

import dev.tutti.storage.lock.HostLock;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Waits for a lock of shared memory: looks again and again for some microseconds, then with growing pauses of random length, so that those who
 * wait do not meet. Nobody queues; each pause is short enough that all come to their turn. Interrupts neither shorten nor end
 * the wait and are still there afterwards.
 */
public final class LockWait {
    private static final long SPIN_NANOS = 20_000;

    /** A simulated clock may stand still while one spins. */
    private static final int SPINS = 32;

    private static final long SHORTEST_PAUSE = 20_000;
    private static final long LONG_PAUSE = 500_000;

    /** After long waits. A hundred processes that look every half millisecond leave the one that has the lock no time to come to its end. */
    private static final long LONGEST_PAUSE = 5_000_000;

    /** A wait becomes longer by this part of it at most. */
    private static final int PART = 16;

    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE / 4);

    private LockWait() {}

    /** Takes lock {@code number} exclusively. See the longer form. */
    public static void acquire(SharedMemory memory, int number, Duration timeout, Supplier<String> holder)
            throws IOException, LockTimeoutException {
        acquire(memory, number, HostLock.Mode.EXCLUSIVE, timeout, holder);
    }

    /**
     * Takes lock {@code number} or throws.
     *
     * @param timeout how long to wait; with zero it is tried once
     * @param holder names who holds it, asked when the time is over
     * @throws LockTimeoutException if somebody else still holds it when the time is over
     */
    public static void acquire(
            SharedMemory memory, int number, HostLock.Mode mode, Duration timeout, Supplier<String> holder)
            throws IOException, LockTimeoutException {
        if (memory.tryLock(number, mode)) {
            return;
        }
        long start = memory.nanoTime();
        long limit = (timeout.compareTo(FOR_EVER) > 0 ? FOR_EVER : timeout).toNanos();
        boolean interrupted = false;
        try {
            long waited = 0;
            for (int attempt = 0; waited < limit; attempt++) {
                if (attempt < SPINS && waited < SPIN_NANOS) {
                    Thread.onSpinWait();
                } else {
                    interrupted |= Thread.interrupted(); // A set flag would end every pause at once.
                    memory.pause(Math.min(pause(attempt, start, waited), limit - waited));
                }
                if (memory.tryLock(number, mode)) {
                    return;
                }
                waited = memory.nanoTime() - start;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        throw new LockTimeoutException(number, timeout, holder.get());
    }

    /** Between the shortest pause and a bound that doubles with every fourth attempt, and later grows with the wait. By the clock alone, so that a simulation repeats. */
    private static long pause(int attempt, long start, long waited) {
        long most = Math.max(LONG_PAUSE, Math.min(LONGEST_PAUSE, waited / PART));
        long bound = Math.min(most, SHORTEST_PAUSE << Math.min(attempt / 4 + 1, 10));
        long mixed = (start + waited + attempt) * 0x9E3779B97F4A7C15L;
        return SHORTEST_PAUSE + (mixed >>> 33) % (bound - SHORTEST_PAUSE + 1);
    }
}
