package dev.tutti.engine.filter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Moves bytes between elements and planes (plane j holds byte j of every element). Elements of 2, 4 and 8 bytes are
 * turned in registers, 8 elements at once; other sizes go in blocks that stay in the nearest cache.
 */
final class ByteTranspose {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /**
     * Elements that are moved through a small block. Planes often lie a power of two apart, where writing to all of them in turn would
     * drive each other's lines out of the cache.
     */
    private static final int BLOCK = 256;

    private ByteTranspose() {}

    /** From elements to planes. Bytes after the last whole element are copied as they are. */
    static void scatter(byte[] in, int inAt, byte[] out, int outAt, int length, int size) {
        int elements = length / size;
        int done = 0;
        if (size == 2 || size == 4 || size == 8) {
            byte[] block = new byte[BLOCK * size];
            for (; done + BLOCK <= elements; done += BLOCK) {
                switch (size) {
                    case 2 -> scatter2(in, inAt + 2 * done, block, 0, BLOCK);
                    case 4 -> scatter4(in, inAt + 4 * done, block, 0, BLOCK);
                    default -> scatter8(in, inAt + 8 * done, block, 0, BLOCK);
                }
                for (int j = 0; j < size; j++) {
                    System.arraycopy(block, j * BLOCK, out, outAt + j * elements + done, BLOCK);
                }
            }
        }
        for (int from = done; from < elements; from += BLOCK) {
            int to = Math.min(elements, from + BLOCK);
            for (int j = 0; j < size; j++) {
                int plane = outAt + j * elements;
                int element = inAt + j;
                for (int i = from; i < to; i++) {
                    out[plane + i] = in[element + i * size];
                }
            }
        }
        int whole = elements * size;
        System.arraycopy(in, inAt + whole, out, outAt + whole, length - whole);
    }

    /** From planes to elements. */
    static void gather(byte[] in, int inAt, byte[] out, int outAt, int length, int size) {
        int elements = length / size;
        int done = 0;
        if (size == 2 || size == 4 || size == 8) {
            byte[] block = new byte[BLOCK * size];
            for (; done + BLOCK <= elements; done += BLOCK) {
                for (int j = 0; j < size; j++) {
                    System.arraycopy(in, inAt + j * elements + done, block, j * BLOCK, BLOCK);
                }
                switch (size) {
                    case 2 -> gather2(block, 0, out, outAt + 2 * done, BLOCK);
                    case 4 -> gather4(block, 0, out, outAt + 4 * done, BLOCK);
                    default -> gather8(block, 0, out, outAt + 8 * done, BLOCK);
                }
            }
        }
        for (int from = done; from < elements; from += BLOCK) {
            int to = Math.min(elements, from + BLOCK);
            for (int j = 0; j < size; j++) {
                int plane = inAt + j * elements;
                int element = outAt + j;
                for (int i = from; i < to; i++) {
                    out[element + i * size] = in[plane + i];
                }
            }
        }
        int whole = elements * size;
        System.arraycopy(in, inAt + whole, out, outAt + whole, length - whole);
    }

    private static long get(byte[] in, int at) {
        return (long) LONG.get(in, at);
    }

    private static void set(byte[] out, int at, long value) {
        LONG.set(out, at, value);
    }

    /** The even bytes of {@code a} and then those of {@code b}. */
    private static long even(long a, long b) {
        return packed(a) | packed(b) << 32;
    }

    private static long packed(long x) {
        long y = x & 0x00ff00ff00ff00ffL;
        y = (y | y >>> 8) & 0x0000ffff0000ffffL;
        return (y | y >>> 16) & 0xffff_ffffL;
    }

    /** The low four bytes, each followed by a zero byte. */
    private static long spread(long x) {
        long y = x & 0xffff_ffffL;
        y = (y | y << 16) & 0x0000ffff0000ffffL;
        return (y | y << 8) & 0x00ff00ff00ff00ffL;
    }

    private static void scatter2(byte[] in, int inAt, byte[] out, int outAt, int n) {
        for (int i = 0; i < n; i += 8) {
            long a = get(in, inAt + 2 * i);
            long b = get(in, inAt + 2 * i + 8);
            set(out, outAt + i, even(a, b));
            set(out, outAt + n + i, even(a >>> 8, b >>> 8));
        }
    }

    private static void gather2(byte[] in, int inAt, byte[] out, int outAt, int n) {
        for (int i = 0; i < n; i += 8) {
            long a = get(in, inAt + i);
            long b = get(in, inAt + n + i);
            set(out, outAt + 2 * i, spread(a) | spread(b) << 8);
            set(out, outAt + 2 * i + 8, spread(a >>> 32) | spread(b >>> 32) << 8);
        }
    }

