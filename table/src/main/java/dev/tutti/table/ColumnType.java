package dev.tutti.table;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Type of a column: those of Apache Iceberg. Instances are immutable; {@code toString} gives the text that {@link #parse} reads. */
public sealed interface ColumnType {
    /** True or false; Java {@code Boolean}. */
    ColumnType BOOLEAN = Simple.BOOLEAN;
    /** 32 bits, signed; Java {@code Integer}, and what fits. */
    ColumnType INT = Simple.INT;
    /** 64 bits, signed; Java {@code Long}, and what fits. */
    ColumnType LONG = Simple.LONG;
    /** IEEE single; Java {@code Float}, and what fits without loss. */
    ColumnType FLOAT = Simple.FLOAT;
    /** IEEE double; Java {@code Double}, and what fits without loss. */
    ColumnType DOUBLE = Simple.DOUBLE;
    /** A day; Java {@code LocalDate}. */
    ColumnType DATE = Simple.DATE;
    /** Time of day in microseconds; Java {@code LocalTime}. */
    ColumnType TIME = Simple.TIME;
    /** Date and time of no zone in microseconds; Java {@code LocalDateTime}. */
    ColumnType TIMESTAMP = Simple.TIMESTAMP;
    /** Instant in microseconds; Java {@code Instant}, {@code OffsetDateTime}, {@code ZonedDateTime}. */
    ColumnType TIMESTAMPTZ = Simple.TIMESTAMPTZ;
    /** Text; Java {@code String} and enums. */
    ColumnType STRING = Simple.STRING;
    /** Java {@code UUID}. */
    ColumnType UUID = Simple.UUID;
    /** Bytes of any number; Java {@code byte[]}. */
    ColumnType BINARY = Simple.BINARY;

    /** The types without parameters. */
    enum Simple implements ColumnType {
        BOOLEAN,
        INT,
        LONG,
        FLOAT,
        DOUBLE,
        DATE,
        TIME,
        TIMESTAMP,
        TIMESTAMPTZ,
        STRING,
        UUID,
        BINARY;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A number of decimal digits; Java {@code BigDecimal}.
     *
     * @param precision digits in all, 1 to 38
     * @param scale digits behind the point
     */
    record Decimal(int precision, int scale) implements ColumnType {
        public Decimal {
            if (precision < 1 || precision > 38 || scale < 0 || scale > precision) {
                throw new IllegalArgumentException("decimal(" + precision + "," + scale
                        + "): 1 to 38 digits are possible, of which not more than all stand behind the point");
            }
        }

        @Override
        public String toString() {
            return "decimal(" + precision + "," + scale + ")";
        }
    }

    /**
     * Bytes of one number; Java {@code byte[]}.
     *
     * @param length how many
     */
    record Fixed(int length) implements ColumnType {
        public Fixed {
            if (length < 1) {
                throw new IllegalArgumentException("fixed(" + length + "): at least one byte is expected");
            }
        }

        @Override
        public String toString() {
            return "fixed(" + length + ")";
        }
    }

    /**
     * A list; Java {@code List}, and arrays. Elements may be null.
     *
     * @param element type of the elements
     */
    record ListOf(ColumnType element) implements ColumnType {
        @Override
        public String toString() {
            return "list<" + element + ">";
        }
    }

    /**
     * A map; Java {@code Map}. Values may be null.
     *
     * @param key type of the keys
     * @param value type of the values
     */
    record MapOf(ColumnType key, ColumnType value) implements ColumnType {
        @Override
        public String toString() {
            return "map<" + key + "," + value + ">";
        }
    }

    /**
     * A record in the record; Java {@code Map}, records, {@link Row}.
     *
     * @param columns its members
     */
    record Struct(List<Column> columns) implements ColumnType {
        public Struct {
            columns = List.copyOf(columns);
        }

        @Override
        public String toString() {
            return columns.stream().map(Column::toString).collect(Collectors.joining(",", "struct<", ">"));
        }
    }

    /** A list of elements. */
    static ColumnType listOf(ColumnType element) {
        return new ListOf(element);
    }

    /** A map. */
    static ColumnType mapOf(ColumnType key, ColumnType value) {
        return new MapOf(key, value);
    }

    /** A decimal number of {@code precision} digits, {@code scale} of them behind the point. */
    static ColumnType decimal(int precision, int scale) {
        return new Decimal(precision, scale);
    }

    /**
     * The type of a text such as {@code long}, {@code decimal(10,2)} or {@code list<double>}.
     *
     * @throws IllegalArgumentException if it names no type; the message lists those there are
     */
    static ColumnType parse(String text) {
        return new SchemaText(text).wholeType();
    }
}
