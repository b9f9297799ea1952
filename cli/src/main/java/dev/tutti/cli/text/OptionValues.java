package dev.tutti.cli.text;

import dev.tutti.errors.H5Exception;
import dev.tutti.hdf5.RepackOptions;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Values of options that have bounds. They are checked while the line is read, before a file is touched, so that what is out of bounds is a mistake of usage in every
 * command, and is named together with its option.
 */
public final class OptionValues {
    private OptionValues() {}

    private static int whole(String text, int least, int most) {
        long value = whole(text, least);
        if (value > most) {
            throw new TypeConversionException(
                    "a whole number of " + least + " to " + most + " is expected, found " + text);
        }
        return (int) value;
    }

    private static long whole(String text, long least) {
        long value;
        try {
            value = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("a whole number is expected, found '" + text + "'");
        }
        if (value < least) {
            throw new TypeConversionException("a whole number of " + least + " or more is expected, found " + text);
        }
        return value;
    }

    private static double number(String text) {
        Double value = Csv.number(text);
        if (value == null || !Double.isFinite(value)) {
            throw new TypeConversionException("a number is expected, found '" + text + "'");
        }
        return value;
    }

    private static Duration time(String text) {
        Duration time;
        try {
            time = Sizes.duration(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
        if (time.isNegative()) {
            throw new TypeConversionException("a time of 0 or more is expected, found " + text);
        }
        return time;
    }

    private static String compression(String name) {
        try {
            RepackOptions.defaults().compress(name); // which knows the names
        } catch (H5Exception | IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
        return name;
    }

    /** How many: 1 or more. */
    public static final class Several implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return whole(text, 1, Integer.MAX_VALUE);
        }
    }

    /** How many: 0 or more. */
    public static final class Any implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return whole(text, 0, Integer.MAX_VALUE);
        }
    }

    /** Rows of a dataset or a table: 0 or more. */
    public static final class Rows implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return whole(text, 0);
        }
    }

    /** The name of a thing of a survey. */
    public static final class Name implements ITypeConverter<String> {
        private static final int LONGEST = 255;

        @Override
        public String convert(String text) {
            if (text.isBlank() || text.equals(".") || text.length() > LONGEST) {
                throw new TypeConversionException(
                        "a name of 1 to " + LONGEST + " characters is expected, found '" + text + "'");
            }
            return text;
        }
    }

    /** Width or height of a picture, which has to be held in memory. */
    public static final class Extent implements ITypeConverter<Integer> {
        private static final int MOST = 20_000;

        @Override
        public Integer convert(String text) {
            return whole(text, 1, MOST);
        }
    }

    /** A level of gzip. */
    public static final class Deflate implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return whole(text, 0, 9);
        }
    }

    /** A level of Zstandard. */
    public static final class Zstd implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return whole(text, 1, 22);
        }
    }

    /** A port to listen on; 0 for any. */
    public static final class Port implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return whole(text, 0, 65535);
        }
    }

    /** The name of a compression. */
    public static final class Compression implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return compression(text);
        }
    }

    /** How far apart numbers may be: 0 or more. */
    public static final class Tolerance implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            double value = number(text);
            if (value < 0) {
                throw new TypeConversionException("a number of 0 or more is expected, found " + text);
            }
            return value;
        }
    }

    /** How often a second: more than 0. */
    public static final class Rate implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            double value = number(text);
            if (value <= 0) {
                throw new TypeConversionException("a number above 0 is expected, found " + text);
            }
            return value;
        }
    }

    /** How long: {@code 100ms}, {@code 2s}, {@code 3min}; 0 or more. */
    public static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return time(text);
        }
    }

    /** The last part of something that grows: so many, 1 or more, or so long. */
    public static final class Last implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            if (text.matches("-?\\d+")) {
                whole(text, 1, Integer.MAX_VALUE);
            } else if (time(text).isZero()) {
                throw new TypeConversionException("a number or a time above 0 is expected, found " + text);
            }
            return text;
        }
    }

    /** How often: as {@link Time}, and more than 0. */
    public static final class Period implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            Duration time = time(text);
            if (time.isZero()) {
                throw new TypeConversionException("a time above 0 is expected, found " + text);
            }
            return time;
        }
    }
}
