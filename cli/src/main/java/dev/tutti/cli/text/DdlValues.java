package dev.tutti.cli.text;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Layout;
import dev.tutti.hdf5.Slice;
import dev.tutti.hdf5.TypeInfo;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Elements in HDF5's data definition language, as h5dump prints them: compounds in braces with a line for each member, arrays in square brackets, sequences in round
 * ones, bits and opaque bytes in hexadecimal, numbers with six digits.
 */
final class DdlValues {
    private static final String STEP = "   ";
    private static final Set<String> COMPLEX = Set.of("r", "i");
    private static final int SIX = 6;

    /** What h5dump puts behind a line break inside of text. */
    private static final String MOVED = " ".repeat(11);

    private final Shape root;
    private final DdlStyle style;
    private final DdlReferences references;
    private final List<DdlStyle.Bits> bits;
    private final int level;
    private boolean arraySeen;

    /**
     * Elements.
     *
     * @param type of an element
     * @param bits the bits to print of whole numbers; empty for the numbers
     * @param level of indentation of what is inside of an element
     */
    DdlValues(DType type, DdlStyle style, DdlReferences references, List<DdlStyle.Bits> bits, int level) {
        this.root = Shape.of(type);
        this.style = style;
        this.references = references;
        this.bits = bits;
        this.level = level;
    }

    /** A type taken apart, once for all elements. */
    private record Shape(
            DType type, TypeInfo info, List<Shape> members, @Nullable Shape element, int width, int depth) {
        static Shape of(DType type) {
            TypeInfo info = type.info();
            List<Shape> members =
                    type.members().values().stream().map(Shape::of).toList();
            Shape element = type.element().map(Shape::of).orElse(null);
            boolean complex =
                    type.members().keySet().equals(COMPLEX) && members.get(0).info instanceof TypeInfo.Floating;
            int width = complex ? 2 : 1;
            int depth = info instanceof TypeInfo.Bytes || (!members.isEmpty() && !complex) ? 1 : 0;
            if (info instanceof TypeInfo.Pointer) {
                depth = type.equals(DType.REFERENCE) ? 0 : 1;
            }
            if (element != null && info instanceof TypeInfo.Grid) {
                width = type.size() / Math.max(1, element.type.size()) * element.width;
                depth = element.depth;
            } else if (element != null) {
                depth = 1 + element.depth;
            }
            return new Shape(type, info, members, element, width, depth);
        }
    }

    /** Which elements are texts of any length that were never set, which a read brings as empty ones. */
    @FunctionalInterface
    interface Missing {
        boolean at(int index);
    }

    /** Looks for texts that were never set among those of a part. */
    Missing missing(Dataset dataset, Slice piece) {
        if (!(root.info instanceof TypeInfo.Text text && text.anyLength())
                || dataset.layout().kind() == Layout.Kind.VIRTUAL) {
            return index -> false;
        }
        byte[] stored = dataset.raw(piece);
        int size = text.size();
        return index -> {
            for (int i = index * size + Integer.BYTES;
                    i < Math.min(stored.length, (index + 1) * size - Integer.BYTES);
                    i++) {
                if (stored[i] != 0) {
                    return false;
                }
            }
            return true;
        };
    }

    /** Whether there are whole numbers in an element. */
    static boolean hasWhole(DType type) {
        return type.info() instanceof TypeInfo.Whole
                || type.members().values().stream().anyMatch(DdlValues::hasWhole)
                || type.element().map(DdlValues::hasWhole).orElse(false);
    }

    /** How many elements a read of a part of that shape has brought; each may take several places. */
    long count(Object data, long[] shape) {
        return shape.length == 0 ? 1 : Values.length(data) / root.width;
    }

    /** Element number {@code index} of {@code count} that a read has brought. */
    String element(Object data, int index, long count) {
        boolean inPlaces =
                data.getClass().isArray() && Values.length(data) == count * root.width && !isOne(data, count, root);
        if (!inPlaces) {
            return text(data, root, level);
        }
        return text(item(data, index * root.width, root.width), root, level);
    }

