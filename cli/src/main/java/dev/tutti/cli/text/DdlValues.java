package dev.tutti.cli.text;

import dev.tutti.hdf5.DType;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Elements in HDF5's data definition language, as h5dump prints them: compounds in braces with a line for each member, arrays in square brackets, sequences in round
 * ones, bits and opaque bytes in hexadecimal, numbers with six digits.
 */
final class DdlValues {
    private static final String STEP = "   ";
    private static final MathContext SIX = new MathContext(6, RoundingMode.HALF_EVEN);

    private final String indent;

    /** @param indent of the block that the elements stand in */
    DdlValues(String indent) {
        this.indent = indent;
    }

    /** Whether the type is a fixed number of elements. */
    private static boolean isArray(DType type) {
        return type.element().isPresent() && !isSequence(type);
    }

    private static boolean isSequence(DType type) {
        return type.toString().startsWith("vlen(") && type.toString().endsWith(")");
    }

    private static boolean isComplex(DType type) {
        return type.members().size() == 2
                && type.members().containsKey("r")
                && type.members().containsKey("i")
                && type.members().get("r").toString().startsWith("f");
    }

    /** Places that one element takes in what a read brings. */
    static int width(DType type) {
        if (isArray(type)) {
            DType element = type.element().orElseThrow();
            return type.size() / Math.max(1, element.size()) * width(element);
        }
        return isComplex(type) ? 2 : 1;
    }

    /** Element number {@code index} of {@code count} that a read has brought. */
    String element(Object data, int index, long count, DType type) {
        int width = width(type);
        boolean inPlaces =
                data.getClass().isArray() && Values.length(data) == count * width && !isOne(data, count, type);
        if (!inPlaces) {
            return text(data, type, 1);
        }
        return width == 1 ? text(Array.get(data, index), type, 1) : text(part(data, index * width, width), type, 1);
    }

    /** Whether what was read is the one element itself: a row, a sequence, bytes. */
    private static boolean isOne(Object data, long count, DType type) {
        int depth = 0;
        for (Class<?> at = data.getClass(); at.isArray(); at = at.getComponentType()) {
            depth++;
        }
        return count == 1 && depth <= depth(type);
    }

    private static int depth(DType type) {
        if (isArray(type)) {
            return depth(type.element().orElseThrow());
        }
        if (isSequence(type)) {
            return 1 + depth(type.element().orElseThrow());
        }
        boolean bytes = type.toString().startsWith("opaque(") || type.toString().startsWith("reference(");
        return bytes || (!type.members().isEmpty() && !isComplex(type)) ? 1 : 0;
    }

    private static Object part(Object data, int from, int width) {
        Object part = Array.newInstance(data.getClass().getComponentType(), width);
        System.arraycopy(data, from, part, 0, width);
        return part;
    }

    private String text(@Nullable Object value, DType type, int level) {
        if (value == null) {
            return "NULL";
        }
        if (isArray(type) && Values.isSequence(value)) {
            return "[ " + String.join(", ", items(value, type.element().orElseThrow(), level + 1)) + " ]";
        }
        if (isSequence(type) && Values.isSequence(value)) {
            return "(" + String.join(", ", items(value, type.element().orElseThrow(), level + 1)) + ")";
        }
        if (!type.members().isEmpty() && Values.isSequence(value)) {
            return compound(value, type, level);
        }
        String name = type.toString();
        if (name.startsWith("bits")) {
            return bits(((Number) value).longValue(), type.size(), name.endsWith("be"));
        }
        if (value instanceof byte[] bytes) {
            return hexadecimal(bytes);
        }
        if (value instanceof Boolean truth) {
            return truth ? "TRUE" : "FALSE";
        }
        if (value instanceof Float || value instanceof Double) {
            return number(((Number) value).doubleValue());
        }
        boolean isText = value instanceof String && !name.startsWith("enum ");
        return isText ? '"' + printable((String) value) + padding((String) value, type) + '"' : String.valueOf(value);
    }

    /** What text of fixed length is padded with, where that belongs to it. */
    private static String padding(String text, DType type) {
        String ddl = type.toString().startsWith("string(") ? type.ddl("") : "";
        String pad =
                ddl.contains("STRPAD H5T_STR_NULLPAD") ? "\\000" : ddl.contains("STRPAD H5T_STR_SPACEPAD") ? " " : "";
        return pad.repeat(Math.max(0, type.size() - text.getBytes(StandardCharsets.UTF_8).length));
    }

    private String compound(Object value, DType type, int level) {
        String in = indent + STEP.repeat(level + 1);
        List<String> parts = new ArrayList<>();
        int i = 0;
        for (Map.Entry<String, DType> member : type.members().entrySet()) {
            parts.add(in + text(Values.element(value, i++), member.getValue(), level + 1));
        }
        return "{\n" + String.join(",\n", parts) + "\n" + indent + STEP.repeat(level) + "}";
    }

    /** The items of an array or a sequence; those that are arrays themselves take several places. */
    private List<String> items(Object value, DType element, int level) {
        int width = width(element);
        List<String> items = new ArrayList<>();
        for (int i = 0; i < Values.length(value); i += width) {
            Object item = width > 1 && value.getClass().isArray() ? part(value, i, width) : Values.element(value, i);
            items.add(text(item, element, level));
        }
        return items;
    }

    /** The bytes of the value as they are stored. */
    private static String bits(long value, int size, boolean big) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < Math.min(size, Long.BYTES); i++) {
            bytes[big ? size - 1 - i : i] = (byte) (value >>> (8 * i));
        }
        return hexadecimal(bytes);
    }

    private static String hexadecimal(byte[] bytes) {
        List<String> parts = new ArrayList<>();
        for (byte b : bytes) {
            parts.add(String.format(Locale.ROOT, "%02x", b));
        }
        return (bytes.length == 1 ? "0x" : "") + String.join(":", parts);
    }

    /** Six digits, as C's %g. */
    static String number(double value) {
        if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
            String sign = value < 0 || 1 / value < 0 ? "-" : "";
            return value == 0 ? sign + "0" : Double.isNaN(value) ? "nan" : sign + "inf";
        }
        BigDecimal six = new BigDecimal(value).round(SIX);
        int exponent = six.precision() - six.scale() - 1;
        if (exponent >= -4 && exponent < 6) {
            return six.stripTrailingZeros().toPlainString();
        }
        BigDecimal digits = six.movePointLeft(exponent).stripTrailingZeros();
        return digits.toPlainString() + "e" + (exponent < 0 ? "-" : "+")
                + String.format(Locale.ROOT, "%02d", Math.abs(exponent));
    }

    /** Text as it is; bytes that are no printable ASCII in octal. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            int c = b & 0xff;
            boolean plain = (c >= 0x20 && c < 0x7f) || (c >= '\b' && c <= '\r' && c != 0x0b);
            printable.append(plain ? String.valueOf((char) c) : String.format(Locale.ROOT, "\\%03o", c));
        }
        return printable.toString();
    }
}
