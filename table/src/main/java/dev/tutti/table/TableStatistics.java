package dev.tutti.table;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;

/**
 * Sizes of a table, and how busy it has been in the history that is kept.
 *
 * @param rows how many rows there are, as far as writers have counted
 * @param files how many data files
 * @param bytes how long they are
 * @param snapshots how many snapshots are kept
 * @param metadataBytes length of the metadata file, which each commit writes anew
 * @param history the time from the oldest snapshot that is kept to the newest
 * @param commitsPerSecond commits of that time
 * @param calls appends and changes that those commits stand for
 * @param writers commits that each process has had part in, as {@code pid@host}
 * @param waitMedian half of the commits waited at most this long for other processes
 * @param waitLongest no commit waited longer
 * @param repeated how often commits were done anew, because others had committed meanwhile
 * @param refused how many commits were refused, whether they were begun again or given up
 */
public record TableStatistics(
        long rows,
        long files,
        long bytes,
        int snapshots,
        long metadataBytes,
        Duration history,
        double commitsPerSecond,
        long calls,
        Map<String, Integer> writers,
        Duration waitMedian,
        Duration waitLongest,
        long repeated,
        long refused) {
    public TableStatistics {
        writers = Map.copyOf(writers);
    }

    static TableStatistics of(TableMetadata metadata, long metadataBytes) {
        Map<String, Integer> writers = new TreeMap<>();
        List<Long> waits = new ArrayList<>();
        long calls = 0;
        long repeated = 0;
        long refused = 0;
        long oldest = Long.MAX_VALUE;
        long newest = 0;
        for (Snapshot snapshot : metadata.snapshots()) {
            Map<String, String> summary = snapshot.summary();
            oldest = Math.min(oldest, snapshot.timestampMillis());
            newest = Math.max(newest, snapshot.timestampMillis());
            waits.add(Long.parseLong(summary.getOrDefault(dev.tutti.table.Snapshot.WAITED, "0")));
            calls += Long.parseLong(summary.getOrDefault(dev.tutti.table.Snapshot.CALLS, "1"));
            dev.tutti.table.Snapshot noted = dev.tutti.table.Snapshot.of(snapshot);
            repeated += noted.repeated();
            refused += noted.refused();
            CommitIds.writers(snapshot).forEach(writer -> writers.merge(writer, 1, Integer::sum));
        }
        waits.sort(Comparator.naturalOrder());
        int count = waits.size();
        long span = count < 2 ? 0 : newest - oldest;
        Map<String, String> current = metadata.currentSnapshot() == null
                ? Map.of()
                : metadata.currentSnapshot().summary();
        return new TableStatistics(
                Long.parseLong(current.getOrDefault("total-records", "0")),
                Long.parseLong(current.getOrDefault("total-data-files", "0")),
                Long.parseLong(current.getOrDefault("total-files-size", "0")),
                count,
                metadataBytes,
                Duration.ofMillis(span),
                span == 0 ? 0 : (count - 1) * 1e3 / span,
                calls,
                writers,
                Duration.ofMillis(count == 0 ? 0 : waits.get(count / 2)),
                Duration.ofMillis(count == 0 ? 0 : waits.get(count - 1)),
                repeated,
                refused);
    }
}
