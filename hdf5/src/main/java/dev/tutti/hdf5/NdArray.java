package dev.tutti.hdf5;

import dev.tutti.engine.convert.Conversions;
import dev.tutti.engine.convert.VlenWriter;
import dev.tutti.errors.H5TypeException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Values with a shape: a view of a flat Java array, which slices and transposed arrays share. Element {@code (i, j)} stands at {@code offset + i * strides[0] + j *
 * strides[1]}. The shape does not change; the values do when somebody changes the array below. As thread-safe as a Java array.
 */
public final class NdArray {
    private final Object values;
    private final long[] shape;
    private final long[] strides;
    private final int offset;

    private NdArray(Object values, long[] shape, long[] strides, int offset) {
        this.values = values;
        this.shape = shape;
        this.strides = strides;
        this.offset = offset;
    }

    /**
     * A view of a flat array in row-major order; it is not copied.
     *
     * @param flat an array of primitives, strings or objects
     * @param shape size of each dimension; none for a single value
     * @throws H5TypeException if it is no array, or of another length
     */
    public static NdArray of(Object flat, long... shape) {
        long elements = 1;
        for (long length : shape) {
            elements = Dataset.times(elements, length);
        }
        int found = flat.getClass().isArray() ? Array.getLength(flat) : -1;
        if (found != elements) {
            throw new H5TypeException("an array of " + elements + " elements for the shape " + Arrays.toString(shape)
                    + " is expected, found " + (found < 0 ? flat.getClass().getSimpleName() : "one of " + found));
        }
        return new NdArray(flat, shape.clone(), rowMajor(shape), 0);
    }

