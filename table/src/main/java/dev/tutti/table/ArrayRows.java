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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of arrays in an HDF5 file: the elements of a compound dataset, those of a plain one, or those of a group's datasets of one dimension side by side. They are
 * appended to a table, and the table remembers how far it got: done again, only what is new is added. For one thread.
 */
public final class ArrayRows {
    private static final int PIECE = 16_384;

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
     * Looks at a dataset of one dimension, or a group with some.
     *
     * @throws H5TypeException if there are no rows in it
     */
    public static ArrayRows of(Node node) {
        if (node instanceof Dataset dataset && dataset.shape().length == 1) {
            return new ArrayRows(
                    node.path(), List.of(dataset), !dataset.type().members().isEmpty());
        }
        List<Dataset> columns = new ArrayList<>();
        if (node instanceof Group group) {
            group.children()
                    .filter(child -> child instanceof Dataset dataset && dataset.shape().length == 1)
                    .forEach(child -> columns.add((Dataset) child));
        }
        if (columns.isEmpty()) {
            throw new H5TypeException(node.path()
                    + ": a dataset of one dimension, or a group with some, is expected: their elements are the rows");
        }
        return new ArrayRows(node.path(), columns, false);
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
        return datasets.stream().mapToLong(Dataset::size).min().orElse(0);
    }

    /** Rows {@code from} to before {@code to}, read piece by piece. */
    public Stream<Map<String, @Nullable Object>> rows(long from, long to) {
        return LongStream.iterate(from, start -> start < to, start -> start + PIECE)
                .boxed()
                .flatMap(start -> piece(start, Math.min(to, start + PIECE)));
    }

    private Stream<Map<String, @Nullable Object>> piece(long from, long to) {
        if (compound) {
            return datasets.get(0).table().rows(from, to).stream();
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
