package dev.tutti.engine.filter;

import java.nio.ByteBuffer;

/** How the scale-offset filter turns the elements of one chunk into differences to the smallest. Immutable. */
sealed interface Differences {
    /** Bits that each difference takes; all bits of an element if differences gain nothing or lose something. */
    int bits();

    /** The smallest value, as the chunk keeps it. */
    long least();

    /** The difference that stands for an element, given by its bits with the sign extended. */
    long of(long element);

    /** Of integers. */
    record Integers(int bits, long least, boolean filled, long fill) implements Differences {
        @Override
        public long of(long element) {
            return filled && element == fill ? ScaleOffset.mask(bits) : element - least;
        }
    }

    /** Of binary32. */
    record Floats(int bits, float smallest, float scale, boolean filled, float fill) implements Differences {
        @Override
        public long least() {
            return Float.floatToRawIntBits(smallest) & 0xffff_ffffL;
        }

        @Override
        public long of(long element) {
            float value = Float.intBitsToFloat((int) element);
            if (filled && value == fill) {
                return ScaleOffset.mask(bits);
            }
            return Math.round((double) (value * scale - smallest * scale));
        }
    }

    /** Of binary64. */
    record Doubles(int bits, double smallest, double scale, boolean filled, double fill) implements Differences {
        @Override
        public long least() {
            return Double.doubleToRawLongBits(smallest);
        }

        @Override
        public long of(long element) {
            double value = Double.longBitsToDouble(element);
            if (filled && value == fill) {
                return ScaleOffset.mask(bits);
            }
            return Math.round(value * scale - smallest * scale);
        }
    }

    /** Of a chunk of integers. More bits than were asked for are taken where the values need them: nothing is lost. */
    static Differences ofIntegers(ScaleOffset how, ByteBuffer chunk) {
        int width = 8 * how.size();
        // Unsigned values are compared as signed ones after their highest bit is turned.
        long turn = how.signed() ? 0 : 1L << (width - 1);
        long fill = extended(how.fill(), width);
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
        for (int i = 0; i < how.elements(); i++) {
            long value = element(chunk, i, how.size());
            if (!how.filled() || value != fill) {
                long turned = extended(value ^ turn, width);
                least = Math.min(least, turned);
                most = Math.max(most, turned);
            }
        }
        if (least > most) {
            least = extended(turn, width);
            most = least;
        }
        long span = (most - least) & ScaleOffset.mask(width);
        // One number more than there are differences, where the fill value needs one.
        long highest = how.filled() ? span + 1 : span;
        boolean whole = Long.compareUnsigned(span, ScaleOffset.mask(width) - 2) > 0;
        int needed = whole ? width : 64 - Long.numberOfLeadingZeros(highest);
        int bits = Math.max(needed, how.factor());
        long first = extended(least ^ turn, width);
        return new Integers(bits, how.signed() ? first : first & ScaleOffset.mask(width), how.filled(), fill);
    }

    /**
     * Of a chunk of floating-point numbers. Where the C library takes all for the fill value that is less than a digit away, here it is only what equals it: numbers
     * stay within half a digit.
     */
    static Differences ofReals(ScaleOffset how, ByteBuffer chunk) {
        return how.size() == 4 ? floats(how, chunk) : doubles(how, chunk);
    }

    private static Differences floats(ScaleOffset how, ByteBuffer chunk) {
        float scale = (float) Math.pow(10, how.factor());
        float fill = Float.intBitsToFloat((int) how.fill());
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        boolean finite = Float.isFinite(scale);
        for (int i = 0; i < how.elements(); i++) {
            float value = chunk.getFloat(chunk.position() + 4 * i);
            finite &= Float.isFinite(value);
            if (!how.filled() || value != fill) {
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
        }
        if (least > most) {
            least = 0;
            most = 0;
        }
        float span = most * scale - least * scale;
        // What is not finite, or needs all bits, is kept as it is.
        boolean fits = finite && span < 0x1p30f;
        int bits = fits ? bits(Math.round((double) span), how.filled()) : 32;
        return new Floats(bits, least, scale, how.filled(), fill);
    }

    private static Differences doubles(ScaleOffset how, ByteBuffer chunk) {
        double scale = Math.pow(10, how.factor());
        double fill = Double.longBitsToDouble(how.fill());
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        boolean finite = Double.isFinite(scale);
        for (int i = 0; i < how.elements(); i++) {
            double value = chunk.getDouble(chunk.position() + 8 * i);
            finite &= Double.isFinite(value);
            if (!how.filled() || value != fill) {
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
        }
        if (least > most) {
            least = 0;
            most = 0;
        }
        double span = most * scale - least * scale;
        boolean fits = finite && span < 0x1p62;
        int bits = fits ? bits(Math.round(span), how.filled()) : 64;
        return new Doubles(bits, least, scale, how.filled(), fill);
    }

    private static int bits(long span, boolean filled) {
        return 64 - Long.numberOfLeadingZeros(filled ? span + 1 : span);
    }

    private static long element(ByteBuffer chunk, int index, int size) {
        int at = chunk.position() + index * size;
        return switch (size) {
            case 1 -> chunk.get(at);
            case 2 -> chunk.getShort(at);
            case 4 -> chunk.getInt(at);
            default -> chunk.getLong(at);
        };
    }

    /** The lowest {@code width} bits with their highest as the sign. */
    private static long extended(long value, int width) {
        return value << (64 - width) >> (64 - width);
    }
}
