package dev.tutti.spark;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.TypeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/** What types of HDF5 are in Spark. Whole numbers without a sign widen, those of 64 bits are decimal numbers. */
final class ColumnTypes {
    private ColumnTypes() {}

    /** The type in Spark; empty if there is none. */
    static Optional<DataType> of(DType type) {
        TypeInfo info = type.info();
        if (info instanceof TypeInfo.Whole whole) {
            return whole(whole.size(), whole.signed());
        }
        if (info instanceof TypeInfo.Floating floating) {
            return Optional.of(floating.size() <= 4 ? DataTypes.FloatType : DataTypes.DoubleType);
        }
        if (info instanceof TypeInfo.Text) {
            return Optional.of(DataTypes.StringType);
        }
        if (info instanceof TypeInfo.Bits bits) {
            return bits.size() == 8 ? Optional.of(DataTypes.LongType) : whole(bits.size(), false);
        }
        if (info instanceof TypeInfo.Bytes) {
            return Optional.of(DataTypes.BinaryType);
        }
        if (info instanceof TypeInfo.Names) {
            return Optional.of(isBoolean(type) ? DataTypes.BooleanType : DataTypes.StringType);
        }
        if (info instanceof TypeInfo.Moment) {
            return Optional.of(DataTypes.LongType);
        }
        return composed(info);
    }

    private static Optional<DataType> composed(TypeInfo info) {
        if (info instanceof TypeInfo.ComplexNumber number) {
            return of(number.part()).map(ColumnTypes::pair);
        }
        if (info instanceof TypeInfo.Members members) {
            List<StructField> fields = new ArrayList<>();
            for (TypeInfo.Members.Part part : members.parts()) {
                Optional<DataType> type = of(part.type());
                if (type.isEmpty()) {
                    return Optional.empty();
                }
                fields.add(DataTypes.createStructField(part.name(), type.get(), true));
            }
            return Optional.of(DataTypes.createStructType(fields));
        }
        if (info instanceof TypeInfo.Sequence sequence) {
            return of(sequence.element()).map(element -> DataTypes.createArrayType(element, true));
        }
        if (info instanceof TypeInfo.Grid grid) {
            return of(grid.element())
                    .map(element -> nested(element, grid.shape().size()));
        }
        return Optional.empty();
    }

    private static Optional<DataType> whole(int size, boolean signed) {
        return switch (signed ? size : 2 * size) {
            case 1 -> Optional.of(DataTypes.ByteType);
            case 2 -> Optional.of(DataTypes.ShortType);
            case 3, 4 -> Optional.of(DataTypes.IntegerType);
            case 5, 6, 7, 8, 10, 12, 14 -> Optional.of(DataTypes.LongType);
            case 16 -> signed ? Optional.empty() : Optional.of(DataTypes.createDecimalType(20, 0));
            default -> Optional.empty();
        };
    }

    private static DataType pair(DataType part) {
        return DataTypes.createStructType(
                List.of(DataTypes.createStructField("r", part, true), DataTypes.createStructField("i", part, true)));
    }

    /** Arrays in arrays. */
    static DataType nested(DataType element, int depth) {
        DataType type = element;
        for (int i = 0; i < depth; i++) {
            type = DataTypes.createArrayType(type, true);
        }
        return type;
    }

    /** Whether values are true and false and not names. */
    static boolean isBoolean(DType type) {
        return type.info() instanceof TypeInfo.Names names
                && names.values().size() == 2
                && names.values().entrySet().stream()
                        .allMatch(value -> value.getKey().equalsIgnoreCase(value.getValue() == 0 ? "FALSE" : "TRUE")
                                && (value.getValue() == 0 || value.getValue() == 1));
    }

    /** Whether it is a pair of floating-point numbers, of the type of its own or h5py's compound: then its values are two numbers each. */
    static Optional<DType> complexPart(DType type) {
        if (type.info() instanceof TypeInfo.ComplexNumber number) {
            return Optional.of(number.part());
        }
        if (!(type.info() instanceof TypeInfo.Members members)
                || members.parts().size() != 2) {
            return Optional.empty();
        }
        TypeInfo.Members.Part real = members.parts().get(0);
        TypeInfo.Members.Part imaginary = members.parts().get(1);
        boolean complex = real.name().equals("r")
                && imaginary.name().equals("i")
                && real.type().info() instanceof TypeInfo.Floating
                && real.type().equals(imaginary.type())
                && real.offset() == 0
                && imaginary.offset() == real.type().size()
                && members.size() == 2 * real.type().size();
        return complex ? Optional.of(real.type()) : Optional.empty();
    }
}
