package dev.tutti.spark;

import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownFilters;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;

/** Takes from Spark which columns a query needs, and which indices and files its conditions leave. */
final class HdfScanBuilder implements SupportsPushDownRequiredColumns, SupportsPushDownFilters {
    private final SourceOptions options;
    private final StructType schema;
    private StructType wanted;
    private Filter[] filters = new Filter[0];

    HdfScanBuilder(SourceOptions options, StructType schema) {
        this.options = options;
        this.schema = schema;
        this.wanted = schema;
    }

    /** Columns are left out; what is left of one is all of it. */
    @Override
    public void pruneColumns(StructType required) {
        StructType pruned = new StructType();
        for (String name : required.fieldNames()) {
            pruned = pruned.add(schema.apply(name));
        }
        wanted = pruned;
    }

    /** All are left for Spark to look at, too: tiles go by the outermost values only. */
    @Override
    public Filter[] pushFilters(Filter[] given) {
        filters = given.clone();
        return given;
    }

    @Override
    public Filter[] pushedFilters() {
        return new Filter[0];
    }

    @Override
    public Scan build() {
        return new HdfScan(options, wanted, filters);
    }
}
