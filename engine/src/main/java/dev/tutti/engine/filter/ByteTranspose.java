package dev.tutti.engine.filter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Moves bytes between elements and planes (plane j holds byte j of every element). For elements of 2, 4 and 8 bytes, 8 × 8 squares of
 * bytes are turned in registers; other sizes go in blocks that stay in the nearest cache.
 */
final class ByteTranspose {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int BLOCK = 1024;

    private ByteTranspose() {}

    /** From elements to planes. Bytes after the last whole element are copied as they are. */
    static void scatter(byte[] in, int inAt, byte[] out, int outAt, int length, int size) {
        int elements = length / size;
        int whole = elements * size;
        long[] rows = new long[8];
        int group = 64 / size;
        int done = 0;
        if (size == 2 || size == 4 || size == 8) {
            for (; done + group <= elements; done += group) {
                loadElements(in, inAt + done * size, size, rows);
                turn(rows);
                storePlanes(out, outAt + done, elements, size, rows);
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
        System.arraycopy(in, inAt + whole, out, outAt + whole, length - whole);
    }

    /** From planes to elements. */
    static void gather(byte[] in, int inAt, byte[] out, int outAt, int length, int size) {
        int elements = length / size;
        int whole = elements * size;
        long[] rows = new long[8];
        int group = 64 / size;
        int done = 0;
        if (size == 2 || size == 4 || size == 8) {
            for (; done + group <= elements; done += group) {
                loadPlanes(in, inAt + done, elements, size, rows);
                turn(rows);
                storeElements(out, outAt + done * size, size, rows);
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
        System.arraycopy(in, inAt + whole, out, outAt + whole, length - whole);
    }

    /** Row k holds element k, then element k + 8 and so on, as many as fit 8 bytes. */
    private static void loadElements(byte[] in, int at, int size, long[] rows) {
        for (int k = 0; k < 8; k++) {
            switch (size) {
                case 8 -> rows[k] = (long) LONG.get(in, at + 8 * k);
                case 4 ->
                    rows[k] = ((int) INT.get(in, at + 4 * k) & 0xffff_ffffL)
                            | (long) (int) INT.get(in, at + 4 * k + 32) << 32;
                default ->
                    rows[k] = word(in, at + 2 * k)
                            | word(in, at + 2 * k + 16) << 16
                            | word(in, at + 2 * k + 32) << 32
                            | word(in, at + 2 * k + 48) << 48;
            }
        }
    }

    private static long word(byte[] in, int at) {
        return (short) SHORT.get(in, at) & 0xffffL;
    }

    private static void storeElements(byte[] out, int at, int size, long[] rows) {
        for (int k = 0; k < 8; k++) {
            long row = rows[k];
            switch (size) {
                case 8 -> LONG.set(out, at + 8 * k, row);
                case 4 -> {
                    INT.set(out, at + 4 * k, (int) row);
                    INT.set(out, at + 4 * k + 32, (int) (row >>> 32));
                }
                default -> {
                    SHORT.set(out, at + 2 * k, (short) row);
                    SHORT.set(out, at + 2 * k + 16, (short) (row >>> 16));
                    SHORT.set(out, at + 2 * k + 32, (short) (row >>> 32));
                    SHORT.set(out, at + 2 * k + 48, (short) (row >>> 48));
                }
            }
        }
    }

    // After the turn, row r = g * size + j holds byte j of the 8 elements of group g.
    private static void storePlanes(byte[] out, int at, int elements, int size, long[] rows) {
        for (int r = 0; r < 8; r++) {
            LONG.set(out, at + (r % size) * elements + 8 * (r / size), rows[r]);
        }
    }

    private static void loadPlanes(byte[] in, int at, int elements, int size, long[] rows) {
        for (int r = 0; r < 8; r++) {
            rows[r] = (long) LONG.get(in, at + (r % size) * elements + 8 * (r / size));
        }
    }

    /** Turns a square of 8 × 8 bytes over its diagonal: single bytes, pairs, then fours. */
    private static void turn(long[] r) {
        for (int k = 0; k < 8; k += 2) {
            long t = ((r[k] >>> 8) ^ r[k + 1]) & 0x00ff00ff00ff00ffL;
            r[k + 1] ^= t;
            r[k] ^= t << 8;
        }
        for (int k = 0; k < 6; k += (k & 1) == 0 ? 1 : 3) {
            long t = ((r[k] >>> 16) ^ r[k + 2]) & 0x0000ffff0000ffffL;
            r[k + 2] ^= t;
            r[k] ^= t << 16;
        }
        for (int k = 0; k < 4; k++) {
            long t = ((r[k] >>> 32) ^ r[k + 4]) & 0x00000000ffffffffL;
            r[k + 4] ^= t;
            r[k] ^= t << 32;
        }
    }
}