    /** Whether what was read is the one element itself: a row, a sequence, bytes. */
    private static boolean isOne(Object data, long count, Shape shape) {
        int depth = 0;
        for (Class<?> at = data.getClass(); at.isArray(); at = at.getComponentType()) {
            depth++;
        }
        return count == 1 && depth <= shape.depth;
    }

    private static Object part(Object data, int from, int width) {
        Object part = Array.newInstance(data.getClass().getComponentType(), width);
        System.arraycopy(data, from, part, 0, width);
        return part;
    }

    private String text(@Nullable Object value, Shape shape, int level) {
        if (value == null) {
            return "NULL";
        }
        TypeInfo info = shape.info;
        Shape element = shape.element;
        if (info instanceof TypeInfo.Grid grid && element != null && Values.isSequence(value)) {
            return grid(value, grid, element, level + 1);
        }
        if (element != null && Values.isSequence(value)) {
            return "(" + String.join(", ", items(value, element, level + 1)) + ")";
        }
        if (!shape.members.isEmpty() && Values.isSequence(value)) {
            return compound(value, shape, level);
        }
        if (info instanceof TypeInfo.Pointer) {
            return references.inside(shape.type, value);
        }
        if (info instanceof TypeInfo.Bits bits) {
            return bits(((Number) value).longValue(), bits.size(), bits.order() == TypeInfo.Order.BIG);
        }
        if (value instanceof byte[] bytes) {
            return hexadecimal(bytes);
        }
        if (info instanceof TypeInfo.Names names) {
            return name(value, names);
        }
        return plain(value, info);
    }

    private String plain(Object value, TypeInfo info) {
        if (value instanceof Float || value instanceof Double) {
            double number = ((Number) value).doubleValue();
            String real = style.real();
            boolean large = info instanceof TypeInfo.Floating floating && floating.size() > Double.BYTES;
            return real == null || large ? number(number) : FormatC.real(real, number);
        }
        if (value instanceof String text) {
            return '"' + printable(text) + padding(text, info) + '"';
        }
        if (!bits.isEmpty() && value instanceof Number number && info instanceof TypeInfo.Whole whole) {
            return bits(number.longValue(), whole);
        }
        return String.valueOf(value);
    }

    /** Some bits of a number, as the number of the same type that they make. */
    private String bits(long value, TypeInfo.Whole whole) {
        int width = Byte.SIZE * whole.size();
        DdlStyle.Bits wanted = bits.get(0);
        if (wanted.offset() >= width) {
            return "0";
        }
        long found = wanted.of(whole.signed() || width == Long.SIZE ? value : value & ((1L << width) - 1));
        if (!whole.signed()) {
            return Long.toUnsignedString(
                    wanted.offset() > 0 && width == Long.SIZE ? value >>> wanted.offset() & mask(wanted) : found);
        }
        int unused = Long.SIZE - width;
        return String.valueOf((found << unused) >> unused);
    }

    private static long mask(DdlStyle.Bits bits) {
        return bits.length() >= Long.SIZE ? -1 : (1L << bits.length()) - 1;
    }

    /** The name of a value, or the bytes of one that has none. */
    private static String name(Object value, TypeInfo.Names names) {
        if (value instanceof Boolean truth) {
            return truth ? "TRUE" : "FALSE";
        }
        String text = String.valueOf(value);
        if (names.values().containsKey(text)) {
            return escaped(text);
        }
        try {
            return bits(Long.parseLong(text), names.size(), false);
        } catch (NumberFormatException e) {
            return escaped(text);
        }
    }

    /** What text of fixed length is padded with, where that belongs to it. */
    private static String padding(String text, TypeInfo info) {
        if (!(info instanceof TypeInfo.Text field)
                || field.anyLength()
                || field.padding() == TypeInfo.Padding.NULL_TERMINATED) {
            return "";
        }
        String pad = field.padding() == TypeInfo.Padding.NULL_PADDED ? "\\000" : " ";
        return pad.repeat(Math.max(0, field.size() - text.getBytes(StandardCharsets.UTF_8).length));
    }

