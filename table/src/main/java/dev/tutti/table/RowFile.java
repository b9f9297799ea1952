package dev.tutti.table;

import java.util.stream.Stream;

/** A file of rows and nothing else, without a table: {@link ParquetRows}, and those of Arrow. A handle; thread-safe. */
public interface RowFile {
    /**
     * The columns.
     *
     * @throws dev.tutti.errors.H5NotFoundException if there is no such file
     * @throws dev.tutti.errors.H5TypeException if it is of another format
     */
    Schema schema();

    /**
     * How many rows there are.
     *
     * @throws dev.tutti.errors.H5NotFoundException if there is no such file
     * @throws dev.tutti.errors.H5TypeException if it is of another format, or damaged
     */
    long size();

    /**
     * The rows, read as they are asked for; the stream is for one thread, and is to be closed.
     *
     * @throws dev.tutti.errors.H5NotFoundException if there is no such file
     * @throws dev.tutti.errors.H5TypeException if it is of another format; while reading, if it is damaged
     */
    Stream<Row> rows();

    /**
     * Writes rows into the file, which is a new one. It gets its name when it is whole.
     *
     * @param rows records, maps and {@link Row}s
     * @return how many there were
     * @throws dev.tutti.errors.H5ExistsException if there is a file already
     * @throws dev.tutti.errors.H5TypeException if a row does not fit the columns; there is no file then
     */
    long write(Schema schema, Stream<?> rows);

    /**
     * Appends the rows that are not in the table yet, in one commit with the note of how far it got, and in bounded memory. Several processes may do so at once. Whether
     * they are there is told by their number: a file of that name with other rows in the place of those that were appended is another source.
     *
     * @param source what the file is called in the table's notes; the same each time
     * @throws dev.tutti.errors.H5TypeException if the table's columns do not fit, or there are fewer rows than the table has had
     */
    default ArrayRows.Progress appendNew(Table table, String source) {
        return NewRows.append(table, source, this::size, from -> rows().skip(from));
    }
}
