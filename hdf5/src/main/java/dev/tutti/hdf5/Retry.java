package dev.tutti.hdf5;

import java.time.Duration;
import java.util.Objects;

/**
 * How often a transaction that others overtook is begun again, and how long is waited in between: each pause is of random length, up to a bound that doubles.
 *
 * @param budget no new attempt begins when so much time has passed
 * @param firstPause the first pause is shorter than this
 * @param longestPause every pause is shorter than this
 */
public record Retry(Duration budget, Duration firstPause, Duration longestPause) {
    /** Checks the times. */
    public Retry {
        Objects.requireNonNull(budget);
        if (firstPause.isNegative() || longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException("pauses from " + firstPause + " to " + longestPause);
        }
    }

    /** For so long, with pauses from a tenth of a millisecond up to 50. */
    public static Retry within(Duration budget) {
        return new Retry(budget, Duration.ofNanos(100_000), Duration.ofMillis(50));
    }

    /** The bound of the pause after so many attempts. */
    long bound(int attempts) {
        long doubled = firstPause.toNanos() << Math.min(attempts - 1, 30);
        return doubled < 0 ? longestPause.toNanos() : Math.min(doubled, longestPause.toNanos());
    }
}
