package dev.tutti.format.datatype;

/**
 * Class 4: bit fields.
 *
 * @param size bytes of one element
 * @param order {@link Order#LITTLE} or {@link Order#BIG}
 * @param lowPad bit that fills the positions below the value: 0 or 1
 * @param highPad bit that fills the positions above the value: 0 or 1
 * @param bitOffset first bit of the value
 * @param bitPrecision bits of the value
 */
public record BitField(int size, Order order, int lowPad, int highPad, int bitOffset, int bitPrecision)
        implements Datatype {
    /** Checks that the value lies inside the element. */
    public BitField {
        BitLayout.checkSize(size);
        BitLayout.checkOrder(order);
        BitLayout.checkPads(lowPad, highPad);
        BitLayout.checkPrecision(size, bitOffset, bitPrecision);
    }
}
