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
    /** A line for each other process whose calls the commit has: by what name they were handed over, and by whom. */
    static final String RELAYED = "tutti.relayed";

    static final String WAITED = "tutti.waited-ms";
    static final String REPEATED = "tutti.repeated";
    static final String REFUSED = "tutti.refused";
    static final String CALLS = "tutti.calls";
    /** The branch that the commit was made to, if not main. */
    static final String BRANCH = "tutti.branch";

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

    /** How often the commit was done anew, because others had committed meanwhile; 0 as well where the writer did not say. */
    public long repeated() {
        return noted(REPEATED);
    }

    /** How many commits of the writing process were refused since its last one before this, whether they were begun again or given up; 0 as well where it did not say. */
    public long refused() {
        return noted(REFUSED);
    }

    private long noted(String key) {
        String text = summary.getOrDefault(key, "0");
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    private OptionalLong count(String key) {
        String text = summary.get(key);
        return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }
}
