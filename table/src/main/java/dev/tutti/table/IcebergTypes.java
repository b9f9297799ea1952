package dev.tutti.table;

import dev.tutti.errors.H5UnsupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** Our schemas and Iceberg's. */
final class IcebergTypes {
    private IcebergTypes() {}

    static org.apache.iceberg.Schema schema(Schema schema) {
        return new org.apache.iceberg.Schema(fields(schema.columns(), new AtomicInteger()));
    }

    private static List<NestedField> fields(List<Column> columns, AtomicInteger ids) {
        // The columns of one level are numbered one after the other, as other engines do.
        int first = ids.getAndAdd(columns.size()) + 1;
        List<NestedField> fields = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            fields.add(NestedField.builder()
                    .withId(first + i)
                    .withName(column.name())
                    .isOptional(!column.required())
                    .ofType(type(column.type(), ids))
                    .withDoc(column.doc())
                    .build());
        }
        return fields;
    }

    /** The type with numbers for what is inside it; a change of a schema numbers anew. */
    static Type type(ColumnType type) {
        return type(type, new AtomicInteger());
    }

    private static Type type(ColumnType type, AtomicInteger ids) {
        if (type instanceof ColumnType.Simple simple) {
            return switch (simple) {
                case BOOLEAN -> Types.BooleanType.get();
                case INT -> Types.IntegerType.get();
                case LONG -> Types.LongType.get();
                case FLOAT -> Types.FloatType.get();
                case DOUBLE -> Types.DoubleType.get();
                case DATE -> Types.DateType.get();
                case TIME -> Types.TimeType.get();
                case TIMESTAMP -> Types.TimestampType.withoutZone();
                case TIMESTAMPTZ -> Types.TimestampType.withZone();
                case STRING -> Types.StringType.get();
                case UUID -> Types.UUIDType.get();
                case BINARY -> Types.BinaryType.get();
            };
        }
        if (type instanceof ColumnType.Decimal decimal) {
            return Types.DecimalType.of(decimal.precision(), decimal.scale());
        }
        if (type instanceof ColumnType.Fixed fixed) {
            return Types.FixedType.ofLength(fixed.length());
        }
        if (type instanceof ColumnType.ListOf list) {
            int id = ids.incrementAndGet();
            return Types.ListType.ofOptional(id, type(list.element(), ids));
        }
        if (type instanceof ColumnType.MapOf map) {
            int key = ids.addAndGet(2) - 1;
            return Types.MapType.ofOptional(key, key + 1, type(map.key(), ids), type(map.value(), ids));
        }
        return Types.StructType.of(fields(((ColumnType.Struct) type).columns(), ids));
    }

    static Schema schema(org.apache.iceberg.Schema schema) {
        return new Schema(columns(schema.columns()));
    }

    private static List<Column> columns(List<NestedField> fields) {
        return fields.stream()
                .map(field -> new Column(field.name(), type(field.type()), field.isRequired(), field.doc()))
                .toList();
    }

    static ColumnType type(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> ColumnType.BOOLEAN;
            case INTEGER -> ColumnType.INT;
            case LONG -> ColumnType.LONG;
            case FLOAT -> ColumnType.FLOAT;
            case DOUBLE -> ColumnType.DOUBLE;
            case DATE -> ColumnType.DATE;
            case TIME -> ColumnType.TIME;
            case TIMESTAMP ->
                ((Types.TimestampType) type).shouldAdjustToUTC() ? ColumnType.TIMESTAMPTZ : ColumnType.TIMESTAMP;
            case STRING -> ColumnType.STRING;
            case UUID -> ColumnType.UUID;
            case BINARY -> ColumnType.BINARY;
            case FIXED -> new ColumnType.Fixed(((Types.FixedType) type).length());
            case DECIMAL ->
                new ColumnType.Decimal(((Types.DecimalType) type).precision(), ((Types.DecimalType) type).scale());
            case LIST -> new ColumnType.ListOf(type(type.asListType().elementType()));
            case MAP ->
                new ColumnType.MapOf(
                        type(type.asMapType().keyType()), type(type.asMapType().valueType()));
            case STRUCT -> new ColumnType.Struct(columns(type.asStructType().fields()));
            default ->
                throw new H5UnsupportedException(
                        "a column of the Iceberg type " + type
                                + " cannot be read here; select other columns with another engine, or leave this one out there");
        };
    }
}
