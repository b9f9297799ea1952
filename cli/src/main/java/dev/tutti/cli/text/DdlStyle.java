package dev.tutti.cli.text;

import dev.tutti.hdf5.LinkOrder;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a document in HDF5's data definition language shows, and how.
 *
 * @param parts what it shows
 * @param width bytes of a line; 0 for as many as there are
 * @param real how floating-point numbers are printed, as C's printf has it; null for six digits
 * @param order in which attributes and links come
 * @param descending whether that order is turned round
 * @param bits which bits of whole numbers are shown, each as values of its own; empty for the numbers
 */
public record DdlStyle(
        Set<Part> parts, int width, @Nullable String real, LinkOrder order, boolean descending, List<Bits> bits) {
    /** The width of h5dump. */
    public static final int WIDTH = 80;

    private static final int WIDEST = 65_535;

    /** All of a file, as h5dump shows it unless it is asked for something else. */
    public static final DdlStyle STANDARD = new DdlStyle(
            Set.of(Part.ATTRIBUTES, Part.ATTRIBUTE_VALUES, Part.VALUES, Part.INDICES),
            WIDTH,
            null,
            LinkOrder.NAME,
            false,
            List.of());

    /** What a document may show. */
    public enum Part {
        /** Attributes. */
        ATTRIBUTES,
        /** Values of attributes. */
        ATTRIBUTE_VALUES,
        /** Values of datasets. */
        VALUES,
        /** Index of the first element of each line. */
        INDICES,
        /** Storage, filters, fill values. */
        PROPERTIES,
        /** Addresses of objects. */
        ADDRESSES,
        /** Values of the regions that references lead to. */
        REGIONS,
        /** Integers of one byte as text. */
        CHARACTERS,
        /** Quotes and control characters in text behind a backslash. */
        ESCAPES
    }

    /**
     * Some bits of a whole number.
     *
     * @param offset of the lowest
     * @param length how many
     */
    public record Bits(int offset, int length) {
        /** These bits of a number of so many bytes. */
        long of(long value) {
            long mask = length >= Long.SIZE ? -1 : (1L << length) - 1;
            return value >> offset & mask;
        }
    }

    /** Copies sets and lists. */
    public DdlStyle {
        parts = Set.copyOf(parts);
        bits = List.copyOf(bits);
    }

    /** Whether a text is a format of one floating-point number. */
    public static boolean isReal(String format) {
        return FormatC.isOne(format);
    }

    boolean shows(Part part) {
        return parts.contains(part);
    }

    int columns() {
        return width == 0 || real != null ? WIDEST : width; // as h5dump does with a format
    }
}
