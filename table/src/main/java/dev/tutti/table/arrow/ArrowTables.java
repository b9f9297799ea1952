package dev.tutti.table.arrow;

import dev.tutti.table.Column;
import dev.tutti.table.ColumnType;
import dev.tutti.table.Scan;
import dev.tutti.table.Schema;
import dev.tutti.table.Snapshot;
import dev.tutti.table.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/**
 * Batches of Apache Arrow into tables and out of them. Columns are found by name; values are checked and widened as those of other rows are. The calls are
 * thread-safe; batches, readers and allocators are Arrow's, for one thread at a time.
 *
 * <p>Arrow's memory needs {@code --add-opens=java.base/java.nio=ALL-UNNAMED} for the program.
 */
public final class ArrowTables {
    private ArrowTables() {}

    /**
     * Adds the rows of a batch, all or none.
     *
     * @return the snapshot that has them
     * @throws dev.tutti.errors.H5TypeException if a row does not fit the columns; nothing was written then
     * @throws dev.tutti.errors.H5UnsupportedException if a vector is of a type that no column has; nothing was written then
     */
    public static Snapshot append(Table table, VectorSchemaRoot batch) {
        Map<String, ColumnType> types = types(table.schema());
        return table.append(IntStream.range(0, batch.getRowCount())
                .mapToObj(row -> row(batch, types, row))
                .toList());
    }

    /**
     * Adds the rows of all batches that a reader gives from now on, in bounded memory; they are committed together. The reader stays open.
     *
     * @return the snapshot that has them
     * @throws dev.tutti.errors.H5TypeException if a row does not fit the columns; nothing was committed then
     * @throws UncheckedIOException if a batch cannot be read; nothing was committed then
     */
    public static Snapshot append(Table table, ArrowReader batches) {
        Iterator<Map<String, @Nullable Object>> rows = new RowsOfBatches(batches, types(table.schema()));
        Spliterator<Map<String, @Nullable Object>> all = Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED);
        try (Stream<?> stream = StreamSupport.stream(all, false)) {
            return table.append(stream);
        }
    }

    /**
     * Reads a scan in batches. Text is UTF-8, times are in microseconds, a UUID is sixteen bytes.
     *
     * @param allocator what the batches' memory is taken from; it is the caller's, and closed after the reader
     * @param rows how many rows a batch has at most; all but the last have as many
     * @return a reader, to be closed; its batch is the same object each time, filled anew
     */
    public static ArrowReader read(Scan scan, BufferAllocator allocator, int rows) {
        return new ScanBatches(scan, allocator, rows);
    }

    private static Map<String, ColumnType> types(Schema schema) {
        Map<String, ColumnType> types = new HashMap<>();
        for (Column column : schema.columns()) {
            types.put(column.name(), column.type());
        }
        return types;
    }

    /** Columns that the table has not are handed on as they are: the table refuses them by name. */
    private static Map<String, @Nullable Object> row(VectorSchemaRoot batch, Map<String, ColumnType> types, int row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        List<FieldVector> vectors = batch.getFieldVectors();
        for (FieldVector vector : vectors) {
            values.put(vector.getName(), FromArrow.value(vector, row, types.get(vector.getName())));
        }
        return values;
    }

    private static final class RowsOfBatches implements Iterator<Map<String, @Nullable Object>> {
        private final ArrowReader reader;
        private final Map<String, ColumnType> types;
        private int next;
        private int rows;

        RowsOfBatches(ArrowReader reader, Map<String, ColumnType> types) {
            this.reader = reader;
            this.types = types;
        }

        @Override
        public boolean hasNext() {
            try {
                while (next == rows) {
                    if (!reader.loadNextBatch()) {
                        return false;
                    }
                    next = 0;
                    rows = reader.getVectorSchemaRoot().getRowCount();
                }
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException("a batch of Arrow cannot be read", e);
            }
        }

        @Override
        public Map<String, @Nullable Object> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            try {
                return row(reader.getVectorSchemaRoot(), types, next++);
            } catch (IOException e) {
                throw new UncheckedIOException("a batch of Arrow cannot be read", e);
            }
        }
    }
}
