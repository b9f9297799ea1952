package dev.tutti.table;

import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.Node;
import dev.tutti.hdf5.Slice;
import dev.tutti.hdf5.TypeInfo;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of arrays in an HDF5 file: the elements of a compound dataset, those of a plain one, the rows of a dataset of two dimensions (columns {@code c0},
 * {@code c1}, …), or the elements of a group's datasets of one dimension side by side. They are appended to a table, and the table remembers how far it got: done again, only what is new is added. For one thread.
 */
public final class ArrayRows {
    private static final int PIECE = 16_384;
    private static final int MOST_COLUMNS = 1000;

    private final String where;
    private final List<Dataset> datasets;
    private final boolean compound;

    private ArrayRows(String where, List<Dataset> datasets, boolean compound) {
        this.where = where;
        this.datasets = datasets;
        this.compound = compound;
    }

    /**
     * What an import has done.
     *
     * @param added how many rows were added
     * @param reached how many rows of the source are in the table now
     */
    public record Progress(long added, long reached) {}

    /**
     * Looks at a dataset of one or two dimensions, or a group with some of one dimension.
     *
     * @throws H5TypeException if there are no rows in it, or more than 1000 columns
     */
    public static ArrayRows of(Node node) {
        if (node instanceof Dataset dataset && dataset.shape().length == 1) {
            return new ArrayRows(
                    node.path(), List.of(dataset), !dataset.type().members().isEmpty());
        }
        if (node instanceof Dataset dataset) {
            return new ArrayRows(node.path(), List.of(grid(dataset)), false);
        }
        List<Dataset> columns = new ArrayList<>();
        if (node instanceof Group group) {
            group.children()
                    .filter(child -> child instanceof Dataset dataset && dataset.shape().length == 1)
                    .forEach(child -> columns.add((Dataset) child));
        }
        if (columns.isEmpty()) {
            throw new H5TypeException(
                    node.path()
                            + ": a dataset of one or two dimensions, or a group with some of one, is expected, found a group with none");
        }
        return new ArrayRows(node.path(), columns, false);
    }

    /** The dataset, if its rows are rows of a table. */
    private static Dataset grid(Dataset dataset) {
        long[] shape = dataset.shape();
        if (shape.length != 2
                || !dataset.type().members().isEmpty()
                || dataset.type().info() instanceof TypeInfo.Grid) {
            throw new H5TypeException(dataset.path()
                    + ": rows are elements of a dataset of one dimension, or rows of plain values in one of two; found "
                    + dataset.type() + " " + Arrays.toString(shape) + "; .npy and .json take any shape");
        }
        if (shape[1] < 1 || shape[1] > MOST_COLUMNS) {
            throw new H5TypeException(dataset.path() + ": 1 to " + MOST_COLUMNS + " columns are expected, found "
                    + Arrays.toString(shape) + "; .npy and .csv take any number");
        }
        return dataset;
    }

    /** How many columns the one dataset of two dimensions has; 0 if this is none. */
    private int width() {
        long[] shape = datasets.get(0).shape();
        return shape.length == 2 ? (int) shape[1] : 0;
    }

    private static String name(Dataset dataset) {
        return dataset.path().substring(dataset.path().lastIndexOf('/') + 1);
    }

    /**
     * The columns.
     *
     * @throws H5TypeException if a member's type has no column type
     */
    public Schema schema() {
        Map<String, DType> types = new LinkedHashMap<>();
        if (compound) {
            types.putAll(datasets.get(0).type().members());
        } else if (width() > 0) {
            IntStream.range(0, width())
                    .forEach(column -> types.put("c" + column, datasets.get(0).type()));
        } else {
            datasets.forEach(dataset -> types.put(name(dataset), dataset.type()));
        }
        return new Schema(columns(types));
    }

    private List<Column> columns(Map<String, DType> types) {
        List<Column> columns = new ArrayList<>();
        types.forEach((name, type) -> columns.add(Column.optional(name, type(type, name))));
        return columns;
    }

