package dev.tutti.spark;

import dev.tutti.hdf5.Dataset;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** A dataset of some files as Spark's table. */
final class HdfTable implements SupportsRead {
    private final SourceOptions options;
    private final StructType schema;

    HdfTable(SourceOptions options, StructType schema) {
        this.options = options;
        this.schema = schema;
    }

    /** The columns that the first file has whose dataset is there. */
    static HdfColumns infer(SourceOptions options) {
        List<Path> files = SourceFiles.of(options);
        String query = UUID.randomUUID().toString();
        for (Path file : files) {
            try (OpenFiles.Lease lease = OpenFiles.lease(query, file.toString())) {
                lease.expect(0);
                Optional<Dataset> dataset = dataset(lease, options);
                if (dataset.isPresent()) {
                    return HdfColumns.of(dataset.get(), place(file.toString(), options), options);
                }
            }
        }
        throw new IllegalArgumentException("tutti-hdf5: none of " + files.size() + " files has a dataset "
                + options.dataset() + "; the first is " + files.get(0));
    }

    static String place(String file, SourceOptions options) {
        return "tutti-hdf5: " + file + "::" + options.dataset();
    }

    /** The dataset; empty if it is not there and may be missing. */
    static Optional<Dataset> dataset(OpenFiles.Lease lease, SourceOptions options) {
        if (options.missing() == SourceOptions.Missing.SKIP && !lease.file().contains(options.dataset())) {
            return Optional.empty();
        }
        return Optional.of(lease.file().dataset(options.dataset()));
    }

    @Override
    public String name() {
        return "tutti-hdf5 " + String.join(", ", options.paths()) + " " + options.dataset();
    }

    @Override
    @SuppressWarnings("deprecation") // every table must still have it
    public StructType schema() {
        return schema;
    }

    @Override
    public Set<TableCapability> capabilities() {
        return Set.of(TableCapability.BATCH_READ);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap more) {
        return new HdfScanBuilder(options, schema);
    }
}
