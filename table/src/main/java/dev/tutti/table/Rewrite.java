package dev.tutti.table;

import dev.tutti.errors.H5Exception;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * A change of rows as a change of files: files with rows that are meant go, files with the rest of their rows and with the changed ones come. Any Parquet reader
 * sees the result, without knowing of deletes. Files of which all rows go are not read.
 *
 * @param removed files that go
 * @param added files that come
 */
record Rewrite(List<DataFile> removed, List<DataFile> added) {
    /** Works out the change upon a version, and writes the files that come; on an error none is left. */
    static Rewrite of(Head head, Table version, WriteTarget target, RowChange change, int threads) {
        Expression filter = FilterBinding.bind("table " + head.table(), version.schema(), change.filter());
        List<FileScanTask> tasks = new ArrayList<>();
        try (CloseableIterable<FileScanTask> planned =
                head.scan(version).filter(filter).planFiles()) {
            planned.forEach(tasks::add);
        } catch (IOException e) {
            throw new H5Exception("table " + head.table() + ": its files cannot be listed", e);
        }
        return new Work(head.table(), version, target, change, tasks).run(threads);
    }

    /** Files divided among threads. */
    private static final class Work {
        private final String where;
        private final Table version;
        private final WriteTarget target;
        private final RowChange change;
        private final List<FileScanTask> tasks;
        private final AtomicInteger next = new AtomicInteger();
        private final List<DataFile> removed = new ArrayList<>();
        private final List<DataFile> added = new ArrayList<>();
        private volatile @Nullable Throwable failure;

        Work(String name, Table version, WriteTarget target, RowChange change, List<FileScanTask> tasks) {
            this.where = "table " + name;
            this.version = version;
            this.target = target;
            this.change = change;
            this.tasks = tasks;
        }

        Rewrite run(int threads) {
            List<Thread> helpers = new ArrayList<>();
            for (int i = 1; i < Math.min(threads, tasks.size()); i++) {
                Thread helper = new Thread(this::part, "tutti-table-rewrite-" + i);
                helper.setDaemon(true);
                helper.start();
                helpers.add(helper);
            }
            part();
            boolean interrupted = false;
            for (Thread helper : helpers) {
                while (helper.isAlive()) {
                    try {
                        helper.join();
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            Throwable error = failure;
            if (error == null) {
                return new Rewrite(List.copyOf(removed), List.copyOf(added));
            }
            WriteTarget.discard(
                    target.io(), added.stream().map(DataFile::location).toList());
            if (error instanceof Error serious) {
                throw serious;
            }
            throw error instanceof RuntimeException known
                    ? known
                    : new H5Exception(where + ": rows cannot be changed: " + error.getMessage(), error);
        }

        private void part() {
            List<DataFile> gone = new ArrayList<>();
            try (PartitionedWriter writer = new PartitionedWriter(target)) {
                int task = next.getAndIncrement();
                while (task < tasks.size() && failure == null) {
                    if (isTouched(tasks.get(task))) {
                        if (!goesWhole(tasks.get(task))) {
                            rewrite(tasks.get(task), writer);
                        }
                        gone.add(tasks.get(task).file());
                    }
                    task = next.getAndIncrement();
                }
                if (failure == null) {
                    List<DataFile> written = writer.complete();
                    synchronized (this) {
                        removed.addAll(gone);
                        added.addAll(written);
                    }
                }
            } catch (Throwable e) {
                failure = e;
            }
        }

        /** Whether the partition alone tells that each row is meant and goes. */
        private boolean goesWhole(FileScanTask task) {
            return change.isDelete()
                    && change.isExact()
                    && FilterBinding.suitsPartitions(change.filter())
                    && task.residual() == Expressions.alwaysTrue();
        }

        private boolean isTouched(FileScanTask task) throws IOException {
            if (goesWhole(task)) {
                return true;
            }
            Schema few = version.schema().select(FilterBinding.columns(where, version.schema(), change.filter()));
            Schema columns = few.columns().isEmpty()
                    ? version.schema().select(version.schema().columns().get(0).name())
                    : few;
            Predicate<Record> test = change.test(where, columns);
            try (CloseableIterable<Record> rows =
                    new ScanReader(target.io(), version.schema(), columns).openWhole(task)) {
                for (Record row : rows) {
                    if (test.test(row)) {
                        return true;
                    }
                }
            }
            return false;
        }

        private void rewrite(FileScanTask task, PartitionedWriter writer) throws IOException {
            Predicate<Record> test = change.test(where, version.schema());
            List<String> names =
                    version.schema().columns().stream().map(NestedField::name).toList();
            RowDecoder decoder = new RowDecoder(version.schema().asStruct(), names);
            try (CloseableIterable<Record> rows =
                    new ScanReader(target.io(), version.schema(), version.schema()).openWhole(task)) {
                for (Record row : rows) {
                    Record kept = test.test(row) ? change.replace(row, decoder, target.encoder()) : row;
                    if (kept != null) {
                        writer.add(kept);
                    }
                }
            }
        }
    }
}