    private static long[] rowMajor(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            strides[d] = stride;
            stride *= Math.max(1, shape[d]);
        }
        return strides;
    }

    /** Size of each dimension; empty for a single value. */
    public long[] shape() {
        return shape.clone();
    }

    /** How many elements of the array below lie from one index to the next, per dimension. */
    public long[] strides() {
        return strides.clone();
    }

    /** Number of dimensions. */
    public int rank() {
        return shape.length;
    }

    /** Number of elements. */
    public int size() {
        int size = 1;
        for (long length : shape) {
            size *= (int) length;
        }
        return size;
    }

    /** Class of the elements in the array below: {@code double.class}, {@code String.class} and so on. */
    public Class<?> component() {
        return values.getClass().getComponentType();
    }

    private int place(long... index) {
        if (index.length != shape.length) {
            throw new IndexOutOfBoundsException(
                    index.length + " indices for an array of " + shape.length + " dimensions");
        }
        long place = offset;
        for (int d = 0; d < index.length; d++) {
            long i = index[d] < 0 ? index[d] + shape[d] : index[d];
            if (i < 0 || i >= shape[d]) {
                throw new IndexOutOfBoundsException(
                        "index " + index[d] + " of dimension " + d + ", which has " + shape[d] + " elements");
            }
            place += i * strides[d];
        }
        return (int) place;
    }

    /** One element; boxed if it is a number. Negative indices count from the end. */
    public @Nullable Object get(long... index) {
        return Array.get(values, place(index));
    }

    /**
     * One element as a double.
     *
     * @throws H5TypeException if it is no number
     */
    public double f64(long... index) {
        int place = place(index);
        return values instanceof double[] doubles
                ? doubles[place]
                : number(place).doubleValue();
    }

    /**
     * One element as a long; fractions are cut off.
     *
     * @throws H5TypeException if it is no number
     */
    public long i64(long... index) {
        int place = place(index);
        return values instanceof long[] longs ? longs[place] : number(place).longValue();
    }

    /**
     * One element as an int; fractions are cut off.
     *
     * @throws H5TypeException if it is no number, or too large
     */
    public int i32(long... index) {
        int place = place(index);
        if (values instanceof int[] ints) {
            return ints[place];
        }
        long value = number(place).longValue();
        if (value != (int) value) {
            throw new H5TypeException(value + " is no int");
        }
        return (int) value;
    }

    /** One element as text. */
    public String text(long... index) {
        return String.valueOf(get(index));
    }

    private Number number(int place) {
        if (Array.get(values, place) instanceof Number number) {
            return number;
        }
        throw new H5TypeException("elements of " + component().getSimpleName() + " are no numbers");
    }

    /** All elements as doubles, in row-major order. */
    public DoubleStream doubles() {
        return places().mapToDouble(place -> values instanceof double[] doubles
                ? doubles[place]
                : number(place).doubleValue());
    }

    /** All elements as longs, in row-major order. */
    public LongStream longs() {
        return places().mapToLong(place ->
                values instanceof long[] longs ? longs[place] : number(place).longValue());
    }

    /** Places of all elements, in row-major order. */
    private IntStream places() {
        return IntStream.range(0, size()).map(this::placeOf);
    }

    /** Place of the element with this number in row-major order. */
    private int placeOf(int number) {
        long place = offset;
        long rest = number;
        for (int d = shape.length - 1; d >= 0; d--) {
            place += rest % shape[d] * strides[d];
            rest /= shape[d];
        }
        return (int) place;
    }

    /** Whether the elements lie one behind the other in row-major order. */
    public boolean isContiguous() {
        return size() < 2 || Arrays.equals(strides, rowMajor(shape));
    }

    /** A part of this array in numpy's notation: see {@link Slice#of}. */
    public NdArray slice(String text) {
        return slice(Slice.of(text));
    }

    /**
     * A part of this array. Ranges and steps share the array below; lists of indices, masks, points and blocks at distances are copied.
     *
     * @throws IndexOutOfBoundsException if the slice does not fit the shape
     */
    public NdArray slice(Slice slice) {
        long[] result = slice.shape(shape);
        if (slice.points() != null || slice.hasList()) {
            return gathered(slice, result);
        }
        SliceBox box = slice.resolve(shape);
        boolean[] dropped = slice.dropped(shape.length);
        long from = offset;
        long[] steps = new long[result.length];
        int next = 0;
        for (int d = 0; d < shape.length; d++) {
            from += box.start()[d] * strides[d];
            boolean oneBlock = box.count()[d] <= 1;
            if (!oneBlock && box.block()[d] > 1) {
                return gathered(slice, result);
            }
            if (!dropped[d]) {
                steps[next++] = oneBlock ? strides[d] : strides[d] * box.stride()[d];
            }
        }
        return new NdArray(values, result, steps, size() == 0 ? offset : (int) from);
    }

    private NdArray gathered(Slice slice, long[] result) {
        long[][] index = Gathering.indices(slice, shape);
        Object copy = Array.newInstance(component(), index.length);
        for (int i = 0; i < index.length; i++) {
            Array.set(copy, i, Array.get(values, place(index[i])));
        }
        return of(copy, result);
    }

    /** The array with its dimensions in reverse order; shares the array below. */
    public NdArray transpose() {
        int rank = shape.length;
        long[] turned = new long[rank];
        long[] steps = new long[rank];
        for (int d = 0; d < rank; d++) {
            turned[d] = shape[rank - 1 - d];
            steps[d] = strides[rank - 1 - d];
        }
        return new NdArray(values, turned, steps, offset);
    }

    /**
     * The same elements, in row-major order, in another shape; shares the array below where that is possible.
     *
     * @throws H5TypeException if it has another number of elements
     */
    public NdArray reshape(long... other) {
        long elements = Arrays.stream(other).reduce(1, Dataset::times);
        if (elements != size()) {
            throw new H5TypeException("the shape " + Arrays.toString(other) + " has " + elements + " elements, "
                    + Arrays.toString(shape) + " has " + size());
        }
        return isContiguous() ? new NdArray(values, other.clone(), rowMajor(other), offset) : of(flat(), other);
    }

    /** The elements as a flat array in row-major order: a copy. */
    public Object flat() {
        int size = size();
        Object copy = Array.newInstance(component(), size);
        if (isContiguous()) {
            System.arraycopy(values, offset, copy, 0, size);
        } else {
            for (int i = 0; i < size; i++) {
                Array.set(copy, i, Array.get(values, placeOf(i)));
            }
        }
        return copy;
    }

    /** The elements as Java writes them: arrays of arrays, {@code double[][]} for two dimensions; a flat array for one or none. */
    public Object toArray() {
        return NestedArrays.of(flat(), shape);
    }

    /**
     * The elements as bytes, in row-major order, as {@code type} stores them.
     *
     * @throws H5TypeException if they do not fit the type, or its elements have no bytes of their own (text and sequences of any length)
     */
    public byte[] bytes(DType type) {
        Object flat = flat();
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(size(), type.size())).order(ByteOrder.LITTLE_ENDIAN);
        Conversions.writer(type.type(), flat, VlenWriter.NONE).write(0, size(), bytes, 0);
        return bytes.array();
    }

    /** Whether the other one has the same shape and equal elements. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NdArray that
                && Arrays.equals(shape, that.shape)
                && component() == that.component()
                && Arrays.deepEquals(new Object[] {flat()}, new Object[] {that.flat()});
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.deepHashCode(new Object[] {flat()});
    }

    /** One screen: class, shape, and the first and last elements of each dimension. */
    @Override
    public String toString() {
        return component().getSimpleName() + Arrays.toString(shape) + "\n" + NdText.of(this);
    }
}
