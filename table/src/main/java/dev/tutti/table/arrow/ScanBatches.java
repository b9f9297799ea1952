package dev.tutti.table.arrow;

import dev.tutti.table.Row;
import dev.tutti.table.Scan;
import java.io.IOException;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/** The rows of a scan in batches; read from the files by the scan's threads, put into the batch by the reader's. For one thread. */
final class ScanBatches extends ArrowReader {
    private final Schema schema;
    private final Stream<Row> stream;
    private final Iterator<Row> rows;
    private final int size;

    ScanBatches(Scan scan, BufferAllocator allocator, int size) {
        super(allocator);
        if (size < 1) {
            throw new IllegalArgumentException("a batch of " + size + " rows");
        }
        this.size = size;
        this.schema = ToArrow.schema(scan.schema());
        this.stream = scan.rows();
        this.rows = stream.iterator();
    }

    @Override
    public boolean loadNextBatch() throws IOException {
        prepareLoadNextBatch();
        VectorSchemaRoot batch = getVectorSchemaRoot();
        int filled = 0;
        while (filled < size && rows.hasNext()) {
            Row row = rows.next();
            for (FieldVector vector : batch.getFieldVectors()) {
                ToArrow.set(vector, filled, row.get(vector.getName()));
            }
            filled++;
        }
        batch.setRowCount(filled);
        return filled > 0;
    }

    /** The bytes of the batch: of the files, only the scan's threads know. */
    @Override
    public long bytesRead() {
        try {
            return getVectorSchemaRoot().getFieldVectors().stream()
                    .mapToLong(FieldVector::getBufferSize)
                    .sum();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    protected void closeReadSource() {
        stream.close();
    }

    @Override
    protected Schema readSchema() {
        return schema;
    }
}
