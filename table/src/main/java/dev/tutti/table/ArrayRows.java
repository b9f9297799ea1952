package dev.tutti.table;

import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.Node;
import dev.tutti.hdf5.Slice;
import dev.tutti.hdf5.TypeInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The rows of arrays in an HDF5 file: the elements of a compound dataset, those of a plain one, the rows of a dataset of two dimensions (columns {@code c0},
 * {@code c1}, …), or the elements of a group's datasets of one dimension side by side; of all of them, or of what a slice selects. They are appended to a table, and the table
 * remembers how far it got: done again, only what is new is added. For one thread.
 */
public final class ArrayRows {
    private static final int PIECE = 16_384;
    private static final int MOST_COLUMNS = 1000;

    private final String where;
    private final List<Dataset> datasets;
    private final boolean compound;
    /** What is taken of each dataset; all if null. */
    private final @Nullable Slice slice;

    private ArrayRows(String where, List<Dataset> datasets, boolean compound, @Nullable Slice slice) {
        this.where = where;
        this.datasets = datasets;
        this.compound = compound;
        this.slice = slice;
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
        return made(node, null);
    }

    /**
     * Looks at what a slice selects: of a dataset, as numpy has it, so that of {@code [0:10, 3]} the elements are rows, of {@code [0:10, 3:5]} there are two columns,
     * {@code c3} and {@code c4}, and of {@code [0, :, :]} of three dimensions a matrix is left; of the datasets of a group, the same rows of each.
     *
     * @throws H5TypeException if what is selected has no rows, or more than 1000 columns
     * @throws IndexOutOfBoundsException if the slice does not fit
     */
    public static ArrayRows of(Node node, Slice slice) {
        return made(node, slice);
    }

    private static ArrayRows made(Node node, @Nullable Slice slice) {
        if (node instanceof Dataset dataset) {
            boolean compound = !dataset.type().members().isEmpty();
            long[] selected = slice == null ? dataset.shape() : slice.shape(dataset.shape());
            if (dataset.shape().length != 1) {
                requirePlain(dataset, selected);
            }
            return new ArrayRows(node.path(), List.of(dataset), compound, slice);
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
        ArrayRows rows = new ArrayRows(node.path(), columns, false, slice);
        rows.size(); // that the slice fits
        return rows;
    }

    /** Refuses a dataset of another number of dimensions than one whose rows are no rows of a table. */
    private static void requirePlain(Dataset dataset, long[] selected) {
        long[] shape = dataset.shape();
        boolean flat = selected.length == 2 || (shape.length > 0 && selected.length < 2);
        if (!flat || !dataset.type().members().isEmpty() || dataset.type().info() instanceof TypeInfo.Grid) {
            boolean part = !Arrays.equals(shape, selected);
            throw new H5TypeException(dataset.path()
                    + ": rows are elements of a dataset of one dimension, or rows of plain values in one of two; found "
                    + dataset.type() + " " + Arrays.toString(shape)
                    + (part ? ", of which " + Arrays.toString(selected) + " is selected" : "")
                    + "; .npy and .json take any shape");
        }
        if (selected.length == 2 && (selected[1] < 1 || selected[1] > MOST_COLUMNS)) {
            throw new H5TypeException(dataset.path() + ": 1 to " + MOST_COLUMNS + " columns are expected, found "
                    + Arrays.toString(selected) + "; .npy and .csv take any number");
        }
    }

    /** The shape of what is selected now: of a group's datasets, of the shortest. */
    private long[] selected() {
        return slice == null ? shape() : slice.shape(shape());
    }

    private long[] shape() {
        return datasets.size() == 1
                ? datasets.get(0).shape()
                : new long[] {
                    datasets.stream()
                            .mapToLong(dataset -> dataset.shape()[0])
                            .min()
                            .orElse(0)
                };
    }

    /** The names of the columns, in the order of the values. */
    private List<String> names() {
        if (selected().length < 2) {
            return datasets.stream().map(ArrayRows::name).toList();
        }
        long[] shape = shape();
        LongStream columns = slice == null || shape.length > 2
                ? LongStream.range(0, selected()[1])
                : Arrays.stream(slice.along(1, shape));
        return columns.mapToObj(column -> "c" + column).toList();
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
            List<String> names = names();
            for (int i = 0; i < names.size(); i++) {
                DType type = datasets.get(Math.min(i, datasets.size() - 1)).type();
                if (types.put(names.get(i), type) != null) {
                    throw new H5TypeException(where + ": column " + names.get(i) + " is chosen more than once");
                }
            }
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

    /** How many rows there are now: as many as the shortest column has, of what is selected. */
    public long size() {
        long[] selected = selected();
        return selected.length == 0 ? 1 : selected[0];
    }

    /** Rows {@code from} to before {@code to}, read piece by piece. */
    public Stream<Map<String, @Nullable Object>> rows(long from, long to) {
        return slice == null
                ? selected(Slice.rows(from, to))
                : selected(slice).skip(from).limit(to - from);
    }

    private Stream<Map<String, @Nullable Object>> selected(Slice which) {
        Iterable<Slice> pieces = which.pieces(shape(), PIECE);
        if (compound) {
            return StreamSupport.stream(pieces.spliterator(), false)
                    .flatMap(piece -> datasets.get(0).table().rows(piece).stream());
        }
        List<String> names = names();
        // The columns of a matrix take their values in turn from one dataset, those of a group each from its own.
        List<Iterator<@Nullable Object>> values = new ArrayList<>();
        datasets.forEach(dataset -> values.add(new PieceValues(dataset, pieces.iterator())));
        Iterator<Map<String, @Nullable Object>> rows = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return values.get(0).hasNext();
            }

            @Override
            public Map<String, @Nullable Object> next() {
                Map<String, @Nullable Object> row = new LinkedHashMap<>();
                for (int i = 0; i < names.size(); i++) {
                    row.put(
                            names.get(i),
                            values.get(Math.min(i, values.size() - 1)).next());
                }
                return row;
            }
        };
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED), false);
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