    private ColumnType type(DType type, String name) {
        TypeInfo info = type.info();
        if (info instanceof TypeInfo.Whole whole) {
            if (whole.size() > 8) {
                throw misfit(type, name);
            }
            int bits = 8 * whole.size() + (whole.signed() ? 0 : 1);
            return bits <= 32 ? ColumnType.INT : bits <= 64 ? ColumnType.LONG : ColumnType.decimal(20, 0);
        }
        if (info instanceof TypeInfo.Floating floating) {
            return floating.size() <= 4 ? ColumnType.FLOAT : ColumnType.DOUBLE;
        }
        if (info instanceof TypeInfo.Names names) {
            return type.equals(DType.BOOL) ? ColumnType.BOOLEAN : type(names.base(), name);
        }
        if (info instanceof TypeInfo.Text) {
            return ColumnType.STRING;
        }
        if (info instanceof TypeInfo.Bytes) {
            return ColumnType.BINARY;
        }
        if (info instanceof TypeInfo.Sequence sequence) {
            return ColumnType.listOf(type(sequence.element(), name));
        }
        if (info instanceof TypeInfo.Grid grid) {
            ColumnType list = type(grid.element(), name);
            for (int i = 0; i < grid.shape().size(); i++) {
                list = ColumnType.listOf(list);
            }
            return list;
        }
        if (info instanceof TypeInfo.Members) {
            return new ColumnType.Struct(columns(type.members()));
        }
        throw misfit(type, name);
    }

    private H5TypeException misfit(DType type, String name) {
        return new H5TypeException(where + ": '" + name + "' is of type " + type
                + ", for which there is no column type; numbers, text, bytes, lists and compounds have one");
    }

    /** How many rows there are now: as many as the shortest column has. */
    public long size() {
        return datasets.stream().mapToLong(dataset -> dataset.shape()[0]).min().orElse(0);
    }

    /** Rows {@code from} to before {@code to}, read piece by piece. */
    public Stream<Map<String, @Nullable Object>> rows(long from, long to) {
        int step = Math.max(1, PIECE / Math.max(1, width()));
        return LongStream.iterate(from, start -> start < to, start -> start + step)
                .boxed()
                .flatMap(start -> piece(start, Math.min(to, start + step)));
    }

    private Stream<Map<String, @Nullable Object>> piece(long from, long to) {
        if (compound) {
            return datasets.get(0).table().rows(from, to).stream();
        }
        int width = width();
        if (width > 0) {
            Object values = datasets.get(0).read(Slice.rows(from, to));
            return IntStream.range(0, (int) (to - from)).mapToObj(i -> {
                Map<String, @Nullable Object> row = new LinkedHashMap<>();
                for (int column = 0; column < width; column++) {
                    row.put("c" + column, Array.get(values, i * width + column));
                }
                return row;
            });
        }
        List<Object> arrays = new ArrayList<>();
        datasets.forEach(dataset -> arrays.add(dataset.read(Slice.rows(from, to))));
        return IntStream.range(0, (int) (to - from)).mapToObj(i -> {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            for (int column = 0; column < arrays.size(); column++) {
                row.put(name(datasets.get(column)), Array.get(arrays.get(column), i));
            }
            return row;
        });
    }

    /**
     * Appends the rows that are not in the table yet, in one commit with the note of how far it got. Several processes may do so at once.
     *
     * @param source what the source is called in the table's notes; the same each time
     * @throws H5TypeException if the table's columns do not fit, or there are fewer rows than the table has had
     */
    public Progress appendNew(Table table, String source) {
        return NewRows.append(table, source, this::size, from -> rows(from, size()));
    }

    /** How many rows of a source are in a table. */
    public static long reached(Table table, String source) {
        try (TableTransaction transaction = table.begin()) {
            return NewRows.reached(transaction, source);
        }
    }
}
