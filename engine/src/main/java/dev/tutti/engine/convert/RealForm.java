package dev.tutti.engine.convert;

import dev.tutti.errors.H5TypeException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.datatype.FloatingPoint;
import dev.tutti.format.datatype.Order;
import java.nio.ByteBuffer;

/** Floating-point numbers: IEEE's 4 and 8 bytes directly, all others (half, bfloat16, extended) by their bits. */
final class RealForm extends NumberForm {
    private final FloatingPoint real;
    private final boolean big;
    private final boolean swapped;
    private final int plain;

    private RealForm(FloatingPoint real, int plain) {
        super(real);
        this.real = real;
        this.big = real.order() == Order.BIG;
        this.swapped = real.order() == Order.VAX && real.size() % 2 == 0;
        this.plain = plain;
    }

    static RealForm of(FloatingPoint real) {
        if (real.exponentSize() > 31 || real.mantissaSize() > 200) {
            throw new H5UnsupportedException("floating-point type " + TypeText.of(real));
        }
        return new RealForm(real, ieee(real, 8) ? 8 : ieee(real, 4) ? 4 : 0);
    }

    /** Whether a type is IEEE's of this size. */
    static boolean ieee(FloatingPoint real, int size) {
        return real.size() == size
                && real.order() != Order.VAX
                && real.signLocation() == 8 * size - 1
                && real.exponentLocation() == (size == 8 ? 52 : 23)
                && real.exponentSize() == (size == 8 ? 11 : 8)
                && real.mantissaLocation() == 0
                && real.mantissaSize() == (size == 8 ? 52 : 23)
                && real.exponentBias() == (size == 8 ? 1023 : 127)
                && real.normalization() == 2;
    }

    @Override
    boolean real() {
        return true;
    }

    @Override
    void doubles(ByteBuffer bytes, int position, int count, double[] out) {
        for (int i = 0; i < count; i++) {
            out[i] = switch (plain) {
                case 8 -> {
                    long value = bytes.getLong(position + 8 * i);
                    yield Double.longBitsToDouble(big ? Long.reverseBytes(value) : value);
                }
                case 4 -> {
                    int value = bytes.getInt(position + 4 * i);
                    yield Float.intBitsToFloat(big ? Integer.reverseBytes(value) : value);
                }
                default -> take(straight(bytes, position + i * size), swapped ? 0 : position + i * size);
            };
        }
    }

    @Override
    void longs(ByteBuffer bytes, int position, int count, long[] out) {
        double[] values = new double[count];
        doubles(bytes, position, count, values);
        for (int i = 0; i < count; i++) {
            out[i] = whole(values[i], "long");
        }
    }

    /** A real number as an integer; one with a fraction, or too large, is refused. */
    static long whole(double value, String target) {
        long result = (long) value;
        if (result != value || value >= 0x1p63) {
            throw new H5TypeException("value " + value + " does not fit type " + target);
        }
        return result;
    }

    @Override
    void putLongs(long[] values, int count, ByteBuffer bytes, int position) {
        double[] reals = new double[count];
        for (int i = 0; i < count; i++) {
            reals[i] = values[i];
        }
        putDoubles(reals, count, bytes, position);
    }

    @Override
    void putDoubles(double[] values, int count, ByteBuffer bytes, int position) {
        for (int i = 0; i < count; i++) {
            double value = values[i];
            switch (plain) {
                case 8 -> {
                    long bits = Double.doubleToRawLongBits(value);
                    bytes.putLong(position + 8 * i, big ? Long.reverseBytes(bits) : bits);
                }
                case 4 -> {
                    float narrow = (float) value;
                    if (Float.isInfinite(narrow) && !Double.isInfinite(value)) {
                        throw refuse(value);
                    }
                    int bits = Float.floatToRawIntBits(narrow);
                    bytes.putInt(position + 4 * i, big ? Integer.reverseBytes(bits) : bits);
                }
                default -> {
                    if (swapped) {
                        ByteBuffer element = ByteBuffer.allocate(size);
                        put(value, element, 0);
                        bytes.put(position + i * size, straight(element, 0), 0, size);
                    } else {
                        put(value, bytes, position + i * size);
                    }
                }
            }
        }
    }

