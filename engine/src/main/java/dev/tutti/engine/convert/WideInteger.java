package dev.tutti.engine.convert;

import dev.tutti.format.datatype.FixedPoint;
import dev.tutti.format.datatype.Order;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Integers of more than 64 bits. */
final class WideInteger extends ValueForm {
    private static final int PIECE = 32;

    private final FixedPoint type;
    private final boolean big;

    WideInteger(FixedPoint type) {
        this.type = type;
        this.big = type.order() == Order.BIG;
    }

    @Override
    Object get(ByteBuffer bytes, int at) {
        BigInteger value = BigInteger.ZERO;
        for (int done = 0; done < type.bitPrecision(); done += PIECE) {
            int count = Math.min(PIECE, type.bitPrecision() - done);
            long piece = Bits.take(bytes, at, type.size(), big, type.bitOffset() + done, count);
            value = value.or(BigInteger.valueOf(piece).shiftLeft(done));
        }
        boolean negative = type.signed() && value.testBit(type.bitPrecision() - 1);
        return negative ? value.subtract(BigInteger.ONE.shiftLeft(type.bitPrecision())) : value;
    }

    @Override
    void put(@Nullable Object value, ByteBuffer bytes, int at) {
        BigInteger whole = value instanceof BigInteger given
                ? given
                : value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte
                        ? BigInteger.valueOf(((Number) value).longValue())
                        : null;
        int bits = type.signed() ? type.bitPrecision() - 1 : type.bitPrecision();
        if (whole == null || whole.bitLength() > bits || (whole.signum() < 0 && !type.signed())) {
            throw refuse(value, TypeText.of(type));
        }
        Bits.clear(bytes, at, type.size(), big, type.bitOffset(), type.bitPrecision(), NumberForm.pads(type));
        for (int done = 0; done < type.bitPrecision(); done += PIECE) {
            int count = Math.min(PIECE, type.bitPrecision() - done);
            long piece = whole.shiftRight(done).longValue() & 0xffff_ffffL;
            Bits.put(piece, bytes, at, type.size(), big, type.bitOffset() + done, count);
        }
    }
}
