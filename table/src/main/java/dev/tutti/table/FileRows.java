package dev.tutti.table;

import dev.tutti.errors.H5Exception;
import java.io.IOException;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;

/** The rows of one data file. Whatever is wrong with the file, the error names it and says what to do. */
final class FileRows implements CloseableIterable<Record> {
    private final String file;
    private final CloseableIterable<Record> rows;

    /**
     * Opens a file.
     *
     * @param file its location
     */
    FileRows(String file, Supplier<CloseableIterable<Record>> open) {
        this.file = file;
        this.rows = told(open);
    }

    private <T> T told(Supplier<T> work) {
        try {
            return work.get();
        } catch (H5Exception | NoSuchElementException e) {
            throw e;
        } catch (RuntimeException e) {
            Throwable cause = e;
            while (cause.getCause() != null && cause.getCause() != cause) {
                cause = cause.getCause();
            }
            throw new H5Exception(
                    file + ": its rows cannot be read (" + e.getMessage() + (cause == e ? "" : "; " + cause)
                            + "): if the"
                            + " file is damaged or was removed by other hands, put a copy in its place, or go back to a"
                            + " version without it (Table.rollback, Table.at)",
                    e);
        }
    }

    @Override
    public CloseableIterator<Record> iterator() {
        CloseableIterator<Record> iterator = told(rows::iterator);
        return new CloseableIterator<>() {
            @Override
            public boolean hasNext() {
                return told(iterator::hasNext);
            }

            @Override
            public Record next() {
                return told(iterator::next);
            }

            @Override
            public void close() throws IOException {
                iterator.close();
            }
        };
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
