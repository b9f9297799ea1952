package dev.tutti.table;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** What the commits of this process to one table have come to. Thread-safe. */
final class CommitCounters {
    /** Eight steps for each doubling, from a microsecond on. */
    private static final int STEPS = 8;

    private static final int SIZE = 40 * STEPS;

    private final String name;
    private final List<CommitListener> listeners;
    private final LongAdder commits = new LongAdder();
    private final LongAdder calls = new LongAdder();
    private final LongAdder attempts = new LongAdder();
    private final LongAdder conflicts = new LongAdder();
    private final AtomicLong refused = new AtomicLong();
    private final LongAdder unknown = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder waitedNanos = new LongAdder();
    private final AtomicLongArray latencies = new AtomicLongArray(SIZE);

    CommitCounters(String name, List<CommitListener> listeners) {
        this.name = name;
        this.listeners = listeners;
    }

    void ended(int ofCalls, int tries, long waited, long took, CommitListener.Outcome outcome) {
        calls.add(ofCalls);
        attempts.add(tries);
        waitedNanos.add(waited);
        switch (outcome) {
            case DONE -> {
                commits.increment();
                refused.set(0);
            }
            case CONFLICT -> {
                conflicts.increment();
                refused.incrementAndGet();
            }
            case UNKNOWN -> unknown.increment();
            case FAILED -> failures.increment();
        }
        double micros = Math.max(1, took / 1e3);
        latencies.incrementAndGet(Math.min(SIZE - 1, (int) (STEPS * Math.log(micros) / Math.log(2))));
        CommitListener.Commit commit = new CommitListener.Commit(
                name, ofCalls, tries, Duration.ofNanos(waited), Duration.ofNanos(took), outcome);
        for (CommitListener listener : listeners) {
            tell(listener, commit);
        }
    }

    /** What a listener throws is no reason to take a commit for failed. */
    private void tell(CommitListener listener, CommitListener.Commit commit) {
        try {
            listener.committed(commit);
        } catch (RuntimeException e) {
            System.getLogger(CommitCounters.class.getPackageName())
                    .log(System.Logger.Level.WARNING, "table " + name + ": a listener to commits has failed", e);
        }
    }

    /** How many commits were refused since the last that was not. */
    long refused() {
        return refused.get();
    }

    CommitStatistics statistics() {
        return new CommitStatistics(
                commits.sum(),
                calls.sum(),
                attempts.sum(),
                conflicts.sum(),
                unknown.sum(),
                failures.sum(),
                Duration.ofNanos(waitedNanos.sum()),
                quantile(0.5),
                quantile(0.99));
    }

    private Duration quantile(double part) {
        long all = 0;
        for (int i = 0; i < SIZE; i++) {
            all += latencies.get(i);
        }
        long below = 0;
        for (int i = 0; i < SIZE && all > 0; i++) {
            below += latencies.get(i);
            if (below >= part * all) {
                return Duration.ofNanos((long) (1e3 * Math.pow(2, (i + 0.5) / STEPS)));
            }
        }
        return Duration.ZERO;
    }
}
