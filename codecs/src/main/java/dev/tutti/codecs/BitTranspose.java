package dev.tutti.codecs;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Moves bits between elements and planes: plane 8j + k holds bit k of byte j of every element, eight elements a byte, the first in the lowest bit. Elements are a
 * multiple of 8.
 */
final class BitTranspose {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private BitTranspose() {}

    /** From elements of {@code size} bytes to planes. */
    static void scatter(byte[] in, int inAt, byte[] out, int outAt, int elements, int size) {
        int row = elements / 8;
        for (int j = 0; j < size; j++) {
            int plane = outAt + j * elements;
            for (int i = 0; i < row; i++) {
                int at = inAt + 8 * i * size + j;
                long eight = 0;
                for (int e = 7; e >= 0; e--) {
                    eight = eight << 8 | (in[at + e * size] & 0xff);
                }
                long turned = turn(eight);
                for (int k = 0; k < 8; k++) {
                    out[plane + k * row + i] = (byte) (turned >>> (8 * k));
                }
            }
        }
    }

    /** From planes to elements of {@code size} bytes. */
    static void gather(byte[] in, int inAt, byte[] out, int outAt, int elements, int size) {
        int row = elements / 8;
        for (int j = 0; j < size; j++) {
            int plane = inAt + j * elements;
            for (int i = 0; i < row; i++) {
                long eight = 0;
                for (int k = 7; k >= 0; k--) {
                    eight = eight << 8 | (in[plane + k * row + i] & 0xff);
                }
                long turned = turn(eight);
                int at = outAt + 8 * i * size + j;
                if (size == 1) {
                    LONG.set(out, at, turned);
                    continue;
                }
                for (int e = 0; e < 8; e++) {
                    out[at + e * size] = (byte) (turned >>> (8 * e));
                }
            }
        }
    }

    /** Turns a square of 8 × 8 bits over its diagonal. */
    private static long turn(long square) {
        long x = square;
        long t = (x ^ (x >>> 7)) & 0x00AA00AA00AA00AAL;
        x ^= t ^ (t << 7);
        t = (x ^ (x >>> 14)) & 0x0000CCCC0000CCCCL;
        x ^= t ^ (t << 14);
        t = (x ^ (x >>> 28)) & 0x00000000F0F0F0F0L;
        return x ^ t ^ (t << 28);
    }
}
