package dev.tutti.table.arrow;

import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.table.ColumnType;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.complex.BaseListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.util.Text;
import org.jspecify.annotations.Nullable;

/** Values of Arrow's vectors as those of rows: numbers, text, bytes, times, lists, maps. */
final class FromArrow {
    private FromArrow() {}

    /**
     * One value, or null.
     *
     * @param type the column that it is for, if there is one
     */
    static @Nullable Object value(FieldVector vector, int row, @Nullable ColumnType type) {
        if (vector.isNull(row)) {
            return null;
        }
        if (vector instanceof TimeStampVector times) {
            return timestamp(times, row);
        }
        if (vector instanceof StructVector struct) {
            Map<String, @Nullable Object> members = new LinkedHashMap<>();
            for (FieldVector child : struct.getChildrenFromFields()) {
                members.put(child.getName(), value(child, row, member(type, child.getName())));
            }
            return members;
        }
        if (vector instanceof MapVector map) {
            return map(map, row, type);
        }
        if (vector instanceof BaseListVector list) {
            ColumnType element = type instanceof ColumnType.ListOf of ? of.element() : null;
            FieldVector values = list.getChildrenFromFields().get(0);
            List<@Nullable Object> items = new ArrayList<>();
            for (int i = list.getElementStartIndex(row); i < list.getElementEndIndex(row); i++) {
                items.add(value(values, i, element));
            }
            return items;
        }
        if (vector instanceof LargeListVector list) {
            ColumnType element = type instanceof ColumnType.ListOf of ? of.element() : null;
            List<@Nullable Object> items = new ArrayList<>();
            for (long i = list.getElementStartIndex(row); i < list.getElementEndIndex(row); i++) {
                items.add(value(list.getDataVector(), Math.toIntExact(i), element));
            }
            return items;
        }
        return simple(vector, row, type);
    }

    private static @Nullable ColumnType member(@Nullable ColumnType type, String name) {
        if (type instanceof ColumnType.Struct struct) {
            for (var column : struct.columns()) {
                if (column.name().equals(name)) {
                    return column.type();
                }
            }
        }
        return null;
    }

    private static Map<Object, @Nullable Object> map(MapVector vector, int row, @Nullable ColumnType type) {
        ColumnType keyType = type instanceof ColumnType.MapOf of ? of.key() : null;
        ColumnType valueType = type instanceof ColumnType.MapOf of ? of.value() : null;
        List<FieldVector> entries = vector.getChildrenFromFields().get(0).getChildrenFromFields();
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = vector.getElementStartIndex(row); i < vector.getElementEndIndex(row); i++) {
            Object key = value(entries.get(0), i, keyType);
            if (key != null) {
                map.put(key, value(entries.get(1), i, valueType));
            }
        }
        return map;
    }

    private static Object simple(FieldVector vector, int row, @Nullable ColumnType type) {
        if (vector instanceof UInt1Vector small) {
            return small.getObjectNoOverflow(row);
        }
        if (vector instanceof UInt2Vector small) {
            return (int) small.get(row);
        }
        if (vector instanceof UInt4Vector number) {
            return number.getObjectNoOverflow(row);
        }
        if (vector instanceof UInt8Vector number) {
            return number.getObjectNoOverflow(row);
        }
        if (vector instanceof Float2Vector half) {
            return half.getValueAsFloat(row);
        }
        if (vector instanceof DateDayVector days) {
            return LocalDate.ofEpochDay(days.get(row));
        }
        if (vector instanceof DateMilliVector millis) {
            return LocalDate.ofEpochDay(Math.floorDiv(millis.get(row), 86_400_000L));
        }
        if (vector instanceof TimeSecVector time) {
            return LocalTime.ofSecondOfDay(time.get(row));
        }
        if (vector instanceof TimeMilliVector time) {
            return LocalTime.ofNanoOfDay(1_000_000L * time.get(row));
        }
        if (vector instanceof TimeMicroVector time) {
            return LocalTime.ofNanoOfDay(1000 * time.get(row));
        }
        if (vector instanceof TimeNanoVector time) {
            return LocalTime.ofNanoOfDay(time.get(row));
        }
        Object value = vector.getObject(row);
        if (value instanceof Text text) {
            return text.toString();
        }
        if (value instanceof byte[] bytes) {
            if (type == ColumnType.UUID && bytes.length == 16) {
                ByteBuffer both = ByteBuffer.wrap(bytes);
                return new UUID(both.getLong(), both.getLong());
            }
            return bytes;
        }
        if (value instanceof Number || value instanceof Boolean) {
            return value;
        }
        throw new H5UnsupportedException("vector '" + vector.getName() + "' is of Arrow's type "
                + vector.getField().getType() + ", which no column of a table has");
    }

    /** An instant if the vector has a zone, else a time without. */
    private static Object timestamp(TimeStampVector vector, int row) {
        ArrowType.Timestamp type = (ArrowType.Timestamp) vector.getField().getType();
        Instant instant = Instant.EPOCH.plus(vector.get(row), unit(type.getUnit()));
        return type.getTimezone() == null ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC) : instant;
    }

    private static ChronoUnit unit(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> ChronoUnit.SECONDS;
            case MILLISECOND -> ChronoUnit.MILLIS;
            case MICROSECOND -> ChronoUnit.MICROS;
            case NANOSECOND -> ChronoUnit.NANOS;
        };
    }
}
