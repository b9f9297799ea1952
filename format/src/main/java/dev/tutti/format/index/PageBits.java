package dev.tutti.format.index;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import java.util.Arrays;

/**
 * Which pages of a paged block have been written: one bit each, the first in the highest bit of the first byte. A page whose
 * bit is clear has undefined content. Immutable.
 */
public final class PageBits {
    /** Of a block without pages. */
    public static final PageBits NONE = new PageBits(new byte[0]);

    private final byte[] bits;

    private PageBits(byte[] bits) {
        this.bits = bits;
    }

    /** {@code bytes} bytes of bits, none set. */
    public static PageBits clear(int bytes) {
        return bytes == 0 ? NONE : new PageBits(new byte[bytes]);
    }

    static PageBits decode(int bytes, ByteSource source) {
        return bytes == 0 ? NONE : new PageBits(source.bytes(bytes));
    }

    void encode(ByteSink sink) {
        sink.bytes(bits);
    }

    /** Number of bytes. */
    public int bytes() {
        return bits.length;
    }

    /** Whether page {@code i} has been written. */
    public boolean isSet(long i) {
        return (bits[(int) (i >>> 3)] & 0x80 >>> (int) (i & 7)) != 0;
    }

    /** A copy in which page {@code i} is marked as written. */
    public PageBits with(long i) {
        byte[] copy = bits.clone();
        copy[(int) (i >>> 3)] |= (byte) (0x80 >>> (int) (i & 7));
        return new PageBits(copy);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PageBits that && Arrays.equals(bits, that.bits);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bits);
    }

    @Override
    public String toString() {
        return bits.length + " bytes of page bits";
    }
}
