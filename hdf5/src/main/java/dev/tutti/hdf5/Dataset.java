package dev.tutti.hdf5;

import dev.tutti.engine.chunk.Selection;
import dev.tutti.engine.chunk.StoredData;
import dev.tutti.engine.convert.Conversions;
import dev.tutti.engine.convert.RunWriter;
import dev.tutti.engine.object.DatasetHeader;
import dev.tutti.engine.object.Datasets;
import dev.tutti.engine.object.Datasets.Reading;
import dev.tutti.engine.object.Vlens;
import dev.tutti.errors.Allocation;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.datatype.Datatype;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A dataset: an array of elements of one type. Thread-safe: any number of threads read at once; writes are made one after the other. Arrays
 * of Java are flat and in row-major order, whatever the dataset's rank. Sizes are {@code long}; a read of more elements than a Java array
 * holds is refused, read such data slice by slice or by {@link #rows}.
 */
public final class Dataset extends Node {
    private static final long ROW_BLOCK_BYTES = 8L << 20;

    Dataset(Place place) {
        super(place);
    }

    private DatasetHeader state() {
        return place().reading(() -> Datasets.state(place().located()));
    }

    /** Type of the elements. */
    public DType type() {
        return new DType(state().type());
    }

    /** Size of each dimension; empty for a scalar. */
    public long[] shape() {
        return state().space().dims().clone();
    }

    /** Size up to which each dimension can grow; {@link H5#UNLIMITED} for no bound. */
    public long[] maxShape() {
        return state().space().maxDims().clone();
    }

    /** Number of elements. */
    public long size() {
        return state().space().elements();
    }

    /** How the values lie in the file. */
    public Layout layout() {
        return place().reading(() -> Layouts.describe(state(), place().open().filters()));
    }

    /** Bytes that the values take in the file. */
    public long storedBytes() {
        return place().reading(() -> {
            DatasetHeader state = state();
            StoredData data = state.stored(place().open().filters());
            return place().open().reading(data::storedBytes);
        });
    }

    /** Type, shape, layout and sizes at a glance; prints as a table. */
    public Inspection inspect() {
        return Inspection.of(this);
    }

    /** All values in their natural Java type: a flat array, or for a scalar its value. */
    public Object read() {
        return read(Slice.all());
    }

    /** Selected values in their natural Java type: a flat array, or for a scalar its value. */
    public Object read(Slice slice) {
        return place().reading(() -> {
            return Datasets.read(place().located(), (state, view) -> {
                        Selection selection = selection(slice, state);
                        int count = count(selection, state);
                        Object array = Conversions.newArray(state.type(), count);
                        return new Reading<>(
                                selection,
                                Conversions.reader(state.type(), array, Vlens.reader(view)),
                                new Values.Read(array, state.space().rank() == 0));
                    })
                    .value();
        });
    }

    /**
     * All values as {@code type}: a flat array class, or for a scalar its class.
     *
     * @throws H5TypeException if a value does not fit
     */
    public <T> T read(Class<T> type) {
        return read(type, Slice.all());
    }

    /** Selected values as {@code type}: a flat array class, or for one element its class. */
    public <T> T read(Class<T> type, Slice slice) {
        return place().reading(() -> {
            Class<?> asked = type.isArray() ? type.getComponentType() : Primitives.unboxed(type);
            if (type.isArray() && asked.isArray()) {
                throw new H5TypeException(place().describe() + ": values come in flat arrays: ask for "
                        + flat(asked).getSimpleName() + "[] and take the shape from shape()");
            }
            return Datasets.read(place().located(), (state, view) -> {
                        Selection selection = selection(slice, state);
                        int count = count(selection, state);
                        if (!type.isArray() && count != 1) {
                            throw new H5TypeException(place().describe() + ": " + count + " elements are no single "
                                    + type.getSimpleName() + "; ask for an array");
                        }
                        Object array = Conversions.newArray(state.type(), asked, count);
                        T result = null;
                        if (type.isArray()) {
                            result = type.cast(array);
                        }
                        return new Reading<>(
                                selection,
                                Conversions.reader(state.type(), array, Vlens.reader(view)),
                                new Typed<>(array, result));
                    })
                    .as(type);
        });
    }

    private record Typed<T>(Object array, @Nullable T result) {
        T as(Class<T> type) {
            if (result != null) {
                return result;
            }
            return Primitives.boxed(type).cast(Array.get(array, 0));
        }
    }

    private static Class<?> flat(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return element;
    }

    /**
     * Reads selected values into an array of the caller's, which is flat and as long as the selection: for loops that read again and again, and would
     * otherwise have the JVM clear a new array each time.
     *
     * @throws H5TypeException if the array is not as long as the selection, or cannot hold the values
     */
    public void readInto(Object array, Slice slice) {
        place().reading(() -> {
            if (!array.getClass().isArray()) {
                throw new H5TypeException(place().describe() + ": an array is expected to read into, found "
                        + array.getClass().getSimpleName());
            }
            Datasets.read(place().located(), (state, view) -> {
                Selection selection = selection(slice, state);
                long wanted = (long) count(selection, state)
                        * Conversions.width(state.type(), array.getClass().getComponentType());
                if (Array.getLength(array) != wanted) {
                    throw new H5TypeException(place().describe() + ": an array of " + wanted
                            + " elements is expected, found one of " + Array.getLength(array));
                }
                return new Reading<>(selection, Conversions.reader(state.type(), array, Vlens.reader(view)), array);
            });
            return this;
        });
    }

    /** All values as doubles. */
    public double[] f64() {
        return read(double[].class);
    }

    /** Selected values as doubles. */
    public double[] f64(Slice slice) {
        return read(double[].class, slice);
    }

    /** All values as floats. */
    public float[] f32() {
        return read(float[].class);
    }

    /** All values as longs. */
    public long[] i64() {
        return read(long[].class);
    }

    /** All values as ints. */
    public int[] i32() {
        return read(int[].class);
    }

    /** All values as strings. */
    public String[] strings() {
        return read(String[].class);
    }

    /** Selected elements' bytes as they are stored. */
    public byte[] raw(Slice slice) {
        return place().reading(() -> {
            return Datasets.read(place().located(), (state, view) -> {
                Selection selection = selection(slice, state);
                long bytes = count(selection, state) * (long) state.type().size();
                if (bytes > Integer.MAX_VALUE - 8) {
                    throw new H5TypeException(place().describe() + ": " + bytes
                            + " bytes do not fit one array; read them slice by slice");
                }
                byte[] array = Allocation.bytes((int) bytes);
                return new Reading<>(selection, Conversions.rawReader(state.type(), array), array);
            });
        });
    }

    /** All elements as records of a class whose components are named as the compound's members. */
    public <R extends Record> List<R> records(Class<R> type) {
        return records(type, Slice.all());
    }

    /** Selected elements as records of a class whose components are named as the compound's members. */
    @SuppressWarnings("unchecked") // an array class of R
    public <R extends Record> List<R> records(Class<R> type, Slice slice) {
        R[] array = (R[]) read(Array.newInstance(type, 0).getClass(), slice);
        return Arrays.asList(array);
    }

    /** The dataset in blocks of rows of bounded size, for data of any size: read one by one as the stream goes on. */
    public Stream<Slice> rows() {
        DatasetHeader state = state();
        long[] shape = state.space().dims();
        if (shape.length == 0) {
            return Stream.of(Slice.all());
        }
        long row = state.type().size();
        for (int i = 1; i < shape.length; i++) {
            row = times(row, Math.max(1, shape[i]));
        }
        long chunk =
                state.layout() instanceof dev.tutti.format.message.ChunkedLayout chunked ? chunked.chunkDims()[0] : 1;
        long block = Math.max(1, ROW_BLOCK_BYTES / Math.max(1, row) / chunk) * chunk;
        long blocks = shape[0] / block + (shape[0] % block == 0 ? 0 : 1);
        return LongStream.range(0, blocks).mapToObj(i -> Slice.rows(i * block, Math.min(shape[0], (i + 1) * block)));
    }

    /** A product, or the largest number if it is larger than that: dimensions may be anything where one of them is 0. */
    static long times(long a, long b) {
        return Math.multiplyHigh(a, b) != 0 || a * b < 0 ? Long.MAX_VALUE : a * b;
    }

    /**
     * Sets all values.
     *
     * @throws H5TypeException if number or type do not fit; nothing was written then
     */
    public void write(Object values) {
        write(Slice.all(), values);
    }

    /**
     * Sets selected values, in row-major order of the selection; one single value sets them all.
     *
     * @throws H5TypeException if number or type do not fit
     */
    public void write(Slice slice, Object values) {
        place().changing(() -> {
            DatasetHeader state = Datasets.pending(place().located());
            Selection selection = selection(slice, state);
            JavaValue java = JavaValue.of(values, new DType(state.type()));
            int count = count(selection, state);
            Object flat = fitting(java, count, state);
            Datasets.write(place().located(), selection, tx -> source(state.type(), flat, tx));
            return this;
        });
    }

    private RunWriter source(Datatype type, Object flat, dev.tutti.engine.meta.MetaTransaction tx) {
        return Conversions.writer(type, flat, Vlens.writer(tx, place().open()));
    }

    private Object fitting(JavaValue java, int count, DatasetHeader state) {
        int width = Conversions.width(state.type(), java.flat().getClass().getComponentType());
        int given = Array.getLength(java.flat());
        if (given == (long) count * width) {
            return java.flat();
        }
        if (java.scalar() && given == width) {
            Object repeated = Array.newInstance(java.flat().getClass().getComponentType(), count);
            for (int i = 0; i < count; i++) {
                Array.set(repeated, i, Array.get(java.flat(), 0));
            }
            return repeated;
        }
        throw new H5TypeException(
                place().describe() + ": " + (long) count * width + " values are expected, found " + given);
    }

    /**
     * Adds rows at the end of the first dimension; the number of values is a multiple of a row's. The dataset must be made with a
     * {@code maxShape} that lets it grow.
     */
    public void append(Object values) {
        place().changing(() -> {
            DatasetHeader state = Datasets.pending(place().located());
            JavaValue java = JavaValue.of(values, new DType(state.type()));
            long[] shape = state.space().dims();
            long row = Conversions.width(state.type(), java.flat().getClass().getComponentType());
            for (int i = 1; i < shape.length; i++) {
                row = times(row, shape[i]);
            }
            int given = Array.getLength(java.flat());
            if (row == 0 || given % row != 0) {
                throw new H5TypeException(
                        place().describe() + ": rows of " + row + " values are expected, found " + given + " values");
            }
            if (given > 0) {
                Datasets.append(place().located(), given / row, tx -> source(state.type(), java.flat(), tx));
            }
            return this;
        });
    }

    /** Adds records at the end of a table. */
    public void appendAll(Collection<? extends Record> records) {
        if (!records.isEmpty()) {
            append(records);
        }
    }

    /** Gives the dataset another shape: what is added has the fill value, what is cut off is lost. */
    public void resize(long... shape) {
        place().changing(() -> {
            Datasets.resize(place().located(), shape);
            return this;
        });
    }

    private Selection selection(Slice slice, DatasetHeader state) {
        long[][] points = slice.points();
        if (points != null) {
            return new Selection.Points(points);
        }
        if (slice.isAll()) {
            return Selection.ALL;
        }
        Slice.Box box = slice.resolve(state.space().dims());
        return new Selection.Hyperslab(box.start(), box.stride(), box.count(), box.block());
    }

    private int count(Selection selection, DatasetHeader state) {
        selection.check(state.space().dims());
        long count = state.space().elements() == 0
                ? 0
                : selection.elements(state.space().dims());
        if (count > Integer.MAX_VALUE - 8) {
            throw new H5TypeException(place().describe() + ": " + count
                    + " elements are more than a Java array holds; read them slice by slice (rows())");
        }
        return (int) count;
    }

    /** One screen: path, type, shape, layout, attributes. */
    @Override
    public String toString() {
        return place().reading(() -> {
            DatasetHeader state = state();
            StringBuilder text = new StringBuilder(path())
                    .append("  ")
                    .append(new DType(state.type()))
                    .append(' ')
                    .append(Arrays.toString(state.space().dims()));
            Layout layout = layout();
            text.append("  ").append(layout.kind().name().toLowerCase(java.util.Locale.ROOT));
            if (!layout.chunk().isEmpty()) {
                text.append(' ').append(layout.chunk());
            }
            layout.filters().forEach(filter -> text.append(' ').append(filter.name()));
            String attributes = attrs().toString();
            if (!attributes.isEmpty()) {
                text.append("\n  ").append(attributes.replace("\n", "\n  "));
            }
            return text.toString();
        });
    }
}
