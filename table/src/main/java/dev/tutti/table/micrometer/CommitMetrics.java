package dev.tutti.table.micrometer;

import dev.tutti.table.CommitListener;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/**
 * Counts and times commits: {@code TablesOptions.standard().listener(new CommitMetrics(registry))}. Timer {@code tutti.table.commit} (tags table, outcome), timer
 * {@code tutti.table.commit.wait}, counters {@code tutti.table.commit.calls} and {@code tutti.table.commit.retries}. Thread-safe.
 */
public final class CommitMetrics implements CommitListener {
    private final MeterRegistry registry;

    /** Counts in a registry. */
    public CommitMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void committed(Commit commit) {
        String table = commit.table();
        String outcome = commit.outcome().name().toLowerCase(Locale.ROOT);
        registry.timer("tutti.table.commit", "table", table, "outcome", outcome).record(commit.took());
        registry.timer("tutti.table.commit.wait", "table", table).record(commit.waited());
        registry.counter("tutti.table.commit.calls", "table", table).increment(commit.calls());
        registry.counter("tutti.table.commit.retries", "table", table).increment(Math.max(0, commit.attempts() - 1));
    }
}
