package dev.tutti.engine.convert;

import dev.tutti.errors.H5TypeException;
import org.jspecify.annotations.Nullable;

/**
 * A Java array of primitives that numbers are put into and taken from, in batches. Numbers that an array cannot hold are refused.
 *
 * <p>In {@link #setLongs}, {@code wide} says that a negative long stands for a number of 2^63 or more.
 */
abstract class NumberArray {
    /** The array's form; null if it is none of primitive numbers. */
    static @Nullable NumberArray of(Object array) {
        if (array instanceof double[] a) {
            return new Doubles(a);
        }
        if (array instanceof float[] a) {
            return new Floats(a);
        }
        if (array instanceof long[] a) {
            return new Longs(a);
        }
        if (array instanceof int[] a) {
            return new Ints(a);
        }
        if (array instanceof short[] a) {
            return new Shorts(a);
        }
        if (array instanceof byte[] a) {
            return new Bytes(a);
        }
        if (array instanceof char[] a) {
            return new Chars(a);
        }
        return array instanceof boolean[] a ? new Booleans(a) : null;
    }

    /** Whether elements have fractions. */
    boolean real() {
        return false;
    }

    abstract void setLongs(long[] values, int count, int at, boolean wide);

    void setDoubles(double[] values, int count, int at) {
        long[] whole = new long[count];
        for (int i = 0; i < count; i++) {
            whole[i] = RealForm.whole(values[i], name());
        }
        setLongs(whole, count, at, false);
    }

    abstract void getLongs(int from, int count, long[] out);

    void getDoubles(int from, int count, double[] out) {
        long[] whole = new long[count];
        getLongs(from, count, whole);
        for (int i = 0; i < count; i++) {
            out[i] = whole[i];
        }
    }

    abstract String name();

    H5TypeException refuse(long value, boolean wide) {
        return new H5TypeException("value " + (wide ? Long.toUnsignedString(value) : Long.toString(value))
                + " does not fit Java type " + name());
    }

    private static final class Doubles extends NumberArray {
        private final double[] array;

        Doubles(double[] array) {
            this.array = array;
        }

        @Override
        String name() {
            return "double";
        }

        @Override
        boolean real() {
            return true;
        }

        @Override
        void setLongs(long[] values, int count, int at, boolean wide) {
            for (int i = 0; i < count; i++) {
                array[at + i] = wide ? IntegerForm.unsigned(values[i]) : values[i];
            }
        }

        @Override
        void setDoubles(double[] values, int count, int at) {
            System.arraycopy(values, 0, array, at, count);
        }

        @Override
        void getLongs(int from, int count, long[] out) {
            throw new UnsupportedOperationException("an array of reals gives reals");
        }

        @Override
        void getDoubles(int from, int count, double[] out) {
            System.arraycopy(array, from, out, 0, count);
        }
    }

    private static final class Floats extends NumberArray {
        private final float[] array;

        Floats(float[] array) {
            this.array = array;
        }

        @Override
        String name() {
            return "float";
        }

        @Override
        boolean real() {
            return true;
        }

        @Override
        void setLongs(long[] values, int count, int at, boolean wide) {
            for (int i = 0; i < count; i++) {
                array[at + i] = wide ? (float) IntegerForm.unsigned(values[i]) : values[i];
            }
        }

        @Override
        void setDoubles(double[] values, int count, int at) {
            for (int i = 0; i < count; i++) {
                float value = (float) values[i];
                if (Float.isInfinite(value) && !Double.isInfinite(values[i])) {
                    throw new H5TypeException("value " + values[i] + " does not fit Java type float");
                }
                array[at + i] = value;
            }
        }

        @Override
        void getLongs(int from, int count, long[] out) {
            throw new UnsupportedOperationException("an array of reals gives reals");
        }

        @Override
        void getDoubles(int from, int count, double[] out) {
            for (int i = 0; i < count; i++) {
                out[i] = array[from + i];
            }
        }
    }

    private static final class Longs extends NumberArray {
        private final long[] array;

        Longs(long[] array) {
            this.array = array;
        }

        @Override
        String name() {
            return "long";
        }

        @Override
        void setLongs(long[] values, int count, int at, boolean wide) {
            for (int i = 0; wide && i < count; i++) {
                if (values[i] < 0) {
                    throw refuse(values[i], true);
                }
            }
            System.arraycopy(values, 0, array, at, count);
        }

        @Override
        void getLongs(int from, int count, long[] out) {
            System.arraycopy(array, from, out, 0, count);
        }
    }

    private static final class Ints extends NumberArray {
        private final int[] array;

        Ints(int[] array) {
            this.array = array;
        }

        @Override
        String name() {
            return "int";
        }

        @Override
        void setLongs(long[] values, int count, int at, boolean wide) {
            for (int i = 0; i < count; i++) {
                int value = (int) values[i];
                if (value != values[i] || (wide && value < 0)) {
                    throw refuse(values[i], wide);
                }
                array[at + i] = value;
            }
        }

        @Override
        void getLongs(int from, int count, long[] out) {
            for (int i = 0; i < count; i++) {
                out[i] = array[from + i];
            }
        }
    }

    private static final class Shorts extends NumberArray {
        private final short[] array;

        Shorts(short[] array) {
            this.array = array;
        }

        @Override
        String name() {
            return "short";
        }

        @Override
        void setLongs(long[] values, int count, int at, boolean wide) {
            for (int i = 0; i < count; i++) {
                short value = (short) values[i];
                if (value != values[i] || (wide && value < 0)) {
                    throw refuse(values[i], wide);
                }
                array[at + i] = value;
            }
        }

        @Override
        void getLongs(int from, int count, long[] out) {
            for (int i = 0; i < count; i++) {
                out[i] = array[from + i];
            }
        }
    }

    private static final class Bytes extends NumberArray {
        private final byte[] array;

        Bytes(byte[] array) {
            this.array = array;
        }

        @Override
        String name() {
            return "byte (read unsigned bytes as short[], or raw)";
        }

        @Override
        void setLongs(long[] values, int count, int at, boolean wide) {
            for (int i = 0; i < count; i++) {
                byte value = (byte) values[i];
                if (value != values[i] || (wide && value < 0)) {
                    throw refuse(values[i], wide);
                }
                array[at + i] = value;
            }
        }

        @Override
        void getLongs(int from, int count, long[] out) {
            for (int i = 0; i < count; i++) {
                out[i] = array[from + i];
            }
        }
    }

    private static final class Chars extends NumberArray {
        private final char[] array;

        Chars(char[] array) {
            this.array = array;
        }

        @Override
        String name() {
            return "char";
        }

        @Override
        void setLongs(long[] values, int count, int at, boolean wide) {
            for (int i = 0; i < count; i++) {
                char value = (char) values[i];
                if (value != values[i]) {
                    throw refuse(values[i], wide);
                }
                array[at + i] = value;
            }
        }

        @Override
        void getLongs(int from, int count, long[] out) {
            for (int i = 0; i < count; i++) {
                out[i] = array[from + i];
            }
        }
    }

    private static final class Booleans extends NumberArray {
        private final boolean[] array;

        Booleans(boolean[] array) {
            this.array = array;
        }

        @Override
        String name() {
            return "boolean";
        }

        @Override
        void setLongs(long[] values, int count, int at, boolean wide) {
            for (int i = 0; i < count; i++) {
                array[at + i] = values[i] != 0;
            }
        }

        @Override
        void getLongs(int from, int count, long[] out) {
            for (int i = 0; i < count; i++) {
                out[i] = array[from + i] ? 1 : 0;
            }
        }
    }
}
