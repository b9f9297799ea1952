package dev.tutti.hdf5;

import dev.tutti.errors.H5TypeException;
import java.lang.reflect.Array;
import java.util.Arrays;

/** Arrays of arrays, as Java writes values of two or more dimensions, made of flat ones in row-major order. */
final class NestedArrays {
    private NestedArrays() {}

    /**
     * A flat array in the shape of its dataset; what an element has more than one value of is an innermost dimension.
     *
     * @return the flat array itself where one dimension is all
     */
    static Object of(Object flat, long[] shape) {
        long elements = 1;
        for (long length : shape) {
            elements *= length;
        }
        int length = Array.getLength(flat);
        int width = elements == 0 ? 1 : (int) (length / elements);
        int[] lengths = Arrays.stream(shape).mapToInt(Math::toIntExact).toArray();
        if (width > 1) {
            lengths = Arrays.copyOf(lengths, lengths.length + 1);
            lengths[lengths.length - 1] = width;
        }
        return lengths.length < 2 ? flat : level(flat, lengths, 0, new int[1]);
    }

    private static Object level(Object flat, int[] lengths, int depth, int[] next) {
        Class<?> component = flat.getClass().getComponentType();
        if (depth == lengths.length - 1) {
            Object row = Array.newInstance(component, lengths[depth]);
            System.arraycopy(flat, next[0], row, 0, lengths[depth]);
            next[0] += lengths[depth];
            return row;
        }
        for (int i = depth + 1; i < lengths.length; i++) {
            component = component.arrayType();
        }
        Object rows = Array.newInstance(component, lengths[depth]);
        for (int i = 0; i < lengths[depth]; i++) {
            Array.set(rows, i, level(flat, lengths, depth + 1, next));
        }
        return rows;
    }

    /** The class of the values in arrays of arrays, and how many levels there are. */
    record Levels(Class<?> component, int rank) {
        static Levels of(Class<?> type) {
            Class<?> component = type;
            int rank = 0;
            while (component.isArray()) {
                component = component.getComponentType();
                rank++;
            }
            return new Levels(component, rank);
        }

        /** A flat array in the given shape, which must have as many dimensions as there are levels. */
        Object nested(String what, Object flat, long[] shape) {
            Object nested = NestedArrays.of(flat, shape);
            int found = of(nested.getClass()).rank;
            if (found != rank) {
                throw new H5TypeException(what + " has the shape " + Arrays.toString(shape) + "; an array of " + found
                        + " levels, or of one, holds it, not one of " + rank);
            }
            return nested;
        }
    }
}
