package dev.tutti.hdf5;

import dev.tutti.errors.H5TypeException;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A Java value as HDF5 sees it: element type, shape, and the elements in one flat array in row-major order.
 *
 * @param type the type that the elements are stored in unless another one is asked for
 * @param shape empty for a scalar
 * @param scalar whether it is a single value and not an array of one
 * @param flat array of primitives, strings, records or objects
 */
record JavaValue(DType type, long[] shape, boolean scalar, Object flat) {
    private static final Map<Class<?>, DType> TYPES = Map.ofEntries(
            Map.entry(double.class, DType.F64),
            Map.entry(float.class, DType.F32),
            Map.entry(long.class, DType.I64),
            Map.entry(int.class, DType.I32),
            Map.entry(short.class, DType.I16),
            Map.entry(byte.class, DType.I8),
            Map.entry(boolean.class, DType.BOOL),
            Map.entry(String.class, DType.STRING),
            Map.entry(Double.class, DType.F64),
            Map.entry(Float.class, DType.F32),
            Map.entry(Long.class, DType.I64),
            Map.entry(Integer.class, DType.I32),
            Map.entry(Short.class, DType.I16),
            Map.entry(Byte.class, DType.I8),
            Map.entry(Boolean.class, DType.BOOL));

    private static final Map<Class<?>, Class<?>> PRIMITIVES = Map.of(
            Double.class, double.class,
            Float.class, float.class,
            Long.class, long.class,
            Integer.class, int.class,
            Short.class, short.class,
            Byte.class, byte.class,
            Boolean.class, boolean.class);

    /** Looks at a scalar, an array (nested ones must be rectangular), a collection, or a record. */
    static JavaValue of(Object value) {
        Object array = value instanceof Collection<?> collection ? arrayOf(collection) : value;
        if (!array.getClass().isArray()) {
            Class<?> element = PRIMITIVES.getOrDefault(array.getClass(), array.getClass());
            Object flat = Array.newInstance(element, 1);
            Array.set(flat, 0, array);
            return new JavaValue(typeOf(element), new long[0], true, flat);
        }
        int rank = 0;
        Class<?> element = array.getClass();
        while (element.isArray()) {
            rank++;
            element = element.getComponentType();
        }
        long[] shape = new long[rank];
        Object level = array;
        for (int i = 0; i < rank; i++) {
            shape[i] = Array.getLength(level);
            if (shape[i] == 0) {
                break;
            }
            level = i + 1 < rank ? Array.get(level, 0) : level;
        }
        Class<?> plain = PRIMITIVES.getOrDefault(element, element);
        if (rank == 1 && plain == element) {
            return new JavaValue(typeOf(element), shape, false, array);
        }
        long total = 1;
        for (long length : shape) {
            total = Math.multiplyExact(total, length);
        }
        if (total > Integer.MAX_VALUE - 8) {
            throw new H5TypeException("an array of " + total + " elements; write it in slices of fewer than 2^31");
        }
        Object flat = Array.newInstance(plain, (int) total);
        flatten(array, shape, 0, flat, 0);
        return new JavaValue(typeOf(element), shape, false, flat);
    }

    private static Object arrayOf(Collection<?> collection) {
        Object first =
                collection.isEmpty() ? Double.valueOf(0) : collection.iterator().next();
        Class<?> element = PRIMITIVES.getOrDefault(first.getClass(), first.getClass());
        Object array = Array.newInstance(element, collection.size());
        int i = 0;
        for (Object value : collection) {
            try {
                Array.set(array, i++, value);
            } catch (IllegalArgumentException e) {
                throw new H5TypeException("a collection of one kind of values is expected, found "
                        + first.getClass().getSimpleName() + " and "
                        + value.getClass().getSimpleName());
            }
        }
        return array;
    }

    private static int flatten(Object array, long[] shape, int depth, Object flat, int from) {
        int length = Array.getLength(array);
        if (length != shape[depth]) {
            throw new H5TypeException("a rectangular array is expected: dimension " + depth + " has rows of "
                    + shape[depth] + " and of " + length + " elements");
        }
        int at = from;
        if (depth == shape.length - 1) {
            if (array.getClass().getComponentType() == flat.getClass().getComponentType()) {
                System.arraycopy(array, 0, flat, at, length);
            } else {
                for (int i = 0; i < length; i++) {
                    Array.set(flat, at + i, Array.get(array, i));
                }
            }
            return at + length;
        }
        for (int i = 0; i < length; i++) {
            at = flatten(Array.get(array, i), shape, depth + 1, flat, at);
        }
        return at;
    }

    static DType typeOf(Class<?> element) {
        DType known = TYPES.get(element);
        if (known != null) {
            return known;
        }
        if (element.isRecord()) {
            return recordType(element);
        }
        if (element.isEnum()) {
            Map<String, Long> names = new LinkedHashMap<>();
            long number = 0;
            for (Object constant : element.getEnumConstants()) {
                names.put(((Enum<?>) constant).name(), number++);
            }
            return DType.enumOf(DType.I32, names);
        }
        throw new H5TypeException("values of type " + element.getName()
                + " have no HDF5 type; numbers, boolean, String, enums, records and arrays of these have one");
    }

    /** The compound type of a record class: one member for each component that is no array. */
    static DType recordType(Class<?> type) {
        Map<String, DType> members = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getType().isArray()) {
                members.put(
                        component.getName(),
                        DType.vlen(typeOf(component.getType().getComponentType())));
            } else {
                members.put(component.getName(), typeOf(component.getType()));
            }
        }
        return DType.compound(members);
    }
}
