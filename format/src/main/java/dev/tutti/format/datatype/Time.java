package dev.tutti.format.datatype;

import dev.tutti.format.io.FormatException;

/**
 * Class 2: time. The C library never gave it a meaning; kept so that files that hold it can be listed.
 *
 * @param size bytes of one element
 * @param order byte order
 * @param bitPrecision bits of the value
 */
public record Time(int size, Order order, int bitPrecision) implements Datatype {
    /** Checks size and precision. */
    public Time {
        BitLayout.checkSize(size);
        BitLayout.checkOrder(order);
        FormatException.unless(
                bitPrecision >= 0 && bitPrecision <= 0xffff, STRUCTURE, "a precision of 16 bits", bitPrecision);
    }
}
