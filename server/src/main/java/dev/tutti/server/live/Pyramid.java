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

    /**
     * Takes whole buckets into stretches of rows.
     *
     * @param from first row, a multiple of a bucket
     * @param to one past the last row: a multiple of a bucket, or the end
     * @param step rows of a stretch, a multiple of a bucket
     * @param base row at which the first stretch begins, a multiple of the step
     */
    void steps(long from, long to, long step, long base, double[] low, double[] high) {
        for (long k = from / bucket; from < to && k * bucket < to; k++) {
            int place = (int) ((k * bucket - base) / step);
            float a = least[(int) k];
            float b = most[(int) k];
            if (!Float.isNaN(a)) {
                low[place] = Double.isNaN(low[place]) ? a : Math.min(low[place], a);
                high[place] = Double.isNaN(high[place]) ? b : Math.max(high[place], b);
            }
        }
    }
}
