package dev.tutti.spark;

import dev.tutti.hdf5.Dataset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * One query: the files as they were when it was planned, cut into tiles, and these put together to partitions. The files are opened once, in the order of their
 * names; a few numbers of each are kept.
 */
final class HdfScan implements Batch, SupportsReportStatistics {
    private final SourceOptions options;
    private final StructType wanted;
    private final Filter[] filters;
    private final String query = UUID.randomUUID().toString();
    private @Nullable List<TilePartition> planned;
    private double elements;
    private double bytes;

    HdfScan(SourceOptions options, StructType wanted, Filter[] filters) {
        this.options = options;
        this.wanted = wanted;
        this.filters = filters;
    }

    private synchronized List<TilePartition> plan() {
        if (planned != null) {
            return planned;
        }
        List<TilePartition> partitions = new ArrayList<>();
        for (Path file : SourceFiles.of(options)) {
            if (isLeft(file.toString())) {
                plan(file.toString(), partitions);
            }
        }
        planned = List.copyOf(partitions);
        return planned;
    }

    private boolean isLeft(String file) {
        for (Filter filter : filters) {
            if (filter instanceof EqualTo equal
                    && equal.attribute().equals(options.fileColumn())
                    && equal.value() instanceof String name
                    && !name.equals(file)) {
                return false;
            }
        }
        return true;
    }

    private void plan(String file, List<TilePartition> partitions) {
        try (OpenFiles.Lease lease = OpenFiles.lease(query, file)) {
            Optional<Dataset> found = HdfTable.dataset(lease, options);
            if (found.isEmpty()) {
                lease.expect(0);
                return;
            }
            Dataset dataset = found.get();
            HdfColumns columns = HdfColumns.of(dataset, HdfTable.place(file, options), options);
            for (StructField field : wanted.fields()) {
                columns.column(field);
            }
            if (dataset.size() == 0) {
                lease.expect(0);
                return;
            }
            TileGrid grid = grid(dataset, columns, HdfTable.place(file, options));
            int elementBytes = dataset.type().size();
            elements += grid.elements();
            bytes += grid.elements() * elementBytes;
            long step = (long) Math.max(1, options.partitionBytes() / grid.tileBytes(elementBytes));
            long count = grid.count();
            lease.expect((count + step - 1) / step);
            for (long first = 0; first < count; first += step) {
                partitions.add(
                        new TilePartition(query, file, lease.version(), grid, first, Math.min(count - first, step)));
            }
        }
    }

    private TileGrid grid(Dataset dataset, HdfColumns columns, String place) {
        long[] shape = dataset.shape();
        long[] from = new long[shape.length];
        long[] to = shape.clone();
        boolean one = shape.length == 1 || columns.arrayDepth() > 0;
        for (int d = 0; d < shape.length - columns.arrayDepth(); d++) {
            IndexRange range = IndexRange.ALL;
            for (Filter filter : filters) {
                range = range.and(filter, options.indexColumn() + (one ? "" : "_" + d));
            }
            from[d] = Math.min(shape[d], range.from());
            to[d] = Math.max(from[d], Math.min(shape[d], range.to()));
        }
        int[] chunk =
                dataset.layout().chunk().stream().mapToInt(Integer::intValue).toArray();
        return TileGrid.of(
                shape, chunk, from, to, dataset.type().size(), columns.arrayDepth(), options.partitionBytes(), place);
    }

    @Override
    public StructType readSchema() {
        return wanted;
    }

    @Override
    public String description() {
        return "tutti-hdf5 " + options.dataset() + " of " + String.join(", ", options.paths()) + " "
                + wanted.simpleString();
    }

    @Override
    public Batch toBatch() {
        return this;
    }

    @Override
    public InputPartition[] planInputPartitions() {
        return plan().toArray(InputPartition[]::new);
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return new TileReaderFactory(options, wanted);
    }

    @Override
    public Statistics estimateStatistics() {
        plan();
        long size = (long) Math.min(Long.MAX_VALUE, bytes);
        long rows = (long) Math.min(Long.MAX_VALUE, elements);
        return new Statistics() {
            @Override
            public OptionalLong sizeInBytes() {
                return OptionalLong.of(size);
            }

            @Override
            public OptionalLong numRows() {
                return options.rows() == SourceOptions.Rows.ARRAYS ? OptionalLong.empty() : OptionalLong.of(rows);
            }
        };
    }
}
