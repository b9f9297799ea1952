package dev.tutti.table;

import java.time.Duration;

/**
 * What a table does for itself while it is written to, so that commits stay as quick as at the beginning.
 *
 * @param maxSnapshots when there are more snapshots than this, the oldest are let go; 0 keeps all
 * @param keepSnapshots how many are kept then; tagged ones, and heads of branches, always are
 * @param smallFiles when there are at least this many small data files, they are merged in the background; 0 never merges
 * @param grace how long files that nothing refers to any more stay on disk, for readers that have begun with an older version
 */
public record Maintenance(int maxSnapshots, int keepSnapshots, int smallFiles, Duration grace) {
    public Maintenance {
        if (maxSnapshots < 0
                || keepSnapshots < 1
                || smallFiles < 0
                || (maxSnapshots > 0 && keepSnapshots > maxSnapshots)) {
            throw new IllegalArgumentException("maintenance of at most " + maxSnapshots + " snapshots, " + keepSnapshots
                    + " kept, from " + smallFiles + " small files: 1 ≤ kept ≤ at most, none below 0");
        }
        if (grace.isNegative()) {
            throw new IllegalArgumentException("a grace period of " + grace);
        }
    }

    /** At most 300 snapshots, 150 kept; merging from 500 small files; ten minutes of grace. */
    public static Maintenance standard() {
        return new Maintenance(300, 150, 500, Duration.ofMinutes(10));
    }

    /** Nothing by itself: the caller sees to it. */
    public static Maintenance byHand() {
        return new Maintenance(0, 1, 0, Duration.ofMinutes(10));
    }
}
