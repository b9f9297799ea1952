package dev.tutti.engine.wal;

import java.time.Duration;

/**
 * How a session behaves.
 *
 * @param lockTimeout how long to wait for other writers
 * @param durability the barriers of checkpoints, seals and ends: with {@link Durability#PROCESS} none
 * @param segmentBytes a log segment that is longer is followed by a new one
 * @param checkpointBytes so much log calls for a checkpoint
 * @param mostBytes so much log makes commits fail: an old snapshot or a foreign reader holds it back
 * @param idleUnseal so long after the last commit the file becomes plain HDF5 again
 * @param tick how often a thread of its own does what has to be done from time to time; with zero there is none, and the owner does it
 * @param foreignReaders when other programs may read the file
 */
public record SessionSettings(
        Duration lockTimeout,
        Durability durability,
        long segmentBytes,
        long checkpointBytes,
        long mostBytes,
        Duration idleUnseal,
        Duration tick,
        ForeignReaders foreignReaders) {
    /** For programs that are not Tutti when the file is plain. */
    public SessionSettings(
            Duration lockTimeout,
            Durability durability,
            long segmentBytes,
            long checkpointBytes,
            long mostBytes,
            Duration idleUnseal,
            Duration tick) {
        this(
                lockTimeout,
                durability,
                segmentBytes,
                checkpointBytes,
                mostBytes,
                idleUnseal,
                tick,
                ForeignReaders.WHEN_PLAIN);
    }

    /** What files are opened with where nothing else is asked for. */
    public static SessionSettings standard(Duration lockTimeout) {
        return new SessionSettings(
                lockTimeout,
                Durability.CONSISTENT,
                16L << 20,
                4L << 20,
                1L << 30,
                Duration.ofSeconds(2),
                Duration.ofMillis(100),
                ForeignReaders.WHEN_PLAIN);
    }

    /** The same with other barriers. */
    public SessionSettings durability(Durability level) {
        return new SessionSettings(
                lockTimeout, level, segmentBytes, checkpointBytes, mostBytes, idleUnseal, tick, foreignReaders);
    }

    /** The same with other rules for programs that are not Tutti. */
    public SessionSettings foreignReaders(ForeignReaders when) {
        return new SessionSettings(
                lockTimeout, durability, segmentBytes, checkpointBytes, mostBytes, idleUnseal, tick, when);
    }

    boolean secure() {
        return durability != Durability.PROCESS;
    }
}
