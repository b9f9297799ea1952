package dev.tutti.format.datatype;

/**
 * Class 0: integers.
 *
 * @param size bytes of one element
 * @param order {@link Order#LITTLE} or {@link Order#BIG}
 * @param signed two's complement rather than unsigned
 * @param lowPad bit that fills the positions below the value: 0 or 1
 * @param highPad bit that fills the positions above the value: 0 or 1
 * @param bitOffset first bit of the value
 * @param bitPrecision bits of the value
 */
public record FixedPoint(
        int size, Order order, boolean signed, int lowPad, int highPad, int bitOffset, int bitPrecision)
        implements Datatype {
    /** Checks that the value lies inside the element. */
    public FixedPoint {
        BitLayout.checkSize(size);
        BitLayout.checkOrder(order);
        BitLayout.checkPads(lowPad, highPad);
        BitLayout.checkPrecision(size, bitOffset, bitPrecision);
    }

    /** An integer that uses all bits of its {@code size} bytes. */
    public static FixedPoint of(int size, Order order, boolean signed) {
        return new FixedPoint(size, order, signed, 0, 0, 0, 8 * size);
    }
}
