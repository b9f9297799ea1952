package dev.tutti.table;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Follows what is appended to a table, snapshot after snapshot; nothing is missed and nothing comes twice.
 *
 * <pre>{@code
 * TableFollower follower = table.follow();
 * while (running) {
 *     follower.next(Duration.ofSeconds(1)).ifPresent(news -> news.rows().rows().forEach(…));
 * }
 * }</pre>
 *
 * A follower that falls so far behind that the snapshot it has reached is let go gets an error; a tag on it would have kept it. For one thread.
 */
public final class TableFollower {
    private static final long PAUSE_MILLIS = 20;

    private final TableCore core;
    private @Nullable Long reached;

    TableFollower(TableCore core, org.apache.iceberg.@Nullable Snapshot from) {
        this.core = core;
        this.reached = from == null ? null : from.snapshotId();
    }

    /**
     * What was appended since the last call.
     *
     * @param snapshot the newest snapshot; to go on from with {@link Table#follow(long)}
     * @param rows the rows that were appended
     */
    public record News(Snapshot snapshot, Scan rows) {}

    /**
     * Waits for commits.
     *
     * @return what was appended; empty if nothing was committed within {@code longest}, or the thread was interrupted
     * @throws dev.tutti.errors.H5NotFoundException if the snapshot that was reached was let go
     */
    public Optional<News> next(Duration longest) {
        long begun = System.nanoTime();
        while (true) {
            TableMetadata metadata = core.newest();
            org.apache.iceberg.Snapshot newest = core.head().newest(metadata);
            if (newest != null && (reached == null || newest.snapshotId() != reached)) {
                Scan rows = Changes.between(core, reached, metadata);
                reached = newest.snapshotId();
                return Optional.of(new News(Snapshot.of(newest), rows));
            }
            long left = longest.toNanos() - (System.nanoTime() - begun);
            if (left <= 0) {
                return Optional.empty();
            }
            try {
                TimeUnit.NANOSECONDS.sleep(Math.min(left, PAUSE_MILLIS * 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }
}
