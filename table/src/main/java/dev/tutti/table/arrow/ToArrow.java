package dev.tutti.table.arrow;

import dev.tutti.table.Column;
import dev.tutti.table.ColumnType;
import dev.tutti.table.Row;
import dev.tutti.table.Schema;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/** Columns of tables as Arrow's fields, and values of rows in their vectors. */
final class ToArrow {
    private ToArrow() {}

    /** The columns of a table as Arrow's. */
    static org.apache.arrow.vector.types.pojo.Schema schema(Schema schema) {
        return new org.apache.arrow.vector.types.pojo.Schema(
                schema.columns().stream().map(column -> field(column)).toList());
    }

    static Field field(String name, ColumnType type, boolean required) {
        List<Field> children = List.of();
        if (type instanceof ColumnType.ListOf list) {
            children = List.of(field("element", list.element(), false));
        } else if (type instanceof ColumnType.MapOf map) {
            children = List.of(new Field(
                    MapVector.DATA_VECTOR_NAME,
                    FieldType.notNullable(ArrowType.Struct.INSTANCE),
                    List.of(
                            field(MapVector.KEY_NAME, map.key(), true),
                            field(MapVector.VALUE_NAME, map.value(), false))));
        } else if (type instanceof ColumnType.Struct struct) {
            children = struct.columns().stream().map(ToArrow::field).toList();
        }
        return new Field(name, new FieldType(!required, arrow(type), null), children);
    }

    static Field field(Column column) {
        return field(column.name(), column.type(), column.required());
    }

    private static ArrowType arrow(ColumnType type) {
        if (type instanceof ColumnType.Simple simple) {
            return simple(simple);
        }
        if (type instanceof ColumnType.Decimal decimal) {
            return new ArrowType.Decimal(decimal.precision(), decimal.scale(), 128);
        }
        if (type instanceof ColumnType.Fixed fixed) {
            return new ArrowType.FixedSizeBinary(fixed.length());
        }
        if (type instanceof ColumnType.ListOf) {
            return ArrowType.List.INSTANCE;
        }
        return type instanceof ColumnType.MapOf ? new ArrowType.Map(false) : ArrowType.Struct.INSTANCE;
    }

    private static ArrowType simple(ColumnType.Simple type) {
        return switch (type) {
            case BOOLEAN -> ArrowType.Bool.INSTANCE;
            case INT -> new ArrowType.Int(32, true);
            case LONG -> new ArrowType.Int(64, true);
            case FLOAT -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
            case DOUBLE -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
            case DATE -> new ArrowType.Date(DateUnit.DAY);
            case TIME -> new ArrowType.Time(TimeUnit.MICROSECOND, 64);
            case TIMESTAMP -> new ArrowType.Timestamp(TimeUnit.MICROSECOND, null);
            case TIMESTAMPTZ -> new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC");
            case STRING -> ArrowType.Utf8.INSTANCE;
            case UUID -> new ArrowType.FixedSizeBinary(16);
            case BINARY -> ArrowType.Binary.INSTANCE;
        };
    }

    /** Puts a value into a vector, which grows as it must. */
    static void set(FieldVector vector, int row, @Nullable Object value) {
        if (value == null) {
            vector.setNull(row);
        } else if (vector instanceof MapVector map) {
            setMap(map, row, (Map<?, ?>) value);
        } else if (vector instanceof ListVector list) {
            List<?> items = (List<?>) value;
            int at = list.startNewValue(row);
            for (int i = 0; i < items.size(); i++) {
                set(list.getDataVector(), at + i, items.get(i));
            }
            list.endValue(row, items.size());
        } else if (vector instanceof StructVector struct) {
            struct.setIndexDefined(row);
            Map<?, ?> members = value instanceof Row named ? named.asMap() : (Map<?, ?>) value;
            for (FieldVector child : struct.getChildrenFromFields()) {
                set(child, row, members.get(child.getName()));
            }
        } else {
            setSimple(vector, row, value);
        }
    }

    private static void setMap(MapVector vector, int row, Map<?, ?> map) {
        int at = vector.startNewValue(row);
        StructVector entries = (StructVector) vector.getDataVector();
        List<FieldVector> both = entries.getChildrenFromFields();
        int i = at;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            entries.setIndexDefined(i);
            set(both.get(0), i, entry.getKey());
            set(both.get(1), i, entry.getValue());
            i++;
        }
        vector.endValue(row, map.size());
    }

    private static void setSimple(FieldVector vector, int row, Object value) {
        if (vector instanceof BigIntVector longs) {
            longs.setSafe(row, (Long) value);
        } else if (vector instanceof Float8Vector doubles) {
            doubles.setSafe(row, (Double) value);
        } else if (vector instanceof VarCharVector text) {
            text.setSafe(row, value.toString().getBytes(StandardCharsets.UTF_8));
        } else if (vector instanceof IntVector ints) {
            ints.setSafe(row, (Integer) value);
        } else if (vector instanceof Float4Vector floats) {
            floats.setSafe(row, (Float) value);
        } else if (vector instanceof BitVector bits) {
            bits.setSafe(row, (Boolean) value ? 1 : 0);
        } else if (vector instanceof DateDayVector days) {
            days.setSafe(row, Math.toIntExact(((LocalDate) value).toEpochDay()));
        } else if (vector instanceof TimeMicroVector times) {
            times.setSafe(row, ((LocalTime) value).toNanoOfDay() / 1000);
        } else if (vector instanceof TimeStampVector stamps) {
            Instant instant =
                    value instanceof Instant known ? known : ((LocalDateTime) value).toInstant(ZoneOffset.UTC);
            stamps.setSafe(row, ChronoUnit.MICROS.between(Instant.EPOCH, instant));
        } else if (vector instanceof DecimalVector decimals) {
            decimals.setSafe(row, (BigDecimal) value);
        } else if (vector instanceof FixedSizeBinaryVector fixed) {
            fixed.setSafe(row, value instanceof UUID uuid ? bytes(uuid) : (byte[]) value);
        } else {
            ((VarBinaryVector) vector).setSafe(row, (byte[]) value);
        }
    }

    private static byte[] bytes(UUID uuid) {
        return ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }
}
