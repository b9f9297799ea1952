package dev.tutti.cli.table;

import dev.tutti.table.ParquetRows;
import dev.tutti.table.Row;
import dev.tutti.table.Schema;
import dev.tutti.table.arrow.ArrowRows;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** A file of rows and nothing else, in the format that its name says. */
sealed interface RowFile {
    /** The columns. */
    Schema schema();

    /** The rows; to be closed. */
    Stream<Row> rows();

    /** Writes a new file, and says how many rows there were. */
    long write(Schema schema, Stream<?> rows);

    /** The file of this name. */
    static RowFile of(String name) {
        Path path = Path.of(name);
        return name.toLowerCase(Locale.ROOT).endsWith(".parquet")
                ? new InParquet(ParquetRows.at(path))
                : new InArrow(ArrowRows.at(path));
    }

    /** In Parquet. */
    record InParquet(ParquetRows file) implements RowFile {
        @Override
        public Schema schema() {
            return file.schema();
        }

        @Override
        public Stream<Row> rows() {
            return file.rows();
        }

        @Override
        public long write(Schema schema, Stream<?> rows) {
            return file.write(schema, rows);
        }
    }

    /** In one of Arrow's two forms. */
    record InArrow(ArrowRows file) implements RowFile {
        @Override
        public Schema schema() {
            return file.schema();
        }

        @Override
        public Stream<Row> rows() {
            return file.rows();
        }

        @Override
        public long write(Schema schema, Stream<?> rows) {
            return file.write(schema, rows);
        }
    }
}
