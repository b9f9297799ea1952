package dev.tutti.server.live;

import java.util.Arrays;

/**
 * Least and largest values of rows in buckets of equal length, so that a picture of any number of rows costs no more than its width. When there are too many
 * buckets, each two become one: memory is bounded whatever comes. For one thread at a time.
 */
final class Pyramid {
    private static final int FIRST_BUCKET = 256;
    private static final int MOST_BUCKETS = 1 << 19;

    private long bucket = FIRST_BUCKET;
    private float[] least = new float[64];
    private float[] most = new float[64];
    private long rows;

    /** How many rows have been added. */
    long rows() {
        return rows;
    }

    /** Rows of a bucket. */
    long bucket() {
        return bucket;
    }

    /** Adds values behind those that were added before. */
    void add(double[] values) {
        for (double value : values) {
            int place = (int) (rows / bucket);
            if (place == MOST_BUCKETS) {
                halve();
                place = (int) (rows / bucket);
            }
            if (place == least.length) {
                least = Arrays.copyOf(least, Math.min(MOST_BUCKETS, 2 * place));
                most = Arrays.copyOf(most, Math.min(MOST_BUCKETS, 2 * place));
            }
            if (rows % bucket == 0) {
                least[place] = Float.NaN;
                most[place] = Float.NaN;
            }
            float rounded = (float) value;
            least[place] = lower(least[place], rounded);
            most[place] = higher(most[place], rounded);
            rows++;
        }
    }

    private static float lower(float a, float b) {
        return Float.isNaN(a) ? b : Float.isNaN(b) ? a : Math.min(a, b);
    }

    private static float higher(float a, float b) {
        return Float.isNaN(a) ? b : Float.isNaN(b) ? a : Math.max(a, b);
    }

    private void halve() {
        for (int i = 0; i < MOST_BUCKETS / 2; i++) {
            least[i] = lower(least[2 * i], least[2 * i + 1]);
            most[i] = higher(most[2 * i], most[2 * i + 1]);
        }
        bucket *= 2;
    }

    /** Least values of steps of rows, which are multiples of a bucket, from row {@code from}, a multiple of the step. */
    void steps(long from, long step, double[] low, double[] high) {
        int per = (int) Math.max(1, step / bucket);
        int buckets = (int) ((rows + bucket - 1) / bucket);
        for (int i = 0; i < low.length; i++) {
            float a = Float.NaN;
            float b = Float.NaN;
            int first = (int) ((from + i * step) / bucket);
            for (int k = first; k < Math.min(buckets, first + per); k++) {
                a = lower(a, least[k]);
                b = higher(b, most[k]);
            }
            low[i] = a;
            high[i] = b;
        }
    }
}
