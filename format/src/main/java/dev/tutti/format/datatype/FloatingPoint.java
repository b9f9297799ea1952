package dev.tutti.format.datatype;

import dev.tutti.format.io.FormatException;

/**
 * Class 1: floating-point numbers.
 *
 * @param size bytes of one element
 * @param order byte order
 * @param lowPad bit that fills the positions below the value: 0 or 1
 * @param highPad bit that fills the positions above the value: 0 or 1
 * @param internalPad bit that fills unused positions inside the value: 0 or 1
 * @param normalization 0 none, 1 the mantissa's top bit is always set, 2 that bit is implied and not stored
 * @param signLocation position of the sign bit
 * @param bitOffset first bit of the value
 * @param bitPrecision bits of the value
 * @param exponentLocation first bit of the exponent
 * @param exponentSize bits of the exponent
 * @param mantissaLocation first bit of the mantissa
 * @param mantissaSize bits of the mantissa
 * @param exponentBias what is added to the exponent
 */
public record FloatingPoint(
        int size,
        Order order,
        int lowPad,
        int highPad,
        int internalPad,
        int normalization,
        int signLocation,
        int bitOffset,
        int bitPrecision,
        int exponentLocation,
        int exponentSize,
        int mantissaLocation,
        int mantissaSize,
        long exponentBias)
        implements Datatype {
    /** Checks that sign, exponent and mantissa lie inside the element and apart. */
    public FloatingPoint {
        BitLayout.checkSize(size);
        BitLayout.checkPads(lowPad, highPad, internalPad);
        BitLayout.checkPrecision(size, bitOffset, bitPrecision);
        FormatException.unless(
                normalization >= 0 && normalization <= 2, STRUCTURE, "a normalization of 0 to 2", normalization);
        BitLayout.checkRange("the sign bit", size, signLocation, 1);
        BitLayout.checkRange("the exponent", size, exponentLocation, exponentSize);
        BitLayout.checkRange("the mantissa", size, mantissaLocation, mantissaSize);
        FormatException.unless(
                signLocation <= 255
                        && exponentLocation <= 255
                        && exponentSize <= 255
                        && mantissaLocation <= 255
                        && mantissaSize <= 255,
                STRUCTURE,
                "bit positions below 256",
                "larger ones");
        FormatException.unless(
                !BitLayout.overlap(signLocation, 1, exponentLocation, exponentSize)
                        && !BitLayout.overlap(signLocation, 1, mantissaLocation, mantissaSize)
                        && !BitLayout.overlap(exponentLocation, exponentSize, mantissaLocation, mantissaSize),
                STRUCTURE,
                "sign, exponent and mantissa apart from each other",
                "an overlap");
        FormatException.unless(
                exponentBias >= 0 && exponentBias <= 0xffff_ffffL,
                STRUCTURE,
                "an exponent bias of 32 bits",
                exponentBias);
    }

    /** IEEE 754 binary16, binary32 or binary64, for a size of 2, 4 or 8 bytes. */
    public static FloatingPoint ieee(int size, Order order) {
        return switch (size) {
            case 2 -> of(2, order, 5, 10);
            case 4 -> of(4, order, 8, 23);
            case 8 -> of(8, order, 11, 52);
            default -> throw new FormatException(STRUCTURE, "an IEEE size of 2, 4 or 8 bytes", size + " bytes");
        };
    }

    /** The upper half of an IEEE binary32. */
    public static FloatingPoint bfloat16(Order order) {
        return of(2, order, 8, 7);
    }

    private static FloatingPoint of(int size, Order order, int exponent, int mantissa) {
        int bits = 8 * size;
        long bias = (1L << (exponent - 1)) - 1;
        return new FloatingPoint(size, order, 0, 0, 0, 2, bits - 1, 0, bits, mantissa, exponent, 0, mantissa, bias);
    }
}
