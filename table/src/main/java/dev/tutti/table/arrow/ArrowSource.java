package dev.tutti.table.arrow;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5TypeException;
import dev.tutti.table.Column;
import dev.tutti.table.ColumnType;
import dev.tutti.table.Row;
import dev.tutti.table.RowCheck;
import dev.tutti.table.Schema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compression.CompressionCodec;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.SeekableReadChannel;
import org.jspecify.annotations.Nullable;

/** A file of Arrow that is read, with its memory. For one thread. */
final class ArrowSource implements AutoCloseable {
    private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
    private static final int SHOWN = 300;
    /** How much memory a batch may take: damage does not lead beyond, and compressed batches stay below. */
    private static final long LEAST = 2L << 30;

    private static final long TIMES = 64;

    private final Path path;
    private final BufferAllocator memory;
    private final ArrowReader reader;
    private final VectorSchemaRoot batch;
    private final DictionaryProvider dictionaries;
    private boolean broken;

    private ArrowSource(Path path, BufferAllocator memory, ArrowReader reader) throws IOException {
        this.path = path;
        this.memory = memory;
        this.reader = reader;
        this.batch = reader.getVectorSchemaRoot();
        this.dictionaries = new DictionaryProvider.MapDictionaryProvider(
                reader.getDictionaryVectors().values().toArray(Dictionary[]::new));
    }

    /**
     * Opens a file in either form.
     *
     * @throws H5TypeException if it is in neither
     */
    static ArrowSource open(Path path) {
        BufferAllocator memory = new RootAllocator();
        ArrowReader reader = null;
        FileChannel in = null;
        try {
            in = FileChannel.open(path, StandardOpenOption.READ);
            memory.setLimit(Math.max(LEAST, TIMES * in.size()));
            ByteBuffer start = ByteBuffer.allocate(MAGIC.length);
            in.read(start, 0);
            // Compressed buffers want the library of the codecs; without it, Arrow's own codec says so.
            CompressionCodec.Factory codecs = CompressionCodec.Factory.INSTANCE;
            reader = Arrays.equals(start.array(), MAGIC)
                    ? new ArrowFileReader(new SeekableReadChannel(in), memory, codecs)
                    : new ArrowStreamReader(new BoundedMessages(in, memory), memory, codecs);
            return new ArrowSource(path, memory, reader);
        } catch (IOException | RuntimeException e) {
            close(reader == null ? in : reader, memory, e);
            throw damaged(path, e);
        }
    }

    private static void close(@Nullable AutoCloseable reader, BufferAllocator memory, Exception reason) {
        try (memory;
                reader) {
            memory.assertOpen();
        } catch (Exception e) {
            reason.addSuppressed(e);
        }
    }

    private static H5TypeException damaged(Path path, Exception e) {
        String text = String.valueOf(e.getMessage());
        String reason = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return new H5TypeException(path + ": no file of Arrow that can be read: " + reason);
    }

    Schema schema() {
        try {
            return new Schema(batch.getSchema().getFields().stream()
                    .map(field -> ArrowColumns.column(field, dictionaries))
                    .toList());
        } catch (H5Exception e) {
            throw e;
        } catch (RuntimeException e) {
            throw broken(e);
        }
    }

    /** How many rows there are from here on. */
    long size() {
        try {
            long rows = 0;
            while (reader.loadNextBatch()) {
                rows += batch.getRowCount();
            }
            return rows;
        } catch (IOException | RuntimeException e) {
            throw broken(e);
        }
    }

    /** The rows from here on. */
    Iterator<Row> rows() {
        Schema schema = schema();
        return new Rows(
                RowCheck.of(path.toString(), schema),
                schema.columns().stream().map(Column::type).toList());
    }

    private H5TypeException broken(Exception e) {
        broken = true;
        return damaged(path, e);
    }

    @Override
    public void close() {
        try (memory) {
            reader.close();
        } catch (IOException e) {
            throw new H5Exception(path + ": cannot be closed: " + e.getMessage(), e);
        } catch (IllegalStateException e) {
            // Arrow lets go of what it had taken for a damaged batch without giving it back, and says so here.
            if (!broken) {
                throw e;
            }
        }
    }

    private final class Rows implements Iterator<Row> {
        private final RowCheck check;
        private final List<ColumnType> types;
        private int next;
        private int filled;

        Rows(RowCheck check, List<ColumnType> types) {
            this.check = check;
            this.types = types;
        }

        @Override
        public boolean hasNext() {
            try {
                while (next == filled) {
                    if (!reader.loadNextBatch()) {
                        return false;
                    }
                    next = 0;
                    filled = batch.getRowCount();
                }
                return true;
            } catch (IOException | RuntimeException e) {
                throw broken(e);
            }
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            try {
                return check.check(values(next++));
            } catch (H5Exception e) {
                throw e;
            } catch (RuntimeException e) {
                throw broken(e);
            }
        }

        private Map<String, @Nullable Object> values(int row) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            List<FieldVector> vectors = batch.getFieldVectors();
            for (int i = 0; i < vectors.size(); i++) {
                values.put(vectors.get(i).getName(), value(vectors.get(i), row, types.get(i)));
            }
            return values;
        }

        private @Nullable Object value(FieldVector vector, int row, ColumnType type) {
            if (vector.getField().getDictionary() == null || vector.isNull(row)) {
                return FromArrow.value(vector, row, type);
            }
            FieldVector words = dictionaries
                    .lookup(vector.getField().getDictionary().getId())
                    .getVector();
            long place = ((BaseIntVector) vector).getValueAsLong(row);
            if (place < 0 || place >= words.getValueCount()) {
                throw new H5TypeException(path + ": row " + row + " of a batch names value " + place + " in column '"
                        + vector.getName() + "', whose dictionary has " + words.getValueCount());
            }
            return FromArrow.value(words, (int) place, type);
        }
    }
}
