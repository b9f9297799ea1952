package dev.tutti.survey;

import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Slice;
import java.lang.reflect.Array;

/** Whether there is anything else than zeros; not-a-number counts as a value, as in the standard's own library. */
final class Nonzero {
    private static final long PIECE = 4096;
    private static final long LARGEST_PIECE = 1 << 20;

    private Nonzero() {}

    static boolean in(Object values) {
        if (values instanceof double[] doubles) {
            for (double value : doubles) {
                if (value != 0) {
                    return true;
                }
            }
            return false;
        }
        if (values instanceof float[] floats) {
            for (float value : floats) {
                if (value != 0) {
                    return true;
                }
            }
            return false;
        }
        if (values instanceof int[] ints) {
            for (int value : ints) {
                if (value != 0) {
                    return true;
                }
            }
            return false;
        }
        int length = Array.getLength(values);
        for (int i = 0; i < length; i++) {
            if (!(Array.get(values, i) instanceof Number number) || number.doubleValue() != 0) {
                return true;
            }
        }
        return false;
    }

    /** Reads the end, where what is recorded last stands, then from the start until something is found. */
    static boolean in(Dataset dataset) {
        long size = dataset.size();
        if (size == 0) {
            return false;
        }
        if (in(dataset.read(Slice.rows(Math.max(0, size - PIECE), size)))) {
            return true;
        }
        long piece = PIECE;
        for (long from = 0; from < size; from += piece) {
            piece = Math.min(LARGEST_PIECE, from == 0 ? PIECE : piece * 2);
            if (in(dataset.read(Slice.rows(from, Math.min(size, from + piece))))) {
                return true;
            }
        }
        return false;
    }
}
