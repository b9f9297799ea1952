package dev.tutti.table;

import dev.tutti.errors.H5TypeException;
import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.types.Types.StructType;
import org.jspecify.annotations.Nullable;

/** From rows that were read to {@link Row}s and to records of a class. Thread-safe. */
final class RowDecoder {
    private final Row.Names names;
    private final int[] places;

    /** A decoder of the columns {@code wanted}, in that order, of rows that may have more. */
    RowDecoder(StructType read, List<String> wanted) {
        names = Row.Names.of(wanted);
        places = new int[wanted.size()];
        List<String> all = read.fields().stream().map(NestedField::name).toList();
        for (int i = 0; i < places.length; i++) {
            places[i] = all.indexOf(wanted.get(i));
        }
    }

    Row decode(Record record) {
        @Nullable Object[] values = new @Nullable Object[places.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = natural(record.get(places[i]));
        }
        return new Row(names, values);
    }

    /** A value in the Java type that {@link ColumnType} names. */
    static @Nullable Object natural(@Nullable Object value) {
        if (value instanceof OffsetDateTime time) {
            return time.toInstant();
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> natural = new ArrayList<>(list.size());
            list.forEach(item -> natural.add(natural(item)));
            return natural;
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> natural = new LinkedHashMap<>();
            map.forEach((key, item) -> natural.put(natural(key), natural(item)));
            return natural;
        }
        if (value instanceof Record struct) {
            StructType type = struct.struct();
            return new RowDecoder(
                            type, type.fields().stream().map(NestedField::name).toList())
                    .decode(struct);
        }
        return value instanceof CharSequence text ? text.toString() : value;
    }

    /** Makes records of a class out of rows that have a column for each of its components. */
    static <R> R record(Row row, Class<R> type) {
        RecordShape shape = RecordShape.of(type);
        @Nullable Object[] values = new @Nullable Object[shape.names().size()];
        for (int i = 0; i < values.length; i++) {
            String name = shape.names().get(i);
            values[i] = as(row.get(name), shape.componentType(i), "column '" + name + "'");
        }
        return type.cast(shape.make(values));
    }

    private static @Nullable Object as(@Nullable Object value, Type wanted, String where) {
        Class<?> target = raw(wanted);
        if (value == null) {
            if (target.isPrimitive()) {
                throw new H5TypeException(where + ": a row has no value, and a component of type " + target
                        + " must have one; declare it " + boxed(target).getSimpleName());
            }
            return null;
        }
        if (target.isPrimitive() || Number.class.isAssignableFrom(target)) {
            return number(value, boxed(target), where);
        }
        if (target.isInstance(value) && !(value instanceof Collection) && !(value instanceof Map)) {
            return value;
        }
        if (value instanceof Instant instant) {
            if (target == OffsetDateTime.class) {
                return instant.atOffset(ZoneOffset.UTC);
            }
            if (target == ZonedDateTime.class) {
                return instant.atZone(ZoneOffset.UTC);
            }
        }
        if (value instanceof byte[] bytes && target == ByteBuffer.class) {
            return ByteBuffer.wrap(bytes);
        }
        if (value instanceof String text && target.isEnum()) {
            return constant(text, target, where);
        }
        if (value instanceof Row row && target.isRecord()) {
            return record(row, target);
        }
        if (value instanceof List<?> list) {
            return items(list, wanted, target, where);
        }
        if (value instanceof Map<?, ?> map && target.isAssignableFrom(LinkedHashMap.class)) {
            Map<@Nullable Object, @Nullable Object> items = new LinkedHashMap<>();
            map.forEach((key, item) ->
                    items.put(as(key, argument(wanted, 0), where), as(item, argument(wanted, 1), where)));
            return items;
        }
        throw misfit(value, target, where);
    }

    private static Object items(List<?> list, Type wanted, Class<?> target, String where) {
        if (target.isArray()) {
            Object array = Array.newInstance(target.getComponentType(), list.size());
            for (int i = 0; i < list.size(); i++) {
                Array.set(array, i, as(list.get(i), target.getComponentType(), where));
            }
            return array;
        }
        List<@Nullable Object> items = new ArrayList<>();
        list.forEach(item -> items.add(as(item, argument(wanted, 0), where)));
        if (target.isAssignableFrom(ArrayList.class)) {
            return items;
        }
        if (target.isAssignableFrom(Set.class)) {
            return new LinkedHashSet<>(items);
        }
        throw misfit(list, target, where);
    }

    private static Object number(Object value, Class<?> target, String where) {
        if (target.isInstance(value)) {
            return value;
        }
        if (value instanceof Integer || value instanceof Long) {
            long number = ((Number) value).longValue();
            if (target == Long.class) {
                return number;
            }
            if (target == Integer.class && number == (int) number) {
                return (int) number;
            }
            if (target == Short.class && number == (short) number) {
                return (short) number;
            }
            if (target == Byte.class && number == (byte) number) {
                return (byte) number;
            }
            if (target == Double.class && number == (long) (double) number) {
                return (double) number;
            }
        }
        if (value instanceof Float number && target == Double.class) {
            return number.doubleValue();
        }
        throw misfit(value, target, where);
    }

    private static Object constant(String text, Class<?> target, String where) {
        for (Object constant : target.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(text)) {
                return constant;
            }
        }
        throw misfit(text, target, where);
    }

    private static H5TypeException misfit(Object value, Class<?> target, String where) {
        return new H5TypeException(where + ": " + value.getClass().getSimpleName() + " " + value
                + " does not fit a component of type " + target.getSimpleName());
    }

    private static Class<?> raw(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : Object.class;
    }

    private static Type argument(Type type, int number) {
        return type instanceof ParameterizedType generic ? generic.getActualTypeArguments()[number] : Object.class;
    }

    private static Class<?> boxed(Class<?> type) {
        if (!type.isPrimitive()) {
            return type;
        }
        return Array.get(Array.newInstance(type, 1), 0).getClass();
    }
}
