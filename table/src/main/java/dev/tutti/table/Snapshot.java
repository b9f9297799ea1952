package dev.tutti.table;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A version of a table.
 *
 * @param id its number, unique in the table and without order
 * @param parent that of the version before it, or null
 * @param sequence 1, 2, 3, … in the order of commits
 * @param time when it was committed, by the clock of the machine that did
 * @param operation {@code append}, {@code overwrite}, {@code delete}, or {@code replace} where rows stay as they are
 * @param summary what the commit says of itself: counts, and what writers noted
 */
public record Snapshot(
        long id, @Nullable Long parent, long sequence, Instant time, String operation, Map<String, String> summary) {
    static final String COMMIT_ID = "tutti.commit-id";
    static final String CALLER_IDS = "tutti.caller-ids";
    static final String WRITER = "tutti.writer";
    static final String WAITED = "tutti.waited-ms";
    static final String CALLS = "tutti.calls";

    public Snapshot {
        summary = Map.copyOf(summary);
    }

    static Snapshot of(org.apache.iceberg.Snapshot snapshot) {
        String operation = snapshot.operation();
        return new Snapshot(
                snapshot.snapshotId(),
                snapshot.parentId(),
                snapshot.sequenceNumber(),
                Instant.ofEpochMilli(snapshot.timestampMillis()),
                operation == null ? "unknown" : operation,
                snapshot.summary());
    }

    /** Number of rows in the table, if the writer has counted them. */
    public OptionalLong rows() {
        return count("total-records");
    }

    /** Number of rows that the commit has added, if the writer has counted them. */
    public OptionalLong addedRows() {
        return count("added-records");
    }

    /** Number of data files in the table, if the writer has counted them. */
    public OptionalLong files() {
        return count("total-data-files");
    }

    private OptionalLong count(String key) {
        String text = summary.get(key);
        return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }
}
