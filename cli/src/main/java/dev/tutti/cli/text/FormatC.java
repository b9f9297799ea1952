package dev.tutti.cli.text;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Floating-point numbers as C's printf prints them. */
final class FormatC {
    private static final Pattern CONVERSION = Pattern.compile("%([-+ #0]*)(\\d*)(?:\\.(\\d+))?[lL]?([eEfFgG])");

    private FormatC() {}

    /** Whether a text has one conversion of a floating-point number and no other. */
    static boolean isOne(String format) {
        Matcher conversion = CONVERSION.matcher(format);
        return conversion.find()
                && conversion.replaceFirst("").replace("%%", "").indexOf('%') < 0;
    }

    /** The number in a text with one conversion. */
    static String real(String format, double value) {
        Matcher conversion = CONVERSION.matcher(format);
        if (!conversion.find()) {
            throw new IllegalArgumentException(format);
        }
        String flags = conversion.group(1);
        int precision = conversion.group(3) == null ? 6 : Integer.parseInt(conversion.group(3));
        char kind = conversion.group(4).charAt(0);
        String digits;
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            digits = DdlValues.number(value);
        } else if (Character.toLowerCase(kind) == 'g') {
            digits = DdlValues.number(value, Math.max(1, precision));
        } else {
            digits = String.format(Locale.ROOT, "%." + precision + Character.toLowerCase(kind), value);
        }
        digits = flags.indexOf('+') >= 0 && digits.charAt(0) != '-' ? "+" + digits : digits;
        digits = Character.isUpperCase(kind) ? digits.toUpperCase(Locale.ROOT) : digits;
        int width = conversion.group(2).isEmpty() ? 0 : Integer.parseInt(conversion.group(2));
        String fill = " ".repeat(Math.max(0, width - digits.length()));
        String padded = flags.indexOf('-') >= 0 ? digits + fill : fill + digits;
        return (format.substring(0, conversion.start()) + padded + format.substring(conversion.end()))
                .replace("%%", "%");
    }
}
