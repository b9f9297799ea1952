package dev.tutti.hdf5;

import dev.tutti.errors.H5TypeException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A dataset of records as a table: rows by number, columns by name. Thread-safe; what it says is read at each call. */
public final class Table {
    private static final long PIECE_BYTES = 4L << 20;

    private final Dataset dataset;

    /**
     * Looks at a dataset.
     *
     * @throws H5TypeException if it is no dataset of one dimension and a compound type
     */
    Table(Dataset dataset) {
        this.dataset = dataset;
        if (dataset.shape().length != 1 || dataset.type().members().isEmpty()) {
            throw new H5TypeException(
                    dataset.place().describe() + ": a table has one dimension and a compound type, found "
                            + dataset.shape().length + " dimensions and " + dataset.type());
        }
    }

    /** The dataset below. */
    public Dataset dataset() {
        return dataset;
    }

    /** Names and types of the columns, in order. */
    public Map<String, DType> columns() {
        return dataset.type().members();
    }

    /** Number of rows. */
    public long size() {
        return dataset.size();
    }

    /**
     * All values of a column, in the natural Java type: a flat array.
     *
     * @throws dev.tutti.errors.H5NotFoundException if there is no such column
     */
    public Object column(String name) {
        return column(name, Slice.all());
    }

    /** Values of a column in some rows, in the natural Java type: a flat array. */
    public Object column(String name, Slice rows) {
        return Columns.read(dataset, name, null, rows);
    }

    /**
     * All values of a column as a flat array of this class, such as {@code double[].class}.
     *
     * @throws H5TypeException if a value does not fit
     */
    public <T> T column(String name, Class<T> type) {
        return column(name, type, Slice.all());
    }

    /** Values of a column in some rows as a flat array of this class. */
    public <T> T column(String name, Class<T> type, Slice rows) {
        if (!type.isArray()) {
            throw new H5TypeException(dataset.place().describe() + ": a column is an array; ask for "
                    + type.getSimpleName() + "[].class");
        }
        return type.cast(Columns.read(dataset, name, type.getComponentType(), rows));
    }

    /**
     * Sets values of a column in some rows; the other columns stay as they are.
     *
     * @param values as many as there are rows, or one for all
     * @throws H5TypeException if number or type do not fit; nothing was written then
     */
    public void setColumn(String name, Slice rows, Object values) {
        Columns.write(dataset, name, rows, values);
    }

    /** Rows as maps from the columns' names to values, in order. */
    public List<Map<String, @Nullable Object>> rows(Slice rows) {
        return Rows.named(dataset.read(rows), dataset.type());
    }

    /** Rows {@code from} to before {@code to}, as maps from the columns' names to values. */
    public List<Map<String, @Nullable Object>> rows(long from, long to) {
        return rows(Slice.rows(from, to));
    }

    /** Rows as records of a class whose components are named as columns; columns without a component are left out. */
    public <R extends Record> List<R> rows(Class<R> type, Slice rows) {
        return dataset.records(type, rows);
    }

    /** All rows as records, read piece by piece: for tables of any size. */
    public <R extends Record> Stream<R> stream(Class<R> type) {
        long rows = Math.max(1, PIECE_BYTES / dataset.type().size());
        Iterable<Slice> pieces = Slice.all().pieces(dataset.shape(), rows);
        return StreamSupport.stream(pieces.spliterator(), false)
                .flatMap(piece -> dataset.records(type, piece).stream());
    }

    /** Adds one row: a value for each column. */
    public void append(Map<String, ?> row) {
        appendAll(List.of(row));
    }

    /**
     * Adds rows: maps with a value for each column.
     *
     * @throws H5TypeException if a row has other columns, or a value does not fit; nothing was added then
     */
    public void appendAll(List<? extends Map<String, ?>> rows) {
        Set<String> names = columns().keySet();
        Object[][] values = new Object[rows.size()][];
        for (int i = 0; i < values.length; i++) {
            Map<String, ?> row = rows.get(i);
            if (!row.keySet().equals(names)) {
                throw new H5TypeException(dataset.place().describe() + ": a row with the columns " + names
                        + " is expected, found " + row.keySet());
            }
            values[i] = names.stream().map(row::get).toArray();
        }
        if (values.length > 0) {
            dataset.append(values);
        }
    }

    /** Adds rows given column by column: an array for each column, all of one length. */
    public void appendColumns(Map<String, ?> columns) {
        List<Map<String, Object>> rows = new ArrayList<>();
        columns.forEach((name, values) -> {
            int length = values.getClass().isArray() ? Array.getLength(values) : -1;
            if (length < 0 || (!rows.isEmpty() && rows.size() != length)) {
                throw new H5TypeException(dataset.place().describe() + ": column '" + name + "': an array "
                        + (rows.isEmpty() ? "" : "of " + rows.size() + " values ") + "is expected");
            }
            for (int i = 0; i < length; i++) {
                if (rows.size() <= i) {
                    rows.add(new LinkedHashMap<>());
                }
                rows.get(i).put(name, Array.get(values, i));
            }
        });
        appendAll(rows);
    }

    /** One screen: the columns, and the first rows. */
    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder(dataset.path()).append("  ").append(size()).append(" rows");
        columns()
                .forEach((name, type) ->
                        text.append("\n  ").append(name).append(": ").append(type));
        for (Map<String, @Nullable Object> row : rows(0, Math.min(10, size()))) {
            text.append("\n  ").append(row.values().stream().map(Values::text).collect(Collectors.joining("  ")));
        }
        if (size() > 10) {
            text.append("\n  … ").append(size() - 10).append(" more");
        }
        return text.toString();
    }
}
