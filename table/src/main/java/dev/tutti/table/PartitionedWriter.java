package dev.tutti.table;

import dev.tutti.errors.H5Exception;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.util.PropertyUtil;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows into Parquet files, one open file for each partition, a new one when one is full. At most {@value #OPEN} are open: the one that was
 * opened first is finished when there are more. Nothing refers to the files before they are committed. Not thread-safe.
 */
final class PartitionedWriter implements AutoCloseable {
    private static final int OPEN = 32;
    private static final int CHECK = 1000;

    private final WriteTarget target;
    private final long fullSize;
    private final @Nullable PartitionKey key;
    private final @Nullable InternalRecordWrapper wrapper;
    private final Map<PartitionKey, Open> partitions = new LinkedHashMap<>();
    private @Nullable Open single;
    private final List<DataFile> done = new ArrayList<>();
    private final List<String> locations = new ArrayList<>();
    private boolean completed;

    /** A file that is being written. */
    private static final class Open {
        final OutputFile file;
        final FileAppender<Record> appender;
        final @Nullable PartitionKey partition;
        long rows;

        Open(OutputFile file, FileAppender<Record> appender, @Nullable PartitionKey partition) {
            this.file = file;
            this.appender = appender;
            this.partition = partition;
        }
    }

    PartitionedWriter(WriteTarget target) {
        this.target = target;
        this.fullSize = PropertyUtil.propertyAsLong(
                target.properties(), TableProperties.WRITE_TARGET_FILE_SIZE_BYTES, TableSettings.FILE_BYTES);
        boolean partitioned = target.spec().isPartitioned();
        this.key = partitioned ? new PartitionKey(target.spec(), target.schema()) : null;
        this.wrapper = partitioned ? new InternalRecordWrapper(target.schema().asStruct()) : null;
    }

    /** All rows at once; on an error no file is left. */
    static List<DataFile> write(WriteTarget target, Iterable<Record> rows) {
        try (PartitionedWriter writer = new PartitionedWriter(target)) {
            for (Record row : rows) {
                writer.add(row);
            }
            return writer.complete();
        }
    }

    void add(Record row) {
        Open open = openFor(row);
        open.appender.add(row);
        if (++open.rows % CHECK == 0 && open.appender.length() >= fullSize) {
            finish(open);
            if (open.partition == null) {
                single = null;
            } else {
                partitions.remove(open.partition);
            }
        }
    }

    private Open openFor(Record row) {
        if (key == null || wrapper == null) {
            if (single == null) {
                single = open(null);
            }
            return single;
        }
        key.partition(wrapper.wrap(row));
        Open open = partitions.get(key);
        if (open == null) {
            if (partitions.size() == OPEN) {
                var oldest = partitions.entrySet().iterator().next();
                partitions.remove(oldest.getKey());
                finish(oldest.getValue());
            }
            PartitionKey copy = key.copy();
            open = open(copy);
            partitions.put(copy, open);
        }
        return open;
    }

    private Open open(@Nullable PartitionKey partition) {
        String name = FileFormat.PARQUET.addExtension(UUID.randomUUID().toString());
        String location = partition == null
                ? target.locations().newDataLocation(name)
                : target.locations().newDataLocation(target.spec(), partition, name);
        OutputFile file = target.io().newOutputFile(location);
        locations.add(location);
        try {
            return new Open(file, target.layout().write(file), partition);
        } catch (IOException e) {
            throw new H5Exception(location + ": the data file cannot be made: " + e.getMessage(), e);
        }
    }

    private void finish(Open open) {
        try {
            open.appender.close();
        } catch (IOException e) {
            throw new H5Exception(open.file.location() + ": the data file cannot be written: " + e.getMessage(), e);
        }
        DataFiles.Builder file = DataFiles.builder(target.spec())
                .withPath(open.file.location())
                .withFormat(FileFormat.PARQUET)
                .withFileSizeInBytes(open.appender.length())
                .withMetrics(open.appender.metrics())
                .withSplitOffsets(open.appender.splitOffsets());
        if (open.partition != null) {
            file.withPartition(open.partition);
        }
        done.add(file.build());
    }

    /** Finishes all files and returns them; the caller commits or discards them. */
    List<DataFile> complete() {
        if (single != null) {
            finish(single);
            single = null;
        }
        for (Open open : partitions.values()) {
            finish(open);
        }
        partitions.clear();
        completed = true;
        return done;
    }

    /** If the files were not completed, deletes them. */
    @Override
    public void close() {
        if (completed) {
            return;
        }
        List<Open> rest = new ArrayList<>(partitions.values());
        if (single != null) {
            rest.add(single);
        }
        for (Open open : rest) {
            try {
                open.appender.close();
            } catch (IOException | RuntimeException e) {
                // The error that led here is on its way; the file is deleted below.
                System.getLogger(PartitionedWriter.class.getPackageName())
                        .log(System.Logger.Level.DEBUG, open.file.location() + ": given up", e);
            }
        }
        WriteTarget.discard(target.io(), locations);
    }
}
