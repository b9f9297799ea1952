package dev.tutti.table;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.table.local.LocalFileIO;
import dev.tutti.table.local.LocalPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.jspecify.annotations.Nullable;

/** A Parquet file by itself, without a table: rows are written into a new one, or read from one that any program has made. A handle; thread-safe. */
public final class ParquetRows implements RowFile {
    private static final int SHOWN = 300;

    private final Path path;

    private ParquetRows(Path path) {
        this.path = path;
    }

    /** The file at a path, which need not be there yet. */
    public static ParquetRows at(Path path) {
        return new ParquetRows(path);
    }

    /**
     * The columns.
     *
     * @throws H5NotFoundException if there is no such file
     * @throws H5TypeException if it is no Parquet file, or has columns of a type that no table has
     */
    @Override
    public Schema schema() {
        return IcebergTypes.schema(stored());
    }

    @Override
    public long size() {
        return known(ParquetFileReader::getRecordCount);
    }

    private org.apache.iceberg.Schema stored() {
        return known(
                reader -> ParquetSchemaUtil.convert(reader.getFileMetaData().getSchema()));
    }

    /** What stands at the file's end. */
    private <T> T known(Function<ParquetFileReader, T> question) {
        if (!Files.isRegularFile(path)) {
            throw new H5NotFoundException(path + ": no such file");
        }
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(path))) {
            return question.apply(reader);
        } catch (IOException | RuntimeException e) {
            throw new H5TypeException(path + ": no Parquet file that can be read: " + reason(e));
        }
    }

    /**
     * The rows, read as they are asked for; the stream is to be closed.
     *
     * @throws H5NotFoundException if there is no such file
     * @throws H5TypeException if it is no Parquet file; while reading, if it is damaged
     */
    @Override
    public Stream<Row> rows() {
        org.apache.iceberg.Schema schema = stored();
        CloseableIterable<Record> records = Parquet.read(new LocalFileIO().newInputFile(LocalPath.location(path)))
                .project(schema)
                .withNameMapping(MappingUtil.create(schema))
                .createReaderFunc(type -> GenericParquetReaders.buildReader(schema, type))
                .build();
        RowDecoder decoder = new RowDecoder(
                schema.asStruct(),
                schema.columns().stream().map(field -> field.name()).toList());
        Iterator<Row> all = new Rows(records, decoder);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(all, Spliterator.ORDERED), false)
                .onClose(() -> {
                    try {
                        records.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /**
     * Writes rows into the file, which is a new one. It gets its name when it is whole.
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
        org.apache.iceberg.Schema columns = IcebergTypes.schema(schema);
        RowEncoder encoder = new RowEncoder(path.toString(), columns.asStruct());
        long count = 0;
        try {
            Files.deleteIfExists(work); // of a run that was killed
            try (FileAppender<Record> out = Parquet.write(new LocalFileIO().newOutputFile(LocalPath.location(work)))
                    .schema(columns)
                    .set("write.parquet.compression-codec", "zstd")
                    .createWriterFunc((iceberg, type) -> GenericParquetWriter.create(iceberg, type))
                    .build()) {
                for (Iterator<?> all = rows.iterator(); all.hasNext(); ) {
                    Object row = all.next();
                    out.add(encoder.encode(row));
                    count++;
                }
            }
            if (count == 0) {
                writeNothing(work, columns);
            }
            Files.move(work, path, StandardCopyOption.ATOMIC_MOVE);
            return count;
        } catch (IOException e) {
            throw new H5Exception(path + ": cannot be written: " + e.getMessage(), e);
        } finally {
            discard(work);
        }
    }

    /** A file with columns and no rows, which Iceberg's appender does not make. */
    private static void writeNothing(Path work, org.apache.iceberg.Schema columns) throws IOException {
        ParquetFileWriter writer = new ParquetFileWriter(
                new LocalOutputFile(work),
                ParquetSchemaUtil.convert(columns, "table"),
                ParquetFileWriter.Mode.OVERWRITE,
                ParquetWriter.DEFAULT_BLOCK_SIZE,
                0,
                null,
                ParquetProperties.builder().build());
        writer.start();
        writer.end(Map.of("iceberg.schema", SchemaParser.toJson(columns)));
    }

    /** Rows whose errors name the file. */
    private final class Rows implements Iterator<Row> {
        private final CloseableIterable<Record> records;
        private final RowDecoder decoder;
        private @Nullable Iterator<Record> open;
        private long number;

        Rows(CloseableIterable<Record> records, RowDecoder decoder) {
            this.records = records;
            this.decoder = decoder;
        }

        @Override
        public boolean hasNext() {
            return read(Iterator::hasNext);
        }

        @Override
        public Row next() {
            Row row = read(iterator -> decoder.decode(iterator.next()));
            number++;
            return row;
        }

        private <T> T read(Function<Iterator<Record>, T> step) {
            try {
                Iterator<Record> iterator = open != null ? open : records.iterator();
                open = iterator;
                return step.apply(iterator);
            } catch (NoSuchElementException e) {
                throw e;
            } catch (RuntimeException e) {
                throw new H5TypeException(path + ": row " + number + " cannot be read: " + reason(e));
            }
        }
    }

    private static void discard(Path work) {
        try {
            Files.deleteIfExists(work);
        } catch (IOException e) {
            throw new UncheckedIOException(work + ": cannot be deleted", e);
        }
    }

    private static String reason(Exception e) {
        String text = String.valueOf(e.getMessage());
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }

    /** The path. */
    @Override
    public String toString() {
        return path.toString();
    }
}
