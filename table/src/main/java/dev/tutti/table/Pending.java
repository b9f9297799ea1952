package dev.tutti.table;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;

/** What waits for its commit: rows to write, or files that are written. */
abstract class Pending {
    final WriteTarget target;
    final List<Record> rows;
    final List<DataFile> files;

    Pending(WriteTarget target, List<Record> rows, List<DataFile> files) {
        this.target = target;
        this.rows = rows;
        this.files = files;
    }

    /** How many calls of users it stands for. */
    int calls() {
        return 1;
    }

    /** What callers call it, if they do. */
    abstract List<String> callerIds();

    /** By what name it was handed from one process to another, or null. */
    abstract @Nullable String relayId();

    /** All names by which it may be in the table already. */
    final List<String> ids() {
        List<String> ids = new ArrayList<>(callerIds());
        String relayed = relayId();
        if (relayed != null) {
            ids.add(relayed);
        }
        return ids;
    }

    /** Whether it still is this process's to commit. */
    boolean isHeld() {
        return true;
    }

    /** Throws {@link CommitLoop.Forgotten} if it may have been committed before, and a version has forgotten whether it was. Names that it still has were looked for before. */
    void demandKnown(TableMetadata base) {
        // Only one that was handed over may.
    }

    /** It is in the table. */
    abstract void done(Snapshot snapshot);

    /** It was in the table before. */
    abstract void doneBefore(Snapshot snapshot);

    /** It is not in the table, or nobody knows. */
    abstract void failed(RuntimeException error);

    abstract boolean isDone();
}
