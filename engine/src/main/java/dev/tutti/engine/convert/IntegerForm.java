package dev.tutti.engine.convert;

import dev.tutti.errors.H5TypeException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.datatype.Order;
import java.nio.ByteBuffer;

/** Integers of any size, order, offset and precision up to 64 bits. */
final class IntegerForm extends NumberForm {
    private final boolean big;
    private final boolean signed;
    private final int offset;
    private final int precision;
    private final boolean plain;
    private final boolean[] pads;

    private IntegerForm(
            Datatype type, boolean big, boolean signed, int offset, int precision, boolean plain, boolean[] pads) {
        super(type);
        this.big = big;
        this.signed = signed;
        this.offset = offset;
        this.precision = precision;
        this.plain = plain && (size == 1 || size == 2 || size == 4 || size == 8);
        this.pads = pads;
    }

    static IntegerForm of(
            Datatype type, Order order, boolean signed, int offset, int precision, boolean plain, boolean[] pads) {
        if (precision > 64 || order == Order.VAX) {
            throw new H5UnsupportedException("integers of " + precision + " bits: at most 64 are supported");
        }
        return new IntegerForm(type, order == Order.BIG, signed, offset, precision, plain, pads);
    }

    @Override
    boolean real() {
        return false;
    }

    @Override
    boolean wide() {
        return !signed && precision == 64;
    }

    @Override
    void longs(ByteBuffer bytes, int position, int count, long[] out) {
        if (plain) {
            plainLongs(bytes, position, count, out);
            return;
        }
        for (int i = 0; i < count; i++) {
            long value = Bits.take(bytes, position + i * size, size, big, offset, precision);
            out[i] = signed ? value << (64 - precision) >> (64 - precision) : value;
        }
    }

    private void plainLongs(ByteBuffer bytes, int position, int count, long[] out) {
        switch (size) {
            case 1 -> {
                for (int i = 0; i < count; i++) {
                    out[i] = bytes.get(position + i);
                }
            }
            case 2 -> {
                for (int i = 0; i < count; i++) {
                    short value = bytes.getShort(position + 2 * i);
                    out[i] = big ? Short.reverseBytes(value) : value;
                }
            }
            case 4 -> {
                for (int i = 0; i < count; i++) {
                    int value = bytes.getInt(position + 4 * i);
                    out[i] = big ? Integer.reverseBytes(value) : value;
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    long value = bytes.getLong(position + 8 * i);
                    out[i] = big ? Long.reverseBytes(value) : value;
                }
            }
        }
        if (!signed && size < 8) {
            long mask = (1L << (8 * size)) - 1;
            for (int i = 0; i < count; i++) {
                out[i] &= mask;
            }
        }
    }

    @Override
    void doubles(ByteBuffer bytes, int position, int count, double[] out) {
        long[] values = new long[count];
        longs(bytes, position, count, values);
        for (int i = 0; i < count; i++) {
            out[i] = wide() ? unsigned(values[i]) : values[i];
        }
    }

    /** A long without sign as a double. */
    static double unsigned(long value) {
        return value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2.0;
    }

    @Override
    void putLongs(long[] values, int count, ByteBuffer bytes, int position) {
        for (int i = 0; i < count; i++) {
            if (!fits(values[i])) {
                throw refuse(Long.toString(values[i]));
            }
            put(values[i], bytes, position + i * size);
        }
    }

    @Override
    void putDoubles(double[] values, int count, ByteBuffer bytes, int position) {
        for (int i = 0; i < count; i++) {
            double value = values[i];
            long whole = (long) value;
            if (wide() && value >= 0x1p63 && value < 0x1p64) {
                whole = (long) (value - 0x1p63) + Long.MIN_VALUE;
            } else if (whole != value || value >= 0x1p63 || !fits(whole)) {
                throw refuse(Double.toString(value));
            }
            put(whole, bytes, position + i * size);
        }
    }

    private boolean fits(long value) {
        if (signed) {
            return precision == 64 || value >> (precision - 1) == 0 || value >> (precision - 1) == -1;
        }
        return value >= 0 && (precision == 64 || value >>> precision == 0);
    }

    private H5TypeException refuse(String value) {
        return new H5TypeException("value " + value + " does not fit type " + TypeText.of(type));
    }

    boolean signed() {
        return signed;
    }

    int precision() {
        return precision;
    }

    /** Sets one element to the lowest bits of {@code value}. */
    void put(long value, ByteBuffer bytes, int at) {
        if (!plain) {
            Bits.clear(bytes, at, size, big, offset, precision, pads);
            Bits.put(value, bytes, at, size, big, offset, precision);
            return;
        }
        switch (size) {
            case 1 -> bytes.put(at, (byte) value);
            case 2 -> bytes.putShort(at, big ? Short.reverseBytes((short) value) : (short) value);
            case 4 -> bytes.putInt(at, big ? Integer.reverseBytes((int) value) : (int) value);
            default -> bytes.putLong(at, big ? Long.reverseBytes(value) : value);
        }
    }
}
