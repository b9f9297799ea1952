package dev.tutti.table;

import java.util.List;
import java.util.Map;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/** What rows are written for: one schema and one partitioning of a table. Rows of one target may stand in one file. Thread-safe. */
final class WriteTarget {
    private final FixedOperations operations;
    private final Schema schema;
    private final PartitionSpec spec;
    private final ParquetLayout layout;
    private final RowEncoder encoder;

    WriteTarget(String name, TableMetadata metadata, FileIO io) {
        this(name, metadata, metadata.schema(), io);
    }

    /** For a schema that is not the table's yet. */
    WriteTarget(String name, TableMetadata metadata, Schema schema, FileIO io) {
        this.operations = new FixedOperations(metadata, io);
        this.schema = schema;
        this.spec = metadata.spec();
        this.layout = new ParquetLayout(
                schema, metadata.properties(), MetricsConfig.forTable(new BaseTable(operations, name)));
        this.encoder = new RowEncoder("table " + name, schema.asStruct());
    }

    /** Makes targets for columns that are not the table's yet. */
    interface Maker {
        WriteTarget make(Schema schema);
    }

    /** Whether rows for this target can stand in one file with rows for the other. */
    boolean isLike(WriteTarget other) {
        return schema.schemaId() == other.schema.schemaId()
                && spec.specId() == other.spec.specId()
                && schema.sameSchema(other.schema);
    }

    /** Whether it is what this version asks for. */
    boolean isLike(TableMetadata metadata) {
        return schema.schemaId() == metadata.currentSchemaId() && spec.specId() == metadata.defaultSpecId();
    }

    RowEncoder encoder() {
        return encoder;
    }

    Schema schema() {
        return schema;
    }

    PartitionSpec spec() {
        return spec;
    }

    ParquetLayout layout() {
        return layout;
    }

    Map<String, String> properties() {
        return operations.current().properties();
    }

    FileIO io() {
        return operations.io();
    }

    LocationProvider locations() {
        return operations.locationProvider();
    }

    /** Deletes files that nothing refers to and nothing will; one that cannot be deleted is left to the removal of orphans. */
    static void discard(FileIO io, List<String> locations) {
        for (String location : locations) {
            try {
                io.deleteFile(location);
            } catch (RuntimeException e) {
                System.getLogger(WriteTarget.class.getPackageName())
                        .log(System.Logger.Level.DEBUG, location + ": left behind", e);
            }
        }
    }
}
