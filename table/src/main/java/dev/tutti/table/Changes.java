package dev.tutti.table;

import dev.tutti.errors.H5NotFoundException;
import java.io.Closeable;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.IncrementalAppendScan;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/** What was appended between two versions. */
final class Changes {
    private Changes() {}

    /**
     * A scan of what was appended after {@code from}, up to the newest version of {@code metadata}.
     *
     * @param from a snapshot, or null for the empty table
     */
    static Scan between(TableCore core, @Nullable Long from, TableMetadata metadata) {
        BaseTable table = new BaseTable(new FixedOperations(metadata, core.io()), core.name());
        org.apache.iceberg.Snapshot newest = core.head().newest(metadata);
        if (from != null
                && (metadata.snapshot(from) == null
                        || newest == null
                        || !SnapshotUtil.isAncestorOf(table, newest.snapshotId(), from))) {
            throw new H5NotFoundException("table " + core.name() + ": snapshot " + from
                    + " was let go, or did not lead to the newest version; read the whole table and follow from there");
        }
        return new Scan(new Source(core, table, from, newest), core.options().threads());
    }

    private record Source(
            TableCore core, BaseTable table, @Nullable Long from, org.apache.iceberg.@Nullable Snapshot newest)
            implements Scan.ScanSource {
        @Override
        public String name() {
            return core.name();
        }

        @Override
        public Schema schema() {
            return table.schema();
        }

        @Override
        public FileIO io() {
            return table.io();
        }

        @Override
        public CloseableIterable<FileScanTask> plan(Expression filter) {
            if (newest == null || (from != null && from == newest.snapshotId())) {
                return CloseableIterable.empty();
            }
            IncrementalAppendScan scan = table.newIncrementalAppendScan().toSnapshot(newest.snapshotId());
            if (from != null) {
                scan = scan.fromSnapshotExclusive(from);
            }
            CloseableIterable<FileScanTask> tasks = scan.filter(filter).planFiles();
            Closeable open = tasks;
            return CloseableIterable.combine(tasks, open);
        }
    }
}
