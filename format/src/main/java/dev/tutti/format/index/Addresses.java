package dev.tutti.format.index;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.util.Arrays;

/** The addresses of a block's children, {@link ByteSource#UNDEFINED} where there is none. Immutable. */
public final class Addresses {
    private final long[] values;

    private Addresses(long[] values) {
        this.values = values;
    }

    /** {@code count} children that do not exist. */
    public static Addresses undefined(int count) {
        long[] values = new long[count];
        Arrays.fill(values, ByteSource.UNDEFINED);
        return new Addresses(values);
    }

    static Addresses decode(int count, ByteSource source) {
        long bytes = (long) count * source.widths().offsets();
        if (source.remaining() < bytes) {
            throw new FormatException(source.structure(), bytes + " bytes of addresses", source.remaining() + " bytes");
        }
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = source.address();
        }
        return new Addresses(values);
    }

    void encode(ByteSink sink) {
        for (long value : values) {
            sink.address(value);
        }
    }

    /** Number of children, whether they exist or not. */
    public int count() {
        return values.length;
    }

    /** Address of child {@code i}, or {@link ByteSource#UNDEFINED}. */
    public long get(int i) {
        return values[i];
    }

    /** Whether child {@code i} exists. */
    public boolean defined(int i) {
        return values[i] != ByteSource.UNDEFINED;
    }

    /** A copy with another address at {@code i}. */
    public Addresses with(int i, long address) {
        long[] copy = values.clone();
        copy[i] = address;
        return new Addresses(copy);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Addresses that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
