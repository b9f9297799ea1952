package dev.tutti.table;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

/** One version of a table, which does not change, with the columns that it had. Its files can be read until they are let go by maintenance. Thread-safe. */
public final class TableView {
    private final String name;
    private final TableMetadata metadata;
    private final org.apache.iceberg.@Nullable Snapshot snapshot;
    private final org.apache.iceberg.Schema schema;
    private final FileIO io;
    private final TablesOptions options;
    private final Consumer<Filter> reads;
    /** The line whose newest version this is; null for one of the past. */
    private final @Nullable Head head;

    private TableView(
            String name,
            TableMetadata metadata,
            org.apache.iceberg.@Nullable Snapshot snapshot,
            org.apache.iceberg.Schema schema,
            FileIO io,
            TablesOptions options,
            Consumer<Filter> reads,
            @Nullable Head head) {
        this.name = name;
        this.metadata = metadata;
        this.snapshot = snapshot;
        this.schema = schema;
        this.io = io;
        this.options = options;
        this.reads = reads;
        this.head = head;
    }

    /** The newest version of a line that metadata knows. */
    static TableView current(
            Head head, TableMetadata metadata, FileIO io, TablesOptions options, Consumer<Filter> reads) {
        return new TableView(
                head.table(), metadata, head.newest(metadata), metadata.schema(), io, options, reads, head);
    }

    /** A version of the past, with the columns of that time. */
    static TableView past(
            String name,
            TableMetadata metadata,
            org.apache.iceberg.Snapshot snapshot,
            FileIO io,
            TablesOptions options) {
        Integer schemaId = snapshot.schemaId();
        org.apache.iceberg.Schema schema =
                schemaId == null ? null : metadata.schemasById().get(schemaId);
        return new TableView(
                name, metadata, snapshot, schema == null ? metadata.schema() : schema, io, options, filter -> {}, null);
    }

    /** The snapshot; empty if nothing was ever committed. */
    public Optional<Snapshot> snapshot() {
        return Optional.ofNullable(snapshot).map(Snapshot::of);
    }

    /** The columns. */
    public Schema schema() {
        return IcebergTypes.schema(schema);
    }

    /** How files are divided, as {@link Tables#create} was told. */
    public List<String> partitionBy() {
        return Partitioning.text(metadata.spec());
    }

    /** Reads rows. */
    public Scan scan() {
        return new Scan(new Source(), options.threads());
    }

    /** The number of rows. */
    public long rowCount() {
        return scan().count();
    }

    /** The data files. */
    public List<TableFile> files() {
        return scan().files().stream().map(TableView::file).toList();
    }

    private static TableFile file(FileScanTask task) {
        List<String> partition = task.spec().fields().stream()
                .filter(field -> !field.transform().isVoid())
                .map(PartitionField::name)
                .toList();
        return new TableFile(
                task.file().location(),
                task.file().recordCount(),
                task.file().fileSizeInBytes(),
                partition.isEmpty()
                        ? ""
                        : task.spec().partitionToPath(task.file().partition()),
                task.deletes().size());
    }

    private final class Source implements Scan.ScanSource {
        @Override
        public String name() {
            return name;
        }

        @Override
        public org.apache.iceberg.Schema schema() {
            return schema;
        }

        @Override
        public FileIO io() {
            return io;
        }

        @Override
        public CloseableIterable<FileScanTask> plan(Expression filter) {
            if (snapshot == null) {
                return CloseableIterable.empty();
            }
            Table table = new BaseTable(new FixedOperations(metadata, io), name);
            TableScan scan = head != null ? head.scan(table) : table.newScan().useSnapshot(snapshot.snapshotId());
            return scan.filter(filter).planFiles();
        }

        @Override
        public void reads(Filter filter) {
            reads.accept(filter);
        }
    }

    @Override
    public String toString() {
        return "table " + name + (snapshot == null ? ", empty" : " at " + snapshot.snapshotId()) + ": " + schema();
    }
}
