package dev.tutti.spark;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.TypeInfo;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;

/** Columns of flat arrays in the natural Java type. */
final class Vectors {
    private Vectors() {}

    /**
     * A column.
     *
     * @param spark what {@link ColumnTypes} makes of the type
     * @param flat the values, which may be several places for each element
     * @param count number of elements
     */
    static ColumnVector of(DType type, DataType spark, Object flat, int count) {
        Optional<DType> half = ColumnTypes.complexPart(type);
        if (half.isPresent()) {
            DataType part = ((StructType) spark).fields()[0].dataType();
            return new StructVector(
                    spark, List.of(new ValueVector(part, flat, 0, 2), new ValueVector(part, flat, 1, 2)));
        }
        TypeInfo info = type.info();
        if (info instanceof TypeInfo.Grid grid) {
            return grid(grid, spark, flat, count);
        }
        if (info instanceof TypeInfo.Sequence sequence) {
            return sequence(sequence.element(), (ArrayType) spark, (Object[]) flat, count);
        }
        if (info instanceof TypeInfo.Members members) {
            List<ColumnVector> columns = new ArrayList<>();
            for (int i = 0; i < members.parts().size(); i++) {
                columns.add(member(
                        members.parts().get(i).type(),
                        i,
                        ((StructType) spark).fields()[i].dataType(),
                        (Object[]) flat,
                        count));
            }
            return new StructVector(spark, columns);
        }
        return new ValueVector(spark, flat, 0, 1);
    }

    /** The column of one member of compound elements, each of which is a row. */
    static ColumnVector member(DType compound, String name, DataType spark, Object[] rows) {
        List<TypeInfo.Members.Part> parts = ((TypeInfo.Members) compound.info()).parts();
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).name().equals(name)) {
                return member(parts.get(i).type(), i, spark, rows, rows.length);
            }
        }
        throw new IllegalArgumentException("no member '" + name + "' in " + compound);
    }

    private static ColumnVector member(DType type, int number, DataType spark, Object[] rows, int count) {
        Object[] values = new Object[count];
        for (int i = 0; i < count; i++) {
            values[i] = ((Object[]) rows[i])[number];
        }
        boolean several = type.info() instanceof TypeInfo.Grid
                || ColumnTypes.complexPart(type).isPresent();
        return of(type, spark, several ? joined(values) : values, count);
    }

    private static ColumnVector grid(TypeInfo.Grid grid, DataType spark, Object flat, int count) {
        List<DataType> types = new ArrayList<>();
        DataType type = spark;
        int elements = count;
        for (int length : grid.shape()) {
            types.add(type);
            type = ((ArrayType) type).elementType();
            elements *= length;
        }
        ColumnVector vector = of(grid.element(), type, flat, elements);
        for (int d = grid.shape().size() - 1; d >= 0; d--) {
            vector = new ArraysVector(
                    types.get(d), vector, OptionalInt.of(grid.shape().get(d)), new int[0]);
        }
        return vector;
    }

    private static ColumnVector sequence(DType element, ArrayType spark, Object[] arrays, int count) {
        int width = width(element);
        int[] ends = new int[count];
        int end = 0;
        for (int i = 0; i < count; i++) {
            end += arrays[i] == null ? 0 : Array.getLength(arrays[i]) / width;
            ends[i] = end;
        }
        return new ArraysVector(
                spark, of(element, spark.elementType(), joined(arrays), end), OptionalInt.empty(), ends);
    }

    /** Places of a flat array that an element takes. */
    private static int width(DType type) {
        int width = ColumnTypes.complexPart(type).isPresent() ? 2 : 1;
        if (type.info() instanceof TypeInfo.Grid grid) {
            width = width(grid.element());
            for (int length : grid.shape()) {
                width *= length;
            }
        }
        return width;
    }

    /** One array behind the other. */
    private static Object joined(Object[] arrays) {
        int length = 0;
        Class<?> component = Object.class;
        for (Object array : arrays) {
            if (array != null) {
                length = Math.addExact(length, Array.getLength(array));
                component = array.getClass().getComponentType();
            }
        }
        Object all = Array.newInstance(component, length);
        int place = 0;
        for (Object array : arrays) {
            if (array != null) {
                System.arraycopy(array, 0, all, place, Array.getLength(array));
                place += Array.getLength(array);
            }
        }
        return all;
    }
}