    private String compound(Object value, Shape shape, int level) {
        String in = STEP.repeat(level + 1);
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < shape.members.size(); i++) {
            parts.add(in + text(Values.element(value, i), shape.members.get(i), level + 1));
        }
        return "{\n" + String.join(",\n", parts) + "\n" + STEP.repeat(level) + "}";
    }

    /** An array, with a line for each row; items that hold arrays themselves begin lines of their own, a space further in. */
    private String grid(Object value, TypeInfo.Grid grid, Shape element, int level) {
        List<String> items = new ArrayList<>();
        int row = Math.max(1, grid.shape().get(grid.shape().size() - 1));
        StringBuilder text = new StringBuilder("[ ");
        boolean array = false;
        int width = element.width;
        for (int i = 0; i < Values.length(value); i += width) {
            if (i > 0) {
                text.append(
                        items.size() % row == 0
                                ? ",\n" + STEP.repeat(level)
                                : array ? ",\n " + STEP.repeat(level) : ", ");
            }
            arraySeen = false;
            items.add(text(item(value, i, width), element, level));
            array = arraySeen;
            text.append(items.get(items.size() - 1));
        }
        arraySeen = true;
        return text.append(" ]").toString();
    }

    /** The items of a sequence. */
    private List<String> items(Object value, Shape element, int level) {
        int width = element.width;
        List<String> items = new ArrayList<>();
        for (int i = 0; i < Values.length(value); i += width) {
            items.add(text(item(value, i, width), element, level));
        }
        return items;
    }

    /** Item number {@code index}; those that are arrays themselves take several places. */
    private static @Nullable Object item(Object value, int index, int width) {
        return width > 1 && value.getClass().isArray() ? part(value, index, width) : Values.element(value, index);
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
        return number(value, SIX);
    }

    /** So many digits, as C's %g. */
    static String number(double value, int precision) {
        if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
            String sign = Double.doubleToRawLongBits(value) < 0 ? "-" : "";
            return sign + (value == 0 ? "0" : Double.isNaN(value) ? "nan" : "inf");
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(precision, RoundingMode.HALF_EVEN));
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < precision) {
            return rounded.stripTrailingZeros().toPlainString();
        }
        BigDecimal digits = rounded.movePointLeft(exponent).stripTrailingZeros();
        return digits.toPlainString() + "e" + (exponent < 0 ? "-" : "+")
                + String.format(Locale.ROOT, "%02d", Math.abs(exponent));
    }

    /** Text as it is, with lines behind the first moved in; bytes that are no printable ASCII in octal. */
    private String printable(String text) {
        boolean escapes = style.shows(DdlStyle.Part.ESCAPES);
        StringBuilder printable = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            int escape = "\"\\\b\f\n\r\t".indexOf(c);
            if (escape >= 0 && escapes) {
                printable.append('\\').append("\"\\bfnrt".charAt(escape));
            } else if (escape >= 0) {
                printable.append(c).append(c == '\n' || c == '\r' ? MOVED : "");
            } else {
                printable.append(isPrintable(c) ? String.valueOf(c) : String.format(Locale.ROOT, "\\%03o", (int) c));
            }
        }
        return printable.toString();
    }

    private static boolean isPrintable(char c) {
        return c >= 0x20 && c < 0x7f;
    }

    /** A name of a value with a backslash before what C puts one before. */
    private static String escaped(String name) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            int escape = "'\"\\?\u0007\b\f\n\r\t\u000b".indexOf(c);
            if (escape >= 0) {
                escaped.append('\\').append("'\"\\?abfnrtv".charAt(escape));
            } else {
                escaped.append(isPrintable(c) ? String.valueOf(c) : String.format(Locale.ROOT, "\\%03o", (int) c));
            }
        }
        return escaped.toString();
    }
}
