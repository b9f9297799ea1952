package dev.tutti.cli.text;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Bytes, durations and shapes as people read them. */
public final class Sizes {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private Sizes() {}

    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    /** {@code (10, 20)}; unlimited dimensions are {@code inf}; a scalar is {@code ()}. */
    public static String shape(long[] shape) {
        return Arrays.stream(shape)
                .mapToObj(length -> length < 0 ? "inf" : Long.toString(length))
                .collect(Collectors.joining(", ", "(", ")"));
    }

    public static String duration(Duration duration) {
        double seconds = duration.toNanos() / 1e9;
        if (seconds < 0.001) {
            return String.format(Locale.ROOT, "%.0f us", seconds * 1e6);
        }
        if (seconds < 1) {
            return String.format(Locale.ROOT, "%.1f ms", seconds * 1e3);
        }
        if (seconds < 120) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        return seconds < 7200
                ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
                : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
    }

    /** Reads {@code 100ms}, {@code 2s}, {@code 1.5s}, {@code 3min}; a bare number is seconds. */
    public static Duration duration(String text) {
        String number = text.replaceAll("[a-z]+$", "");
        String unit = text.substring(number.length());
        double factor =
                switch (unit) {
                    case "us" -> 1e3;
                    case "ms" -> 1e6;
                    case "", "s" -> 1e9;
                    case "m", "min" -> 60e9;
                    case "h" -> 3600e9;
                    default ->
                        throw new IllegalArgumentException(
                                "'" + text + "' is no duration: a number with us, ms, s, min or h is expected");
                };
        Double value = number.isEmpty() ? null : Csv.number(number);
        if (value == null || !Double.isFinite(value)) {
            throw new IllegalArgumentException("'" + text + "' is no duration: '" + number + "' is no number");
        }
        return Duration.ofNanos(Math.round(value * factor));
    }
}
