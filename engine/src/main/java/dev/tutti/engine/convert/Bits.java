package dev.tutti.engine.convert;

import java.nio.ByteBuffer;

/** Bit ranges of an element, counted from its least significant bit. */
final class Bits {
    private Bits() {}

    /** Up to 64 bits from bit {@code offset} on, without sign. */
    static long take(ByteBuffer bytes, int at, int size, boolean big, int offset, int count) {
        long value = 0;
        int done = 0;
        while (done < count) {
            int bit = offset + done;
            int part = Math.min(8 - (bit & 7), count - done);
            long piece = (bytes.get(index(at, size, big, bit)) & 0xffL) >>> (bit & 7) & ((1 << part) - 1);
            value |= piece << done;
            done += part;
        }
        return value;
    }

    /** Sets up to 64 bits from bit {@code offset} on. */
    static void put(long value, ByteBuffer bytes, int at, int size, boolean big, int offset, int count) {
        int done = 0;
        while (done < count) {
            int bit = offset + done;
            int part = Math.min(8 - (bit & 7), count - done);
            int mask = ((1 << part) - 1) << (bit & 7);
            int index = index(at, size, big, bit);
            int piece = (int) (value >>> done) << (bit & 7) & mask;
            bytes.put(index, (byte) ((bytes.get(index) & ~mask) | piece));
            done += part;
        }
    }

    /** Sets the bits below and above a value to the padding, and the value's own to 0. */
    static void clear(ByteBuffer bytes, int at, int size, boolean big, int offset, int count, boolean... lowAndHigh) {
        for (int i = 0; i < size; i++) {
            bytes.put(at + i, (byte) 0);
        }
        for (int bit = 0; bit < 8 * size; bit++) {
            boolean one = bit < offset ? lowAndHigh[0] : bit >= offset + count && lowAndHigh[1];
            if (one) {
                put(1, bytes, at, size, big, bit, 1);
            }
        }
    }

    private static int index(int at, int size, boolean big, int bit) {
        return big ? at + size - 1 - (bit >> 3) : at + (bit >> 3);
    }
}
