package dev.tutti.server.text;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.TypeInfo;
import java.io.IOException;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Elements as h5grove writes them: rows of compound types as arrays of their members, complex numbers as pairs, enumerations as their numbers. */
public final class ValueJson {
    private final JsonGenerator json;

    public ValueJson(JsonGenerator json) {
        this.json = json;
    }

    /**
     * Writes one element out of an array of natural values.
     *
     * @param array flat; an element takes one or more places
     * @param width places of an element
     */
    public void element(DType type, Object array, int index, int width) throws IOException {
        TypeInfo info = type.info();
        boolean pair = info instanceof TypeInfo.ComplexNumber
                || (info instanceof TypeInfo.Members members && Numbers.isComplex(members));
        if (pair && width == 2) {
            json.writeStartArray();
            atom(Array.get(array, index * 2));
            atom(Array.get(array, index * 2 + 1));
            json.writeEndArray();
        } else if (info instanceof TypeInfo.Grid grid && (width > 1 || !isArray(Array.get(array, index)))) {
            grid(grid, array, index * width, width);
        } else {
            value(type, Array.get(array, index));
        }
    }

    private static boolean isArray(@Nullable Object value) {
        return value != null && value.getClass().isArray();
    }

    /** The elements of an array type, which lie flat, in brackets for each of its dimensions. */
    private void grid(TypeInfo.Grid grid, Object array, int from, int width) throws IOException {
        int inner = 1;
        for (int length : grid.shape()) {
            inner *= length;
        }
        Brackets brackets = new Brackets(
                json, grid.shape().stream().mapToLong(Integer::longValue).toArray());
        int part = Math.max(1, width / inner);
        for (int i = 0; i < inner; i++) {
            brackets.open();
            element(grid.element(), array, from / part + i, part);
            brackets.close();
        }
    }

    /** A value that stands alone: in a row, in a sequence, or as a scalar. */
    private void value(DType type, @Nullable Object value) throws IOException {
        TypeInfo info = type.info();
        if (value == null) {
            json.writeNull();
        } else if (info instanceof TypeInfo.Members members && value instanceof Object[] row) {
            json.writeStartArray();
            for (int i = 0; i < row.length; i++) {
                value(members.parts().get(i).type(), row[i]);
            }
            json.writeEndArray();
        } else if (info instanceof TypeInfo.Grid grid && value.getClass().isArray()) {
            grid(grid, value, 0, Array.getLength(value));
        } else if (info instanceof TypeInfo.Sequence sequence
                && value.getClass().isArray()) {
            json.writeStartArray();
            int width = width(sequence.element());
            for (int i = 0; i < Array.getLength(value) / width; i++) {
                element(sequence.element(), value, i, width);
            }
            json.writeEndArray();
        } else if (info instanceof TypeInfo.Names names && value instanceof String name) {
            Long number = names.values().get(name);
            if (number == null) {
                json.writeString(name);
            } else {
                json.writeNumber(number);
            }
        } else if (info instanceof TypeInfo.Pointer pointer) {
            json.writeString(
                    pointer.target() == TypeInfo.Target.OBJECT ? "<HDF5 object reference>" : "<HDF5 region reference>");
        } else if (value instanceof byte[] bytes) {
            json.writeString(new String(bytes, StandardCharsets.UTF_8).replaceAll("\0+$", ""));
        } else if (value.getClass().isArray()) {
            element(type, value, 0, Array.getLength(value)); // a pair
        } else {
            atom(value);
        }
    }

    /** Places that an element takes in a flat array of natural values. */
    public static int width(DType type) {
        TypeInfo info = type.info();
        if (info instanceof TypeInfo.Grid grid) {
            int count = width(grid.element());
            for (int length : grid.shape()) {
                count *= length;
            }
            return count;
        }
        boolean pair = info instanceof TypeInfo.ComplexNumber
                || (info instanceof TypeInfo.Members members && Numbers.isComplex(members));
        return pair ? 2 : 1;
    }

    private void atom(@Nullable Object value) throws IOException {
        if (value instanceof Float number) {
            if (Float.isFinite(number)) {
                json.writeNumber((float) number);
            } else {
                json.writeNull();
            }
        } else if (value instanceof Double number) {
            Json.number(json, number);
        } else if (value instanceof BigInteger number) {
            json.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            json.writeNumber(number);
        } else if (value instanceof Number number) {
            json.writeNumber(number.longValue());
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value == null) {
            json.writeNull();
        } else {
            json.writeString(value.toString());
        }
    }

    /** Brackets around elements that come one by one in row-major order. */
    public static final class Brackets {
        private final JsonGenerator json;
        private final long[] shape;
        private final long[] position;

        public Brackets(JsonGenerator json, long[] shape) {
            this.json = json;
            this.shape = shape.clone();
            this.position = new long[shape.length];
        }

        /** What stands before the next element. */
        public void open() throws IOException {
            for (int d = shape.length - 1; d >= 0 && position[d] == 0; d--) {
                json.writeStartArray();
            }
        }

        /** What stands behind it. */
        public void close() throws IOException {
            for (int d = shape.length - 1; d >= 0; d--) {
                position[d]++;
                if (position[d] < shape[d]) {
                    return;
                }
                position[d] = 0;
                json.writeEndArray();
            }
        }

        /** What stands for no element at all: the brackets of the dimensions before the empty one. */
        public void none() throws IOException {
            none(0);
        }

        private void none(int dimension) throws IOException {
            json.writeStartArray();
            if (shape[dimension] != 0 && dimension + 1 < shape.length) {
                for (long i = 0; i < Math.min(shape[dimension], 1 << 16); i++) {
                    none(dimension + 1);
                }
            }
            json.writeEndArray();
        }
    }

    /** Shape of data with what the type adds. */
    public static long[] shape(long[] outer, List<Long> inner) {
        long[] shape = java.util.Arrays.copyOf(outer, outer.length + inner.size());
        for (int i = 0; i < inner.size(); i++) {
            shape[outer.length + i] = inner.get(i);
        }
        return shape;
    }
}
