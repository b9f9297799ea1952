package dev.tutti.table;

import dev.tutti.errors.H5TypeException;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** One value of a row into what is written for a column. Numbers are widened where nothing is lost; times are cut to microseconds. Thread-safe. */
interface ValueEncoder {
    /**
     * The value as it is written.
     *
     * @throws H5TypeException if it does not fit
     */
    Object encode(Object value);

    /** The encoder of a type; {@code where} begins its messages. */
    static ValueEncoder of(Type type, String where) {
        return switch (type.typeId()) {
            case BOOLEAN -> value -> checked(value instanceof Boolean, value, where, "boolean");
            // What is of the column's own class already stays the object that it is.
            case INTEGER ->
                value -> value instanceof Integer
                        ? value
                        : (Object) (int) whole(value, where, "int", Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG ->
                value -> value instanceof Long
                        ? value
                        : (Object) whole(value, where, "long", Long.MIN_VALUE, Long.MAX_VALUE);
            case FLOAT -> value -> value instanceof Float ? value : (Object) single(value, where);
            case DOUBLE -> value -> value instanceof Double ? value : (Object) real(value, where);
            case DATE -> value -> checked(value instanceof LocalDate, value, where, "date (LocalDate)");
            case TIME ->
                value -> ((LocalTime) checked(value instanceof LocalTime, value, where, "time (LocalTime)"))
                        .truncatedTo(ChronoUnit.MICROS);
            case TIMESTAMP ->
                ((Types.TimestampType) type).shouldAdjustToUTC()
                        ? value -> instant(value, where)
                        : value -> ((LocalDateTime) checked(
                                        value instanceof LocalDateTime, value, where, "timestamp (LocalDateTime)"))
                                .truncatedTo(ChronoUnit.MICROS);
            case STRING ->
                value -> value instanceof Enum<?> constant
                        ? constant.name()
                        : checked(value instanceof CharSequence || value instanceof Character, value, where, "string")
                                .toString();
            case UUID -> value -> checked(value instanceof UUID, value, where, "uuid");
            case BINARY -> value -> bytes(value, where, "binary (byte[])");
            case FIXED -> value -> fixed(value, where, ((Types.FixedType) type).length());
            case DECIMAL -> value -> decimal(value, where, (Types.DecimalType) type);
            case LIST -> {
                ValueEncoder element = of(type.asListType().elementType(), where + ", element");
                boolean required = type.asListType().isElementRequired();
                yield value -> list(value, where, element, required);
            }
            case MAP -> {
                ValueEncoder key = of(type.asMapType().keyType(), where + ", key");
                ValueEncoder item = of(type.asMapType().valueType(), where + ", value");
                boolean required = type.asMapType().isValueRequired();
                yield value -> map(value, where, key, item, required);
            }
            case STRUCT -> new RowEncoder(where, type.asStructType())::encode;
            default ->
                throw new dev.tutti.errors.H5UnsupportedException(
                        where + ": values of the Iceberg type " + type + " cannot be written here");
        };
    }

    private static Object checked(boolean fits, Object value, String where, String wanted) {
        if (!fits) {
            throw Misfit.error(where, wanted, value);
        }
        return value;
    }

    private static long whole(Object value, String where, String wanted, long least, long most) {
        long number;
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            number = ((Number) value).longValue();
        } else if (value instanceof BigInteger big && big.bitLength() < 64) {
            number = big.longValue();
        } else {
            throw Misfit.error(where, wanted, value);
        }
        if (number < least || number > most) {
            throw Misfit.error(where, wanted, value);
        }
        return number;
    }

    private static float single(Object value, String where) {
        double number = real(value, where);
        float narrow = (float) number;
        if (!(value instanceof Float) && narrow != number && !Double.isNaN(number)) {
            throw Misfit.error(where, "float, or what a float holds without loss", value);
        }
        return narrow;
    }

