package dev.tutti.table.arrow;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.table.Row;
import dev.tutti.table.RowCheck;
import dev.tutti.table.RowFile;
import dev.tutti.table.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.Locale;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;

/**
 * A file of Apache Arrow by itself, without a table: rows are written into a new one, or read from one that any program has made. Both of Arrow's forms are known: files
 * ({@code .arrow}, {@code .feather} of version 2), and streams kept in a file ({@code .arrows}); which one is read is seen from its bytes, and which one is written from its
 * name. A handle; thread-safe.
 *
 * <p>Arrow's memory needs {@code --add-opens=java.base/java.nio=ALL-UNNAMED} for the program; compressed files need {@code org.apache.arrow:arrow-compression} beside it.
 */
public final class ArrowRows implements RowFile {
    private static final int BATCH = 16_384;

    private final Path path;

    private ArrowRows(Path path) {
        this.path = path;
    }

    /** The file at a path, which need not be there yet. */
    public static ArrowRows at(Path path) {
        return new ArrowRows(path);
    }

    /**
     * The columns.
     *
     * @throws H5NotFoundException if there is no such file
     * @throws H5TypeException if it is no file of Arrow
     * @throws dev.tutti.errors.H5UnsupportedException if it has columns of a type that no table has
     */
    @Override
    public Schema schema() {
        try (ArrowSource source = open()) {
            return source.schema();
        }
    }

    /**
     * The rows, read batch by batch as they are asked for; the stream is for one thread, and is to be closed.
     *
     * @throws H5NotFoundException if there is no such file
     * @throws H5TypeException if it is no file of Arrow; while reading, if it ends too early or a row has no value where one is required
     * @throws dev.tutti.errors.H5UnsupportedException if it has columns of a type that no table has
     */
    @Override
    public Stream<Row> rows() {
        ArrowSource source = open();
        try {
            Iterator<Row> rows = source.rows();
            return StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED), false)
                    .onClose(source::close);
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** How many rows there are, counted batch by batch. */
    @Override
    public long size() {
        try (ArrowSource source = open()) {
            return source.size();
        }
    }

    private ArrowSource open() {
        if (!Files.isRegularFile(path)) {
            throw new H5NotFoundException(path + ": no such file");
        }
        return ArrowSource.open(path);
    }

    /**
     * Writes rows into the file, which is a new one, not compressed. It gets its name when it is whole.
     *
     * @param rows records, maps and {@link Row}s
     * @return how many there were
     * @throws H5ExistsException if there is a file already
     * @throws H5TypeException if a row does not fit the columns; there is no file then
     */
    @Override
    public long write(Schema schema, Stream<?> rows) {
        if (Files.exists(path)) {
            throw new H5ExistsException(path + ": exists already; rows are written into a new file");
        }
        Path work = path.resolveSibling(path.getFileName() + ".part");
        try {
            Files.deleteIfExists(work); // of a run that was killed
            long count = fill(work, schema, rows.iterator());
            Files.move(work, path, StandardCopyOption.ATOMIC_MOVE);
            return count;
        } catch (IOException e) {
            throw new H5Exception(path + ": cannot be written: " + e.getMessage(), e);
        } finally {
            discard(work);
        }
    }

    private long fill(Path work, Schema schema, Iterator<?> rows) throws IOException {
        RowCheck check = RowCheck.of(path.toString(), schema);
        long count = 0;
        try (FileChannel out = FileChannel.open(work, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                BufferAllocator memory = new RootAllocator();
                VectorSchemaRoot batch = VectorSchemaRoot.create(ToArrow.schema(schema), memory);
                ArrowWriter writer =
                        isStream() ? new ArrowStreamWriter(batch, null, out) : new ArrowFileWriter(batch, null, out)) {
            writer.start();
            while (rows.hasNext()) {
                batch.clear();
                int filled = 0;
                for (; filled < BATCH && rows.hasNext(); filled++) {
                    Row row = check.check(rows.next());
                    for (FieldVector vector : batch.getFieldVectors()) {
                        ToArrow.set(vector, filled, row.get(vector.getName()));
                    }
                }
                batch.setRowCount(filled);
                writer.writeBatch();
                count += filled;
            }
            writer.end();
        }
        return count;
    }

    private boolean isStream() {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".arrows");
    }

    private static void discard(Path work) {
        try {
            Files.deleteIfExists(work);
        } catch (IOException e) {
            throw new UncheckedIOException(work + ": cannot be deleted", e);
        }
    }

    /** The path. */
    @Override
    public String toString() {
        return path.toString();
    }
}
