package dev.tutti.table.arrow;

import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.table.Column;
import dev.tutti.table.ColumnType;
import java.util.List;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Arrow's fields as columns of tables. */
final class ArrowColumns {
    private ArrowColumns() {}

    /**
     * The column of a field; that of its dictionary, if its values are places in one.
     *
     * @throws H5UnsupportedException if no column holds such values
     */
    static Column column(Field field, DictionaryProvider dictionaries) {
        Field values = field;
        if (field.getDictionary() != null) {
            Dictionary dictionary = dictionaries.lookup(field.getDictionary().getId());
            if (dictionary == null) {
                throw new H5UnsupportedException("column '" + field.getName() + "' has its values in dictionary "
                        + field.getDictionary().getId() + ", which is not there");
            }
            values = dictionary.getVector().getField();
        }
        ColumnType type = type(values, field.getName(), dictionaries);
        return new Column(field.getName(), type, !field.isNullable(), null);
    }

    private static ColumnType type(Field field, String name, DictionaryProvider dictionaries) {
        List<Field> children = field.getChildren();
        return switch (field.getType().getTypeID()) {
            case List, LargeList, FixedSizeList ->
                ColumnType.listOf(type(children.get(0), name + ".element", dictionaries));
            case Map -> {
                List<Field> entry = children.get(0).getChildren();
                yield ColumnType.mapOf(
                        type(entry.get(0), name + ".key", dictionaries),
                        type(entry.get(1), name + ".value", dictionaries));
            }
            case Struct ->
                new ColumnType.Struct(children.stream()
                        .map(child -> column(child, dictionaries))
                        .toList());
            default -> {
                ColumnType type = simple(field.getType());
                if (type == null) {
                    throw new H5UnsupportedException("column '" + name + "' is of Arrow's type " + field.getType()
                            + ", which no column of a table has");
                }
                yield type;
            }
        };
    }

    private static @Nullable ColumnType simple(ArrowType type) {
        return switch (type.getTypeID()) {
            case Bool -> ColumnType.BOOLEAN;
            case Int -> whole((ArrowType.Int) type);
            case FloatingPoint ->
                ((ArrowType.FloatingPoint) type).getPrecision() == FloatingPointPrecision.DOUBLE
                        ? ColumnType.DOUBLE
                        : ColumnType.FLOAT;
            case Decimal -> decimal((ArrowType.Decimal) type);
            case Utf8, LargeUtf8, Utf8View -> ColumnType.STRING;
            case Binary, LargeBinary, BinaryView -> ColumnType.BINARY;
            case FixedSizeBinary -> new ColumnType.Fixed(((ArrowType.FixedSizeBinary) type).getByteWidth());
            case Date -> ColumnType.DATE;
            case Time -> ColumnType.TIME;
            case Timestamp ->
                ((ArrowType.Timestamp) type).getTimezone() == null ? ColumnType.TIMESTAMP : ColumnType.TIMESTAMPTZ;
            default -> null;
        };
    }

    private static ColumnType whole(ArrowType.Int type) {
        int bits = type.getBitWidth() + (type.getIsSigned() ? 0 : 1);
        return bits <= 32 ? ColumnType.INT : bits <= 64 ? ColumnType.LONG : ColumnType.decimal(20, 0);
    }

    private static @Nullable ColumnType decimal(ArrowType.Decimal type) {
        boolean fits = type.getPrecision() <= 38 && type.getScale() >= 0 && type.getScale() <= type.getPrecision();
        return fits ? ColumnType.decimal(type.getPrecision(), type.getScale()) : null;
    }
}
