package dev.tutti.engine.convert;

import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.datatype.Enumeration;
import dev.tutti.format.datatype.FixedPoint;
import dev.tutti.format.datatype.FloatingPoint;
import dev.tutti.format.datatype.Order;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Runs of numbers to and from arrays of primitives: a plain copy, with the bytes turned where needed, if file and array hold the same kind
 * of number, else batches through longs or doubles.
 */
final class NumberRuns {
    private static final int BATCH = 512;
    /** Below this many elements making a view costs more than it gains. */
    private static final int VIEW = 16;

    private NumberRuns() {}

    static RunReader reader(NumberForm form, Object array, NumberArray target) {
        RunReader batches = batches(form, target);
        RunReader bulk = bulkReader(form, array);
        if (bulk == null) {
            return batches;
        }
        return (bytes, position, elements, index) -> {
            if (elements < VIEW) {
                batches.read(bytes, position, elements, index);
            } else {
                bulk.read(bytes, position, elements, index);
            }
        };
    }

    private static RunReader batches(NumberForm form, NumberArray target) {
        boolean wide = form.wide();
        if (form.real()) {
            return (bytes, position, elements, index) -> {
                double[] batch = new double[Math.min(elements, BATCH)];
                for (int done = 0; done < elements; done += BATCH) {
                    int count = Math.min(BATCH, elements - done);
                    form.doubles(bytes, position + done * form.size, count, batch);
                    target.setDoubles(batch, count, index + done);
                }
            };
        }
        return (bytes, position, elements, index) -> {
            long[] batch = new long[Math.min(elements, BATCH)];
            for (int done = 0; done < elements; done += BATCH) {
                int count = Math.min(BATCH, elements - done);
                form.longs(bytes, position + done * form.size, count, batch);
                target.setLongs(batch, count, index + done, wide);
            }
        };
    }

    static RunWriter writer(NumberForm form, Object array, NumberArray source) {
        RunWriter bulk = copier(form.type, array);
        if (bulk != null) {
            return bulk;
        }
        if (source.real()) {
            return (index, elements, bytes, position) -> {
                double[] batch = new double[Math.min(elements, BATCH)];
                for (int done = 0; done < elements; done += BATCH) {
                    int count = Math.min(BATCH, elements - done);
                    source.getDoubles(index + done, count, batch);
                    form.putDoubles(batch, count, bytes, position + done * form.size);
                }
            };
        }
        return (index, elements, bytes, position) -> {
            long[] batch = new long[Math.min(elements, BATCH)];
            for (int done = 0; done < elements; done += BATCH) {
                int count = Math.min(BATCH, elements - done);
                source.getLongs(index + done, count, batch);
                form.putLongs(batch, count, bytes, position + done * form.size);
            }
        };
    }

    /** Whether file and array hold the same numbers, but for the order of bytes. */
    static boolean same(Datatype type, Object array) {
        Datatype base = type instanceof Enumeration named ? named.base() : type;
        if (base instanceof FloatingPoint real && real.order() != Order.VAX) {
            return (array instanceof double[] && RealForm.ieee(real, 8))
                    || (array instanceof float[] && RealForm.ieee(real, 4));
        }
        if (!(base instanceof FixedPoint fixed) || fixed.bitOffset() != 0 || fixed.bitPrecision() != 8 * fixed.size()) {
            return false;
        }
        int width =
                switch (array.getClass().getComponentType().getName()) {
                    case "long" -> 8;
                    case "int" -> 4;
                    case "short", "char" -> 2;
                    case "byte" -> 1;
                    default -> 0;
                };
        return fixed.size() == width && fixed.signed() != array instanceof char[];
    }

    /** Whether file and array hold the same numbers with the lowest byte first. */
    static boolean littleEndian(Datatype type, Object array) {
        return same(type, array) && order(type) == ByteOrder.LITTLE_ENDIAN;
    }

    private static ByteOrder order(Datatype type) {
        Datatype base = type instanceof Enumeration named ? named.base() : type;
        Order order = base instanceof FloatingPoint real ? real.order() : ((FixedPoint) base).order();
        return order == Order.BIG ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    private static ByteBuffer view(ByteBuffer bytes, int position, ByteOrder order) {
        return bytes.duplicate().position(position).order(order);
    }

    private static @Nullable RunReader bulkReader(NumberForm form, Object array) {
        if (!same(form.type, array)) {
            return null;
        }
        ByteOrder order = order(form.type);
        if (array instanceof double[] a) {
            return (b, at, n, index) ->
                    view(b, at, order).limit(at + 8 * n).asDoubleBuffer().get(a, index, n);
        }
        if (array instanceof float[] a) {
            return (b, at, n, index) ->
                    view(b, at, order).limit(at + 4 * n).asFloatBuffer().get(a, index, n);
        }
        if (array instanceof long[] a) {
            return (b, at, n, index) ->
                    view(b, at, order).limit(at + 8 * n).asLongBuffer().get(a, index, n);
        }
        if (array instanceof int[] a) {
            return (b, at, n, index) ->
                    view(b, at, order).limit(at + 4 * n).asIntBuffer().get(a, index, n);
        }
        if (array instanceof short[] a) {
            return (b, at, n, index) ->
                    view(b, at, order).limit(at + 2 * n).asShortBuffer().get(a, index, n);
        }
        if (array instanceof char[] a) {
            return (b, at, n, index) ->
                    view(b, at, order).limit(at + 2 * n).asCharBuffer().get(a, index, n);
        }
        return array instanceof byte[] a ? (b, at, n, index) -> b.get(at, a, index, n) : null;
    }

    /** What copies an array into the file where both hold the same numbers; else null. */
    static @Nullable RunWriter copier(Datatype type, Object array) {
        if (!same(type, array)) {
            return null;
        }
        ByteOrder order = order(type);
        if (array instanceof double[] a) {
            return (index, n, b, at) -> view(b, at, order).asDoubleBuffer().put(a, index, n);
        }
        if (array instanceof float[] a) {
            return (index, n, b, at) -> view(b, at, order).asFloatBuffer().put(a, index, n);
        }
        if (array instanceof long[] a) {
            return (index, n, b, at) -> view(b, at, order).asLongBuffer().put(a, index, n);
        }
        if (array instanceof int[] a) {
            return (index, n, b, at) -> view(b, at, order).asIntBuffer().put(a, index, n);
        }
        if (array instanceof short[] a) {
            return (index, n, b, at) -> view(b, at, order).asShortBuffer().put(a, index, n);
        }
        if (array instanceof char[] a) {
            return (index, n, b, at) -> view(b, at, order).asCharBuffer().put(a, index, n);
        }
        return array instanceof byte[] a ? (index, n, b, at) -> b.put(at, a, index, n) : null;
    }
}
