package dev.tutti.table;

import dev.tutti.errors.H5UnsupportedException;
import java.util.Map;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericDeleteFilter;
import org.apache.iceberg.data.IdentityPartitionConverters;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.expressions.Evaluator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.util.PartitionUtil;
import org.jspecify.annotations.Nullable;

/** Reads the rows of one data file, or a part of it: without those that are deleted, and without those that the filter does not mean. Thread-safe. */
final class ScanReader {
    private final FileIO io;
    private final Schema table;
    private final Schema projection;
    private final @Nullable Expression whole;

    /**
     * Makes a reader.
     *
     * @param table all columns
     * @param projection the columns to read; those of the filter must be among them
     */
    ScanReader(FileIO io, Schema table, Schema projection) {
        this(io, table, projection, null);
    }

    /**
     * Makes a reader.
     *
     * @param whole the filter of all files; null if each task's own, which leaves out what the partition has answered, is as good
     */
    ScanReader(FileIO io, Schema table, Schema projection, @Nullable Expression whole) {
        this.io = io;
        this.table = table;
        this.projection = projection;
        this.whole = whole;
    }

    Schema projection() {
        return projection;
    }

    /** The rows that the filter means; they may have more columns behind those that were asked for. */
    CloseableIterable<Record> open(FileScanTask task) {
        return open(task, whole == null ? task.residual() : whole);
    }

    /** All rows that are not deleted. */
    CloseableIterable<Record> openWhole(FileScanTask task) {
        return open(task, Expressions.alwaysTrue());
    }

    private CloseableIterable<Record> open(FileScanTask task, Expression filter) {
        if (task.file().format() != FileFormat.PARQUET) {
            throw new H5UnsupportedException(task.file().location() + ": data files of the format "
                    + task.file().format() + " are not read here; Parquet is");
        }
        return new FileRows(task.file().location(), () -> rows(task, filter));
    }

    private CloseableIterable<Record> rows(FileScanTask task, Expression filter) {
        GenericDeleteFilter deletes = new GenericDeleteFilter(io, task, table, projection);
        Schema read = deletes.requiredSchema();
        Map<Integer, ?> constants = PartitionUtil.constantsMap(task, IdentityPartitionConverters::convertConstant);
        CloseableIterable<Record> rows = Parquet.read(io.newInputFile(task.file()))
                .project(read)
                .split(task.start(), task.length())
                .filter(filter)
                .createReaderFunc(type -> GenericParquetReaders.buildReader(read, type, constants))
                .build();
        CloseableIterable<Record> left = deletes.filter(rows);
        if (filter == Expressions.alwaysTrue()) {
            return left;
        }
        Evaluator evaluator = new Evaluator(read.asStruct(), filter, true);
        InternalRecordWrapper wrapper = new InternalRecordWrapper(read.asStruct());
        return CloseableIterable.filter(left, row -> evaluator.eval(wrapper.wrap(row)));
    }
}