    private H5TypeException refuse(double value) {
        return new H5TypeException("value " + value + " does not fit type " + TypeText.of(type));
    }

    /** VAX numbers have their 16-bit words in the opposite order: one element with these turned round; others where they are. */
    private ByteBuffer straight(ByteBuffer bytes, int at) {
        if (!swapped) {
            return bytes;
        }
        ByteBuffer element = ByteBuffer.allocate(size);
        for (int i = 0; i < size; i++) {
            element.put(i, bytes.get(at + size - 2 - i / 2 * 2 + i % 2));
        }
        return element;
    }

    private long bits(ByteBuffer bytes, int at, int offset, int count) {
        return Bits.take(bytes, at, size, big, offset, count);
    }

    private double take(ByteBuffer bytes, int at) {
        boolean negative = bits(bytes, at, real.signLocation(), 1) != 0;
        long exponent = bits(bytes, at, real.exponentLocation(), real.exponentSize());
        int width = real.mantissaSize();
        // The mantissa as a fraction below 1, from its upper 64 bits; what lies below does not reach a double.
        int kept = Math.min(width, 64);
        long upper = bits(bytes, at, real.mantissaLocation() + width - kept, kept);
        double fraction = scaled(upper, -kept);
        boolean implied = real.normalization() == 2;
        double value;
        if (exponent == (1L << real.exponentSize()) - 1) {
            boolean infinite = implied ? upper == 0 : upper << 1 << (64 - kept) == 0;
            value = infinite ? Double.POSITIVE_INFINITY : Double.NaN;
        } else {
            long power = exponent - real.exponentBias();
            if (!implied) {
                value = scale(fraction, power + 1);
            } else if (exponent == 0) {
                value = scale(fraction, power + 1);
            } else {
                value = scale(1 + fraction, power);
            }
        }
        return negative ? -value : value;
    }

    private static double scaled(long unsigned, int power) {
        return Math.scalb(IntegerForm.unsigned(unsigned), power);
    }

    private static double scale(double value, long power) {
        return Math.scalb(value, (int) Math.max(-5000, Math.min(5000, power)));
    }

    private void put(double value, ByteBuffer bytes, int at) {
        boolean[] pads = {real.lowPad() != 0, real.highPad() != 0};
        Bits.clear(bytes, at, size, big, real.bitOffset(), real.bitPrecision(), pads);
        int width = real.mantissaSize();
        long special = (1L << real.exponentSize()) - 1;
        boolean implied = real.normalization() == 2;
        long exponent;
        long mantissa; // width bits, or the upper 62 of them
        int kept = Math.min(width, 62);
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            exponent = special;
            mantissa = (implied ? 0 : 1L << (kept - 1)) | (Double.isNaN(value) ? 1L << (kept - (implied ? 1 : 2)) : 0);
        } else if (value == 0) {
            exponent = 0;
            mantissa = 0;
        } else {
            double size = Math.abs(value);
            int power = Math.getExponent(size);
            if (power < Double.MIN_EXPONENT) {
                power = Math.getExponent(size * 0x1p60) - 60;
            }
            long lowest = 1 - real.exponentBias();
            int digits = implied ? kept : kept - 1;
            long unit = Math.max(power, lowest) - digits;
            double rounded = Math.rint(Math.scalb(size, (int) -unit));
            exponent = Math.max(power, lowest) + real.exponentBias();
            if (rounded >= Math.scalb(1.0, digits + 1)) {
                rounded /= 2;
                exponent++;
            }
            mantissa = (long) rounded;
            if (mantissa >>> digits == 0) {
                exponent = 0;
            } else if (implied) {
                mantissa -= 1L << digits;
            }
            if (exponent >= special) {
                throw refuse(value);
            }
        }
        Bits.put(exponent, bytes, at, size, big, real.exponentLocation(), real.exponentSize());
        Bits.put(mantissa, bytes, at, size, big, real.mantissaLocation() + width - kept, kept);
        Bits.put(Double.doubleToRawLongBits(value) >>> 63, bytes, at, size, big, real.signLocation(), 1);
    }
}
