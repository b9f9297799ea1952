package dev.tutti.hdf5;

import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The smallest type that holds values without loss, as h5lite chooses it. */
final class SmallestType {
    private static final double EXACT_IN_FLOAT = 1 << 24;
    private static final double EXACT_IN_DOUBLE = 1L << 53;
    private static final int LONGEST_FIXED = 4096;

    private SmallestType() {}

    /** The type for a flat array; null where the natural one is as small as it gets. */
    static @Nullable DType of(Object flat) {
        if (flat instanceof String[] texts) {
            return text(texts);
        }
        Class<?> component = flat.getClass().getComponentType();
        boolean number = component.isPrimitive() && component != boolean.class && component != char.class;
        return number && Array.getLength(flat) > 0 ? number(flat) : null;
    }

    private static @Nullable DType number(Object flat) {
        if (flat instanceof long[] longs) {
            return whole(longs);
        }
        double low = 1; // one is always inside, so that a file of zeros takes ones later
        double high = 1;
        boolean special = false;
        for (int i = 0; i < Array.getLength(flat); i++) {
            double value = Array.getDouble(flat, i);
            if (!Double.isFinite(value)) {
                special = true;
            } else if (value != Math.rint(value) || (value == 0 && 1 / value < 0)) {
                return null; // a fraction, or a zero with a sign
            } else {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        if (special) {
            return -EXACT_IN_FLOAT <= low && high <= EXACT_IN_FLOAT ? DType.F32 : null;
        }
        return -EXACT_IN_DOUBLE <= low && high <= EXACT_IN_DOUBLE ? whole((long) low, (long) high) : null;
    }

    private static DType whole(long[] values) {
        long low = 1;
        long high = 1;
        for (long value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        return whole(low, high);
    }

    private static DType whole(long low, long high) {
        if (low >= 0) {
            return high <= 0xff ? DType.U8 : high <= 0xffff ? DType.U16 : high <= 0xffff_ffffL ? DType.U32 : DType.U64;
        }
        return low >= Byte.MIN_VALUE && high <= Byte.MAX_VALUE
                ? DType.I8
                : low >= Short.MIN_VALUE && high <= Short.MAX_VALUE
                        ? DType.I16
                        : low >= Integer.MIN_VALUE && high <= Integer.MAX_VALUE ? DType.I32 : DType.I64;
    }

    /** Text of one length takes less room than pointers to it, unless a few long ones would stretch the others. */
    private static @Nullable DType text(String[] texts) {
        long sum = 0;
        int longest = 1;
        for (String text : texts) {
            if (text == null) {
                return null;
            }
            int length = text.getBytes(StandardCharsets.UTF_8).length;
            sum += length;
            longest = Math.max(longest, length);
        }
        boolean even = texts.length > 0 && longest < 4 * (sum / (double) texts.length + 16);
        return longest < LONGEST_FIXED && even ? DType.string(longest) : null;
    }
}
