package dev.tutti.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.expressions.Expression;

/** One step of a transaction, which can be done upon any version. */
sealed interface TransactionStep {
    /** Rows that are in files already. */
    record Append(List<DataFile> files) implements TransactionStep {}

    /** Rows that go or change, and rows that come in the same snapshot. */
    record Change(RowChange change, List<DataFile> files) implements TransactionStep {}

    /** Columns that come, go or change. */
    record Columns(SchemaChange change) implements TransactionStep {}

    /** Properties that are set. */
    record Properties(Map<String, String> values) implements TransactionStep {}

    /** Does steps in one of Iceberg's transactions. Files that it writes are its own; the caller discards them if the commit fails. */
    final class Runner {
        private final Head head;
        private final Transaction transaction;
        private final WriteTarget.Maker targets;
        private final int threads;
        private final BiConsumer<SnapshotUpdate<?>, Integer> note;
        private final List<String> written = new ArrayList<>();
        private final List<Expression> filters = new ArrayList<>();
        private int snapshots;

        Runner(
                Head head,
                Transaction transaction,
                WriteTarget.Maker targets,
                int threads,
                BiConsumer<SnapshotUpdate<?>, Integer> note) {
            this.head = head;
            this.transaction = transaction;
            this.targets = targets;
            this.threads = threads;
            this.note = note;
        }

        /** The files that were written for this run. */
        List<String> written() {
            return written;
        }

        /** What the rewritten rows were chosen by. */
        List<Expression> filters() {
            return filters;
        }

        void run(TransactionStep step) {
            if (step instanceof Append append) {
                AppendFiles update = transaction.newAppend();
                append.files().forEach(update::appendFile);
                commit(update);
            } else if (step instanceof Change change) {
                change(change);
            } else if (step instanceof Columns columns) {
                UpdateSchema update = transaction.updateSchema();
                columns.change().applyTo(update, transaction.table().schema().asStruct());
                update.commit();
            } else {
                UpdateProperties update = transaction.updateProperties();
                ((Properties) step).values().forEach(update::set);
                update.commit();
            }
        }

        private void change(Change step) {
            WriteTarget target = targets.make(transaction.table().schema());
            Expression filter = FilterBinding.bind(
                    "table " + head.table(), target.schema(), step.change().filter());
            filters.add(filter);
            Rewrite rewrite = Rewrite.of(head, reached(target), target, step.change(), threads);
            rewrite.added().forEach(file -> written.add(file.location()));
            if (rewrite.removed().isEmpty() && step.files().isEmpty()) {
                return; // No row is meant.
            }
            OverwriteFiles update = transaction.newOverwrite();
            rewrite.removed().forEach(update::deleteFile);
            rewrite.added().forEach(update::addFile);
            step.files().forEach(update::addFile);
            Snapshot base = head.newest(metadata());
            if (base != null) {
                update.validateFromSnapshot(base.snapshotId());
            }
            update.conflictDetectionFilter(filter).validateNoConflictingData().validateNoConflictingDeletes();
            commit(update);
        }

        /** The version that the steps so far have made, to be read. */
        private Table reached(WriteTarget target) {
            return new BaseTable(new FixedOperations(metadata(), target.io()), head.table());
        }

        private TableMetadata metadata() {
            return ((HasTableOperations) transaction.table()).operations().current();
        }

        private <T extends SnapshotUpdate<T>> void commit(T update) {
            head.aim(update).scanManifestsWith(DirectExecutor.INSTANCE).writeManifestsWith(DirectExecutor.INSTANCE, 1);
            note.accept(update, snapshots++);
            update.commit();
        }
    }
}
