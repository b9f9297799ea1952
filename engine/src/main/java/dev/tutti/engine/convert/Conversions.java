package dev.tutti.engine.convert;

import dev.tutti.errors.Allocation;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.datatype.ArrayType;
import dev.tutti.format.datatype.Compound;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.datatype.Opaque;
import dev.tutti.format.datatype.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Makes the conversions between a datatype and Java arrays. The arrays may be of primitives, strings, records, {@code Object[]} rows,
 * {@code byte[]} for opaque elements, arrays for sequences and array types, enum constants, or boxes of any of these.
 *
 * <p>An element may take several slots of a flat array of primitives: an array type as many as it has elements, a complex number two. See
 * {@link #width}.
 */
public final class Conversions {
    private static final int CHECKED_BYTES = 16 * 1024;

    private Conversions() {}

    /** Slots of an array with this component class that one element takes. */
    public static int width(Datatype type, Class<?> component) {
        return flatten(type, component).width;
    }

    /** The natural array for so many elements: primitives for numbers (unsigned ones widen), {@code String[]} for strings and so on. */
    public static Object newArray(Datatype type, int elements) {
        Class<?> component = Natural.slot(type);
        return newArray(type, component, elements);
    }

    /** An array with this component class for so many elements. */
    public static Object newArray(Datatype type, Class<?> component, int elements) {
        long slots = (long) elements * width(type, component);
        if (slots > Integer.MAX_VALUE - 8) {
            throw new H5TypeException(slots + " values do not fit one array; read them slice by slice");
        }
        return Allocation.array(component, (int) slots);
    }

    /** The component class of {@link #newArray(Datatype, int)}; {@code Object[]} for compounds, each of which is a row. */
    public static Class<?> naturalComponent(Datatype type) {
        return Natural.slot(type);
    }

    /**
     * Reads elements into {@code array}, element i to slot i times {@link #width}.
     *
     * @param heap fetches what elements of variable length point at
     * @throws H5TypeException if the array cannot hold the type, or, later, a value of it
     */
    public static RunReader reader(Datatype type, Object array, VlenReader heap) {
        return reader(type, array, new Heap(heap, VlenWriter.NONE));
    }

    /**
     * Writes elements from {@code array}, as {@link #reader} reads them.
     *
     * @param heap keeps what elements of variable length point at
     * @throws H5TypeException if the type cannot hold the array's elements, or, later, one of its values
     */
    public static RunWriter writer(Datatype type, Object array, VlenWriter heap) {
        RunWriter copy = NumberRuns.copier(type, array);
        if (copy != null) {
            return new Copied(copy);
        }
        RunWriter runs = writer(type, array, new Heap(VlenReader.NONE, heap));
        return new Checked(runs, writer(type, array, new Heap(VlenReader.NONE, new Dry(heap))), type.size());
    }

    /** Numbers that stand in the file as Java has them. */
    private record Copied(RunWriter runs) implements RunWriter {
        @Override
        public void write(int sourceIndex, int elements, ByteBuffer bytes, int position) {
            runs.write(sourceIndex, elements, bytes, position);
        }

        @Override
        public boolean shared() {
            return true;
        }
    }

    /**
     * Keeps nothing, and makes references as {@code real} does.
     *
     * @param real what would keep the elements
     */
    private record Dry(VlenWriter real) implements VlenWriter {
        @Override
        public Place put(byte[] bytes) {
            return new Place(0, 0);
        }

        @Override
        public boolean refers(Class<?> given) {
            return real.refers(given);
        }

        @Override
        public byte[] referring(Reference type, Object value, VlenWriter heap) {
            return real.referring(type, value, heap);
        }
    }

    /**
     * A conversion that can refuse values, with a twin that keeps nothing.
     *
     * @param runs the conversion
     * @param dry the same without a heap
     * @param size bytes of one element
     */
    private record Checked(RunWriter runs, RunWriter dry, int size) implements RunWriter {
        @Override
        public void write(int sourceIndex, int elements, ByteBuffer bytes, int position) {
            runs.write(sourceIndex, elements, bytes, position);
        }

        @Override
        public void check(int sourceIndex, int elements) {
            int most = Math.max(1, Math.min(elements, CHECKED_BYTES / size));
            ByteBuffer bytes =
                    ByteBuffer.allocate(Math.multiplyExact(most, size)).order(ByteOrder.LITTLE_ENDIAN);
            for (int done = 0; done < elements; done += most) {
                dry.write(sourceIndex + done, Math.min(most, elements - done), bytes, 0);
            }
        }
    }

    /** Reads the bytes of elements as they are. */
    public static RunReader rawReader(Datatype type, byte[] array) {
        return rawReader(type, ByteBuffer.wrap(array));
    }

    /** Reads the bytes of elements as they are, into a buffer from its position on. */
    public static RunReader rawReader(Datatype type, ByteBuffer buffer) {
        return new RawElements(buffer.slice(), type.size());
    }

    /** Writes the bytes of elements as they are. */
    public static RunWriter rawWriter(Datatype type, byte[] array) {
        return rawWriter(type, ByteBuffer.wrap(array));
    }

    /** Writes the bytes of elements as they are, from a buffer's position on. */
    public static RunWriter rawWriter(Datatype type, ByteBuffer buffer) {
        return new RawElements(buffer.slice(), type.size());
    }

    /** What stands in each slot, and how many slots an element takes. */
    private record Flat(Datatype base, int width) {}

    private static Flat flatten(Datatype type, Class<?> component) {
        boolean several = component == Object.class || (component.isArray() && component != Object[].class);
        if (several && !(component.isArray() && component == Natural.slot(type))) {
            return new Flat(type, 1);
        }
        Datatype base = type;
        int width = 1;
        while (true) {
            Datatype half = component.isPrimitive() ? Natural.complexBase(base) : null;
            if (half != null) {
                base = half;
                width = Math.multiplyExact(width, 2);
            } else if (base instanceof ArrayType array && !bytesOf(array.base(), component)) {
                for (int dim : array.dims()) {
                    width = Math.multiplyExact(width, dim);
                }
                base = array.base();
            } else {
                return new Flat(base, width);
            }
        }
    }

    private static boolean bytesOf(Datatype type, Class<?> component) {
        return type instanceof Opaque && component == byte.class;
    }

    static RunReader reader(Datatype type, Object array, Heap heap) {
        Class<?> component = component(array);
        Flat flat = flatten(type, component);
        RunReader slots = slotReader(flat.base, array, component, heap);
        int width = flat.width;
        if (width == 1) {
            return slots;
        }
        return (bytes, position, elements, index) ->
                slots.read(bytes, position, elements * width, Math.multiplyExact(index, width));
    }

    private static RunReader slotReader(Datatype base, Object array, Class<?> component, Heap heap) {
        NumberArray numbers = NumberArray.of(array);
        NumberForm form = numbers == null ? null : NumberForm.of(base);
        if (numbers != null && form != null) {
            return NumberRuns.reader(form, array, numbers);
        }
        @Nullable Object[] objects = objects(base, array, component);
        ValueForm value = ValueForms.of(base, component, heap);
        int size = base.size();
        return (bytes, position, elements, index) -> {
            for (int i = 0; i < elements; i++) {
                objects[index + i] = value.get(bytes, position + i * size);
            }
        };
    }

    static RunWriter writer(Datatype type, Object array, Heap heap) {
        Class<?> component = component(array);
        Flat flat = flatten(type, component);
        RunWriter slots = slotWriter(flat.base, array, component, heap);
        int width = flat.width;
        if (width == 1) {
            return slots;
        }
        return (index, elements, bytes, position) ->
                slots.write(Math.multiplyExact(index, width), elements * width, bytes, position);
    }

    private static RunWriter slotWriter(Datatype base, Object array, Class<?> component, Heap heap) {
        NumberArray numbers = NumberArray.of(array);
        NumberForm form = numbers == null ? null : NumberForm.of(base);
        if (numbers != null && form != null) {
            return NumberRuns.writer(form, array, numbers);
        }
        @Nullable Object[] objects = objects(base, array, component);
        ValueForm value = ValueForms.of(base, component, heap);
        int size = base.size();
        boolean gaps = base instanceof Compound;
        return (index, elements, bytes, position) -> {
            for (int i = 0; i < elements; i++) {
                int at = position + i * size;
                for (int b = 0; gaps && b < size; b++) {
                    bytes.put(at + b, (byte) 0); // gaps between members
                }
                value.put(objects[index + i], bytes, at);
            }
        };
    }

    private static Class<?> component(Object array) {
        Class<?> component = array.getClass().getComponentType();
        if (component == null) {
            throw new H5TypeException(
                    "an array is expected, found " + array.getClass().getTypeName());
        }
        return component;
    }

    private static @Nullable Object[] objects(Datatype base, Object array, Class<?> component) {
        if (array instanceof Object[] objects) {
            return objects;
        }
        throw new H5TypeException(
                "type " + TypeText.of(base) + " cannot be held by Java type " + component.getTypeName()
                        + "; its natural one is " + Natural.element(base).getTypeName());
    }
}
