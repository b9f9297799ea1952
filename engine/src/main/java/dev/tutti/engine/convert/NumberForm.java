package dev.tutti.engine.convert;

import dev.tutti.format.datatype.BitField;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.datatype.Enumeration;
import dev.tutti.format.datatype.FixedPoint;
import dev.tutti.format.datatype.FloatingPoint;
import dev.tutti.format.datatype.Order;
import dev.tutti.format.datatype.Reference;
import dev.tutti.format.datatype.Time;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A number in the form of the file, moved in batches through longs or doubles. Buffers are little-endian. Immutable. */
abstract class NumberForm {
    final Datatype type;
    final int size;

    NumberForm(Datatype type) {
        this.type = type;
        this.size = type.size();
    }

    /** The form of a numeric type; null for other types, and for integers of more than 64 bits. */
    static @Nullable NumberForm of(Datatype type) {
        if (precision(type) > 64) {
            return null;
        }
        if (type instanceof FixedPoint fixed) {
            boolean plain = fixed.bitOffset() == 0 && fixed.bitPrecision() == 8 * fixed.size();
            return IntegerForm.of(
                    type, fixed.order(), fixed.signed(), fixed.bitOffset(), fixed.bitPrecision(), plain, pads(fixed));
        }
        if (type instanceof BitField bits) {
            boolean plain = bits.bitOffset() == 0 && bits.bitPrecision() == 8 * bits.size();
            boolean[] pads = {bits.lowPad() != 0, bits.highPad() != 0};
            // 64 bits that are no number fill a long without a sign that could be wrong.
            boolean signed = bits.bitPrecision() == 64;
            return IntegerForm.of(type, bits.order(), signed, bits.bitOffset(), bits.bitPrecision(), plain, pads);
        }
        if (type instanceof Enumeration named) {
            return of(named.base());
        }
        if (type instanceof Time time) {
            return IntegerForm.of(type, time.order(), true, 0, 8 * time.size(), true, new boolean[2]);
        }
        if (type instanceof Reference reference) {
            boolean address = reference.kind() == Reference.Kind.OBJECT && reference.size() <= 8;
            return address
                    ? IntegerForm.of(type, Order.LITTLE, true, 0, 8 * reference.size(), true, new boolean[2])
                    : null;
        }
        return type instanceof FloatingPoint real ? RealForm.of(real) : null;
    }

    /** Bits of an integer; 0 for other types. */
    static int precision(Datatype type) {
        return type instanceof FixedPoint fixed
                ? fixed.bitPrecision()
                : type instanceof BitField bits ? bits.bitPrecision() : 0;
    }

    static boolean[] pads(FixedPoint fixed) {
        return new boolean[] {fixed.lowPad() != 0, fixed.highPad() != 0};
    }

    /** Whether numbers have fractions, so that doubles carry them; longs otherwise. */
    abstract boolean real();

    /** Whether a negative long stands for a number of 2^63 or more. */
    boolean wide() {
        return false;
    }

    /** Takes integers. */
    abstract void longs(ByteBuffer bytes, int position, int count, long[] out);

    /** Takes real numbers. */
    abstract void doubles(ByteBuffer bytes, int position, int count, double[] out);

    /** Gives integers; those that the type cannot hold are refused. */
    abstract void putLongs(long[] values, int count, ByteBuffer bytes, int position);

    /** Gives real numbers; those that the type cannot hold are refused. */
    abstract void putDoubles(double[] values, int count, ByteBuffer bytes, int position);
}
