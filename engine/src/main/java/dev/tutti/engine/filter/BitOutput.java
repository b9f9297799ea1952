package dev.tutti.engine.filter;

import java.nio.ByteBuffer;

/** Writes bits, the most significant of each byte first. For one thread. */
final class BitOutput {
    private final byte[] bytes;
    private final int start;
    private final int end;
    private int at;
    private long window;
    private int held;
    private boolean overflown;

    /** Writes from the position of an array-backed buffer to its limit at most. */
    BitOutput(ByteBuffer target) {
        bytes = target.array();
        start = target.arrayOffset() + target.position();
        end = start + target.remaining();
        at = start;
    }

    /** Adds the lowest {@code count} bits of {@code value}, 0 to 64. */
    void put(long value, int count) {
        if (count > 32) {
            put(value >>> 32, count - 32);
            put(value, 32);
            return;
        }
        window = window << count | (value & ((1L << count) - 1));
        held += count;
        while (held >= 8) {
            held -= 8;
            add((byte) (window >>> held));
        }
    }

    /** Adds {@code count} zero bits and a one bit. */
    void putZeros(int count) {
        int left = count;
        for (; left > 31; left -= 31) {
            put(0, 31);
        }
        put(1, left + 1);
    }

    /** Fills the last byte with zero bits and says how many bytes were written, or -1 if there was not room for all. */
    int finish() {
        if (held > 0) {
            add((byte) (window << (8 - held)));
            held = 0;
        }
        return overflown ? -1 : at - start;
    }

    /** As {@link #finish}, with one zero bit more at least: what the C library's packing filters write. */
    int finishWithSpare() {
        put(0, 8 - held);
        return finish();
    }

    private void add(byte value) {
        if (at == end) {
            overflown = true;
        } else {
            bytes[at++] = value;
        }
    }
}
