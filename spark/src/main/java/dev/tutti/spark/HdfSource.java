package dev.tutti.spark;

import java.util.Map;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The data source {@code tutti-hdf5}: one dataset of one file or of many, read in parallel, tile by tile.
 *
 * <pre>{@code
 * Dataset<Row> rows = spark.read().format("tutti-hdf5").option("dataset", "/entry/data").load("runs/*.h5");
 * }</pre>
 *
 * <p>Which columns there are, which options, and what holds while a file is written is in docs/spark.md. Only for reading. Thread-safe.
 */
public final class HdfSource implements TableProvider, DataSourceRegister {
    /** Made by Spark. */
    public HdfSource() {}

    @Override
    public String shortName() {
        return "tutti-hdf5";
    }

    @Override
    public boolean supportsExternalMetadata() {
        return true;
    }

    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        return HdfTable.infer(SourceOptions.of(options)).schema();
    }

    @Override
    public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> properties) {
        return new HdfTable(SourceOptions.of(new CaseInsensitiveStringMap(properties)), schema);
    }
}
