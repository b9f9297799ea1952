package dev.tutti.table;

import java.util.Collection;
import java.util.List;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.expressions.Evaluator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.InclusiveMetricsEvaluator;
import org.apache.iceberg.expressions.Projections;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

/** Whether rows that filters mean may have come or gone between two versions of one line of a table. Merging of files moves rows and changes none. */
final class ChangeCheck {
    private final Table table;
    private final TableMetadata metadata;
    private final List<Expression> filters;
    private final Head head;

    private ChangeCheck(Head head, TableMetadata metadata, FileIO io, Collection<Expression> filters) {
        this.table = new BaseTable(new FixedOperations(metadata, io), head.table());
        this.head = head;
        this.metadata = metadata;
        this.filters = List.copyOf(filters);
    }

    /**
     * The snapshot that may have changed what the filters mean, or null if there is none.
     *
     * @param from the snapshot that was read; null for the empty table
     * @return also if the history does not reach back so far
     */
    static @Nullable String since(
            Head head, TableMetadata metadata, @Nullable Long from, FileIO io, Collection<Expression> filters) {
        if (filters.isEmpty()) {
            return null;
        }
        return new ChangeCheck(head, metadata, io, filters).since(from);
    }

    private @Nullable String since(@Nullable Long from) {
        Snapshot snapshot = head.newest(metadata);
        while (snapshot != null && (from == null || snapshot.snapshotId() != from)) {
            if (!DataOperations.REPLACE.equals(snapshot.operation()) && isChange(snapshot)) {
                return "snapshot " + snapshot.snapshotId() + ", of operation " + snapshot.operation()
                        + ", has changed rows that were read";
            }
            Long parent = snapshot.parentId();
            snapshot = parent == null ? null : metadata.snapshot(parent);
            if (parent != null && snapshot == null) {
                return "the history that is kept does not reach back to the version that was read";
            }
        }
        return snapshot == null && from != null
                ? "the version that was read is not in the table's history any more"
                : null;
    }

    private boolean isChange(Snapshot snapshot) {
        SnapshotChanges changes = SnapshotChanges.builderFor(table)
                .snapshot(snapshot)
                .executeWith(DirectExecutor.INSTANCE)
                .build();
        if (changes.addedDeleteFiles().iterator().hasNext()) {
            return true;
        }
        for (DataFile file : changes.addedDataFiles()) {
            if (mayMatch(file)) {
                return true;
            }
        }
        for (DataFile file : changes.removedDataFiles()) {
            if (mayMatch(file)) {
                return true;
            }
        }
        return false;
    }

    private boolean mayMatch(DataFile file) {
        PartitionSpec spec = metadata.spec(file.specId());
        for (Expression filter : filters) {
            boolean partition = spec.isUnpartitioned()
                    || new Evaluator(
                                    spec.partitionType(),
                                    Projections.inclusive(spec).project(filter))
                            .eval(file.partition());
            if (partition && new InclusiveMetricsEvaluator(metadata.schema(), filter).eval(file)) {
                return true;
            }
        }
        return false;
    }
}
