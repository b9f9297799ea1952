package dev.tutti.format.datatype;

import dev.tutti.format.io.FormatException;

/** The checks on sizes and bit positions that the atomic datatypes share. */
final class BitLayout {
    private BitLayout() {}

    static void checkSize(int size) {
        FormatException.unless(size > 0, Datatype.STRUCTURE, "an element of 1 to 2^31 - 1 bytes", size);
    }

    static void checkOrder(Order order) {
        FormatException.unless(order != Order.VAX, Datatype.STRUCTURE, "little- or big-endian order", order);
    }

    static void checkPads(int... pads) {
        for (int pad : pads) {
            FormatException.unless(pad == 0 || pad == 1, Datatype.STRUCTURE, "a padding bit of 0 or 1", pad);
        }
    }

    /** A value has at least one bit and lies inside the element. */
    static void checkPrecision(int size, int offset, int precision) {
        FormatException.unless(
                precision > 0 && precision <= 0xffff, Datatype.STRUCTURE, "a precision of 1 to 65535 bits", precision);
        checkRange("bits of the value", size, offset, precision);
    }

    static void checkRange(String what, int size, int first, int count) {
        if (first < 0
                || count <= 0
                || first + (long) count
                        > 8L * size) { // the words only where they are wanted: followers come here often
            throw new FormatException(
                    Datatype.STRUCTURE,
                    what + " inside the element's " + 8L * size + " bits",
                    first + " to " + (first + (long) count - 1));
        }
    }

    static boolean overlap(int first, int count, int otherFirst, int otherCount) {
        return first < otherFirst + otherCount && otherFirst < first + count;
    }
}
