package dev.tutti.hdf5;

import dev.tutti.engine.convert.Conversions;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.datatype.ArrayType;
import dev.tutti.format.datatype.Compound;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.datatype.Opaque;
import dev.tutti.format.datatype.Reference;
import dev.tutti.format.datatype.VariableLength;
import java.lang.reflect.Array;
import java.math.BigInteger;
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
            Map.entry(BigInteger.class, DType.U64),
            Map.entry(ObjectReference.class, DType.REFERENCE),
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
        if (value instanceof NdArray nd) {
            Object flat = nd.flat();
            return new JavaValue(typeOf(nd.component()), nd.shape(), nd.rank() == 0, of(flat).flat);
        }
        Object array = value instanceof Collection<?> collection ? arrayOf(collection) : value;
        if (!array.getClass().isArray()) {
            Class<?> element = PRIMITIVES.getOrDefault(array.getClass(), array.getClass());
            Object flat = Array.newInstance(element, 1);
            Array.set(flat, 0, array);
            return new JavaValue(typeOf(flat), new long[0], true, flat);
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
            shape[i] = level == null ? 0 : Array.getLength(level);
            if (shape[i] == 0) {
                break;
            }
            level = i + 1 < rank ? Array.get(level, 0) : level;
        }
        Class<?> plain = PRIMITIVES.getOrDefault(element, element);
        if (rank == 1 && plain == element) {
            return new JavaValue(typeOf(array), shape, false, array);
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
        return new JavaValue(typeOf(flat), shape, false, flat);
    }

    /**
     * Looks at a value for elements of a type whose Java form is an array itself: sequences, opaque bytes, rows of a compound. The innermost
     * arrays are elements then, not dimensions.
     */
    static JavaValue of(Object value, DType target) {
        if (value instanceof NdArray nd) {
            return new JavaValue(target, nd.shape(), nd.rank() == 0, of(nd.flat(), target).flat);
        }
        Object array = value instanceof Collection<?> collection ? arrayOf(collection) : value;
        int depth = elementDepth(target.type(), array.getClass());
        if (depth == 0) {
            Class<?> component = array.getClass().getComponentType();
            if (component != null && component.isPrimitive() && component != char.class) {
                // Numbers one behind the other, as nearly always: that needs no look into tables.
                return new JavaValue(target, new long[] {Array.getLength(array)}, false, array);
            }
            JavaValue java = of(value);
            return new JavaValue(target, java.shape, java.scalar, java.flat);
        }
        int rank = -depth;
        for (Class<?> c = array.getClass(); c.isArray(); c = c.getComponentType()) {
            rank++;
        }
        if (rank < 0) {
            throw new H5TypeException(
                    "type " + target + " cannot hold a " + array.getClass().getSimpleName());
        }
        if (rank == 0) {
            Object flat = Array.newInstance(array.getClass(), 1);
            Array.set(flat, 0, array);
            return new JavaValue(target, new long[0], true, flat);
        }
        return flattened(target, array, rank);
    }

    private static JavaValue flattened(DType type, Object array, int rank) {
        long[] shape = new long[rank];
        Class<?> element = array.getClass();
        Object level = array;
        long total = 1;
        for (int i = 0; i < rank; i++) {
            element = element.getComponentType();
            shape[i] = level == null ? 0 : Array.getLength(level);
            total = Math.multiplyExact(total, shape[i]);
            level = level == null || shape[i] == 0 ? null : Array.get(level, 0);
        }
        if (rank == 1) {
            return new JavaValue(type, shape, false, array);
        }
        Object flat = Array.newInstance(element, Math.toIntExact(total));
        flatten(array, shape, 0, flat, 0);
        return new JavaValue(type, shape, false, flat);
    }

    /**
     * A flat array in row-major order, or a single value, with a given shape.
     *
     * @throws H5TypeException if the number of values is not that of the shape
     */
    static JavaValue of(Object value, DType target, long[] shape) {
        JavaValue java = of(value, target);
        long elements = 1;
        for (long length : shape) {
            elements = Math.multiplyExact(elements, length);
        }
        int width = Conversions.width(target.type(), java.flat.getClass().getComponentType());
        if (Array.getLength(java.flat) != elements * width) {
            throw new H5TypeException(elements * width + " values are expected, found " + Array.getLength(java.flat));
        }
        return new JavaValue(target, shape.clone(), shape.length == 0, java.flat);
    }

    /** How many levels of arrays one element has. */
    private static int elementDepth(Datatype type, Class<?> given) {
        if (type instanceof VariableLength vlen && vlen.kind() == VariableLength.Kind.SEQUENCE) {
            return 1 + elementDepth(vlen.base(), given);
        }
        if (type instanceof ArrayType array) {
            return elementDepth(array.base(), given);
        }
        if (type instanceof Compound) {
            Class<?> innermost = given;
            while (innermost.isArray()) {
                innermost = innermost.getComponentType();
            }
            return innermost == Object.class ? 1 : 0;
        }
        Class<?> bare = given;
        while (bare.isArray()) {
            bare = bare.getComponentType();
        }
        boolean bytes = type instanceof Opaque
                || (type instanceof Reference r && r.kind() != Reference.Kind.OBJECT && bare != ObjectReference.class);
        return bytes ? 1 : 0;
    }

    private static Object arrayOf(Collection<?> collection) {
        Object first =
                collection.isEmpty() ? Double.valueOf(0) : collection.iterator().next();
        if (first == null) {
            throw new H5TypeException("element 0 of the collection is null, which has no HDF5 form");
        }
        Class<?> element = PRIMITIVES.getOrDefault(first.getClass(), first.getClass());
        Object array = Array.newInstance(element, collection.size());
        int i = 0;
        for (Object value : collection) {
            if (value == null) {
                throw new H5TypeException("element " + i + " of the collection is null, which has no HDF5 form");
            }
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
                    Object element = Array.get(array, i);
                    if (element == null) {
                        throw new H5TypeException(
                                "element " + i + " of an array is null, which no number is; NaN may say the same");
                    }
                    Array.set(flat, at + i, element);
                }
            }
            return at + length;
        }
        for (int i = 0; i < length; i++) {
            Object row = Array.get(array, i);
            if (row == null) {
                throw new H5TypeException("a rectangular array is expected: row " + i + " is null");
            }
            at = flatten(row, shape, depth + 1, flat, at);
        }
        return at;
    }

    /** The type of the elements of a flat array. */
    private static DType typeOf(Object flat) {
        return flat instanceof ObjectReference[] references
                ? ReferenceValues.typeOf(references)
                : typeOf(flat.getClass().getComponentType());
    }

    static DType typeOf(Class<?> element) {
        DType known = TYPES.get(element);
        if (known != null) {
            return known;
        }
        if (element.isRecord()) {
            return RecordTypes.of(element);
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
}
