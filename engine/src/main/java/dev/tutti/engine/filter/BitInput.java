package dev.tutti.engine.filter;

import dev.tutti.format.io.FormatException;
import java.nio.ByteBuffer;

/** Reads bits, the most significant of each byte first. For one thread. */
final class BitInput {
    private final String structure;
    private final byte[] bytes;
    private final int end;
    private int at;
    /** Bits that were taken from the bytes and not yet given out: the lowest {@code held} bits. */
    private long window;

    private int held;

    /** Reads what remains of {@code source}, which stays as it is; {@code structure} is named in errors. */
    BitInput(String structure, ByteBuffer source) {
        this.structure = structure;
        ByteBuffer heap = Filters.onHeap(source);
        bytes = heap.array();
        at = heap.arrayOffset() + heap.position();
        end = at + heap.remaining();
    }

    /** The next {@code count} bits, 0 to 64, as the lowest bits of the result. */
    long take(int count) {
        if (count > 56) {
            long high = take(count - 32);
            return high << 32 | take(32);
        }
        fill(count);
        held -= count;
        return (window >>> held) & ((1L << count) - 1);
    }

    /** Counts zero bits up to the next one bit, and takes them and it. */
    int zeros() {
        int count = 0;
        while (true) {
            fill(1);
            long rest = window & ((1L << held) - 1);
            if (rest != 0) {
                int zeros = held - (64 - Long.numberOfLeadingZeros(rest));
                held -= zeros + 1;
                return count + zeros;
            }
            count += held;
            held = 0;
        }
    }

    private void fill(int count) {
        while (held < count) {
            if (at == end) {
                throw new FormatException(structure, "more bits", "the end of the chunk");
            }
            // No more than 56 bits are held before a byte is added, so none is lost.
            window = window << 8 | (bytes[at++] & 0xff);
            held += 8;
        }
    }
}
