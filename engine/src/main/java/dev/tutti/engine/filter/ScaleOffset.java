package dev.tutti.engine.filter;

import dev.tutti.errors.H5TypeException;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.datatype.FixedPoint;
import dev.tutti.format.datatype.FloatingPoint;
import dev.tutti.format.datatype.Order;
import dev.tutti.format.io.FormatException;

/**
 * The parameters of the scale-offset filter.
 *
 * <table>
 * <caption>The 20 parameters</caption>
 * <tr><td>0</td><td>0 for decimal digits of floating-point numbers, 2 for integers</td></tr>
 * <tr><td>1</td><td>digits after the point, or bits of a stored integer; 0 bits: as many as a chunk needs</td></tr>
 * <tr><td>2</td><td>elements of a chunk</td></tr>
 * <tr><td>3</td><td>0 for integers, 1 for floating-point numbers</td></tr>
 * <tr><td>4</td><td>bytes of an element</td></tr>
 * <tr><td>5</td><td>1 for signed integers</td></tr>
 * <tr><td>6</td><td>0 for little-endian, 1 for big-endian elements</td></tr>
 * <tr><td>7</td><td>1 if there is a fill value</td></tr>
 * <tr><td>8</td><td>the fill value, least significant word first</td></tr>
 * </table>
 *
 * @param factor digits after the point, or bits
 * @param elements elements of a chunk
 * @param real whether the elements are floating-point numbers
 * @param size bytes of an element: 1, 2, 4 or 8, of floating-point numbers 4 or 8
 * @param signed whether integers have a sign
 * @param big whether the elements are big-endian
 * @param filled whether there is a fill value
 * @param fill the bits of the fill value
 */
record ScaleOffset(
        int factor, int elements, boolean real, int size, boolean signed, boolean big, boolean filled, long fill) {
    private static final String STRUCTURE = "parameters of the scale-offset filter";
    private static final int COUNT = 20;
    private static final int DIGITS = 0;
    private static final int INTEGERS = 2;

    /** Digits beyond which no power of ten is a number. */
    private static final int MOST_DIGITS = 300;

    ScaleOffset {
        boolean known = real ? size == 4 || size == 8 : size == 1 || size == 2 || size == 4 || size == 8;
        FormatException.unless(known, STRUCTURE, "an element size of 1, 2, 4 or 8 bytes", size);
        FormatException.unless(elements >= 0, STRUCTURE, "0 or more elements", elements);
        if (real) {
            FormatException.unless(
                    factor >= -MOST_DIGITS && factor <= MOST_DIGITS, STRUCTURE, "300 digits at most", factor);
        } else {
            FormatException.unless(factor <= 8 * size, STRUCTURE, "at most " + 8 * size + " bits", factor);
        }
        fill = size == 8 ? fill : fill & mask(8 * size);
    }

    static ScaleOffset parse(int[] parameters) {
        FormatException.unless(parameters.length == COUNT, STRUCTURE, "20 of them", parameters.length);
        boolean real = parameters[3] == 1;
        FormatException.unless(
                parameters[0] == (real ? DIGITS : INTEGERS),
                STRUCTURE,
                real ? "scale type 0 (decimal digits)" : "scale type 2 (integers)",
                parameters[0]);
        return new ScaleOffset(
                real ? parameters[1] : Math.max(0, parameters[1]),
                parameters[2],
                real,
                parameters[4],
                parameters[5] == 1,
                parameters[6] == 1,
                parameters[7] == 1,
                (parameters[8] & 0xffff_ffffL) | (long) parameters[9] << 32);
    }

    /** The lowest {@code bits} bits, 0 to 64. */
    static long mask(int bits) {
        return bits == 64 ? -1 : (1L << bits) - 1;
    }

    /** The parameters of a new dataset; the first of those asked for is bits or digits. */
    static int[] describe(int[] asked, ChunkFilter.Tile tile) {
        Datatype type = tile.type();
        int factor = asked.length == 0 ? 0 : asked[asked.length > 1 ? 1 : 0];
        int[] parameters = new int[COUNT];
        parameters[1] = factor;
        parameters[2] = tile.elements();
        parameters[4] = type.size();
        parameters[7] = 1;
        Order order;
        if (type instanceof FixedPoint number) {
            parameters[0] = INTEGERS;
            parameters[5] = number.signed() ? 1 : 0;
            order = number.order();
        } else if (type instanceof FloatingPoint number) {
            parameters[3] = 1;
            order = number.order();
        } else {
            throw new H5TypeException("the scale-offset filter takes integers and floating-point numbers only");
        }
        parameters[6] = order == Order.BIG ? 1 : 0;
        byte[] fill = tile.fill();
        for (int i = 0; i < fill.length && i < 8; i++) {
            int significance = order == Order.BIG ? fill.length - 1 - i : i;
            parameters[8 + significance / 4] |= (fill[i] & 0xff) << (8 * (significance % 4));
        }
        try {
            parse(parameters);
        } catch (FormatException e) {
            throw new H5TypeException("scale-offset: " + e.expected() + " expected, found " + e.found());
        }
        return parameters;
    }
}