    private static double real(Object value, String where) {
        if (value instanceof Double || value instanceof Float) {
            return ((Number) value).doubleValue();
        }
        long number = whole(value, where, "double", Long.MIN_VALUE, Long.MAX_VALUE);
        double wide = number;
        if ((long) wide != number || number == Long.MAX_VALUE) {
            throw Misfit.error(where, "double, or what a double holds without loss", value);
        }
        return wide;
    }

    private static OffsetDateTime instant(Object value, String where) {
        if (value instanceof Instant instant) {
            return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
        }
        if (value instanceof OffsetDateTime time) {
            return time.truncatedTo(ChronoUnit.MICROS).withOffsetSameInstant(ZoneOffset.UTC);
        }
        if (value instanceof ZonedDateTime time) {
            return instant(time.toInstant(), where);
        }
        throw Misfit.error(where, "timestamptz (Instant, OffsetDateTime or ZonedDateTime)", value);
    }

    private static ByteBuffer bytes(Object value, String where, String wanted) {
        if (value instanceof byte[] array) {
            return ByteBuffer.wrap(array.clone());
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] array = new byte[buffer.remaining()];
            buffer.duplicate().get(array);
            return ByteBuffer.wrap(array);
        }
        throw Misfit.error(where, wanted, value);
    }

    private static byte[] fixed(Object value, String where, int length) {
        byte[] array = bytes(value, where, "fixed(" + length + ") (byte[])").array();
        if (array.length != length) {
            throw new H5TypeException(where + ": " + length + " bytes are expected, found " + array.length);
        }
        return array;
    }

    private static BigDecimal decimal(Object value, String where, Types.DecimalType type) {
        BigDecimal number;
        if (value instanceof BigDecimal decimal) {
            number = decimal;
        } else if (value instanceof BigInteger big) {
            number = new BigDecimal(big);
        } else {
            number = BigDecimal.valueOf(whole(value, where, type.toString(), Long.MIN_VALUE, Long.MAX_VALUE));
        }
        try {
            BigDecimal scaled = number.setScale(type.scale(), RoundingMode.UNNECESSARY);
            if (scaled.precision() <= type.precision()) {
                return scaled;
            }
        } catch (ArithmeticException e) {
            throw new H5TypeException(where + ": " + type + " is expected, and " + value + " would have to be rounded");
        }
        throw Misfit.error(where, type.toString(), value);
    }

    private static List<@Nullable Object> list(Object value, String where, ValueEncoder element, boolean required) {
        List<@Nullable Object> list = new ArrayList<>();
        if (value instanceof Collection<?> items) {
            for (Object item : items) {
                list.add(item(item, where, element, required));
            }
        } else if (value.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(value); i++) {
                list.add(item(Array.get(value, i), where, element, required));
            }
        } else {
            throw Misfit.error(where, "list (a Collection or an array)", value);
        }
        return list;
    }

    private static Map<Object, @Nullable Object> map(
            Object value, String where, ValueEncoder key, ValueEncoder item, boolean required) {
        if (!(value instanceof Map<?, ?> entries)) {
            throw Misfit.error(where, "map", value);
        }
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            if (entry.getKey() == null) {
                throw new H5TypeException(where + ": a key of a map is null");
            }
            map.put(key.encode(entry.getKey()), item(entry.getValue(), where, item, required));
        }
        return map;
    }

    private static @Nullable Object item(@Nullable Object value, String where, ValueEncoder encoder, boolean required) {
        if (value == null && required) {
            throw new H5TypeException(where + ": an element is required, and is null");
        }
        return value == null ? null : encoder.encode(value);
    }

    /** The error of a value that does not fit. */
    final class Misfit {
        private Misfit() {}

        static H5TypeException error(String where, String wanted, Object value) {
            String text = value.getClass().isArray() ? "" : " " + shortened(value);
            return new H5TypeException(where + ": " + wanted + " is expected, found "
                    + value.getClass().getSimpleName() + text);
        }

        private static String shortened(Object value) {
            String text = String.valueOf(value);
            return text.length() <= 40 ? text : text.substring(0, 40) + "…";
        }
    }
}