    private static void scatter4(byte[] in, int inAt, byte[] out, int outAt, int n) {
        for (int i = 0; i < n; i += 8) {
            int at = inAt + 4 * i;
            long a = get(in, at);
            long b = get(in, at + 8);
            long c = get(in, at + 16);
            long d = get(in, at + 24);
            turnPairs(out, outAt + i, n, low4(a, c), low4(a >>> 32, c >>> 32), low4(b, d), low4(b >>> 32, d >>> 32));
        }
    }

    private static void gather4(byte[] in, int inAt, byte[] out, int outAt, int n) {
        for (int i = 0; i < n; i += 8) {
            long a = get(in, inAt + i);
            long b = get(in, inAt + n + i);
            long c = get(in, inAt + 2 * n + i);
            long d = get(in, inAt + 3 * n + i);
            long low = spread(a) | spread(c) << 8;
            long lower = spread(a >>> 32) | spread(c >>> 32) << 8;
            long high = spread(b) | spread(d) << 8;
            long higher = spread(b >>> 32) | spread(d >>> 32) << 8;
            int at = outAt + 4 * i;
            set(out, at, spread(low) | spread(high) << 8);
            set(out, at + 8, spread(low >>> 32) | spread(high >>> 32) << 8);
            set(out, at + 16, spread(lower) | spread(higher) << 8);
            set(out, at + 24, spread(lower >>> 32) | spread(higher >>> 32) << 8);
        }
    }

    private static void scatter8(byte[] in, int inAt, byte[] out, int outAt, int n) {
        for (int i = 0; i < n; i += 8) {
            turn(in, inAt + 8 * i, 8, out, outAt + i, n);
        }
    }

    private static void gather8(byte[] in, int inAt, byte[] out, int outAt, int n) {
        for (int i = 0; i < n; i += 8) {
            turn(in, inAt + i, n, out, outAt + 8 * i, 8);
        }
    }

    /** Turns a square of 8 × 8 bytes over its diagonal, in registers: fours, pairs, then single bytes. */
    private static void turn(byte[] in, int inAt, int inStep, byte[] out, int outAt, int outStep) {
        long a = get(in, inAt);
        long b = get(in, inAt + inStep);
        long c = get(in, inAt + 2 * inStep);
        long d = get(in, inAt + 3 * inStep);
        long e = get(in, inAt + 4 * inStep);
        long f = get(in, inAt + 5 * inStep);
        long g = get(in, inAt + 6 * inStep);
        long h = get(in, inAt + 7 * inStep);
        long a4 = low4(a, e);
        long b4 = low4(b, f);
        long c4 = low4(c, g);
        long d4 = low4(d, h);
        long e4 = low4(a >>> 32, e >>> 32);
        long f4 = low4(b >>> 32, f >>> 32);
        long g4 = low4(c >>> 32, g >>> 32);
        long h4 = low4(d >>> 32, h >>> 32);
        turnPairs(out, outAt, outStep, a4, b4, c4, d4);
        turnPairs(out, outAt + 4 * outStep, outStep, e4, f4, g4, h4);
    }

    private static long low4(long x, long y) {
        return (x & 0xffff_ffffL) | y << 32;
    }

    /** Turns two squares of 4 × 4 bytes: one in the low halves, one in the high halves. */
    private static void turnPairs(byte[] out, int at, int step, long a, long b, long c, long d) {
        long a2 = (a & 0x0000ffff0000ffffL) | (c & 0x0000ffff0000ffffL) << 16;
        long b2 = (b & 0x0000ffff0000ffffL) | (d & 0x0000ffff0000ffffL) << 16;
        long c2 = (a >>> 16 & 0x0000ffff0000ffffL) | (c & 0xffff0000ffff0000L);
        long d2 = (b >>> 16 & 0x0000ffff0000ffffL) | (d & 0xffff0000ffff0000L);
        set(out, at, (a2 & 0x00ff00ff00ff00ffL) | (b2 & 0x00ff00ff00ff00ffL) << 8);
        set(out, at + step, (a2 >>> 8 & 0x00ff00ff00ff00ffL) | (b2 & 0xff00ff00ff00ff00L));
        set(out, at + 2 * step, (c2 & 0x00ff00ff00ff00ffL) | (d2 & 0x00ff00ff00ff00ffL) << 8);
        set(out, at + 3 * step, (c2 >>> 8 & 0x00ff00ff00ff00ffL) | (d2 & 0xff00ff00ff00ff00L));
    }
}
