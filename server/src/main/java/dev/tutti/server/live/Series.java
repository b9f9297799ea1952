package dev.tutti.server.live;

import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Slice;

/** One dataset of one dimension that grows while somebody watches. For one thread at a time. */
final class Series {
    /** More rows than that are not read at once to be drawn exactly. */
    private static final long EXACT = 1 << 18;

    private static final long PIECE = 1 << 18;

    private final String path;
    private Pyramid pyramid = new Pyramid();
    private long length;
    private long seenAt = System.nanoTime();
    private double rate;

    /**
     * Least and largest values of a range of rows.
     *
     * @param from first row, a multiple of {@code step}
     * @param to one past the last row
     * @param step rows that each pair of values stands for
     */
    @SuppressWarnings("ArrayRecordComponent") // written out once, never compared
    record Range(long from, long to, long step, double[] low, double[] high) {}

    Series(String path) {
        this.path = path;
    }

    String path() {
        return path;
    }

    long length() {
        return length;
    }

    /** Rows a second, as they came lately. */
    double rate() {
        return rate;
    }

    /** Whether everything that is there has been looked at. */
    boolean isReady() {
        return pyramid.rows() == length;
    }

    /**
     * Looks at the dataset anew, and reads what came for a bounded time.
     *
     * @return whether it has fewer rows than before: it is another one now
     */
    boolean look(Dataset dataset) {
        long now = dataset.shape()[0];
        boolean another = now < length;
        if (another) {
            pyramid = new Pyramid();
            length = 0;
            rate = 0;
        }
        long at = System.nanoTime();
        double seconds = (at - seenAt) / 1e9;
        if (length > 0 && seconds > 0) {
            double current = (now - length) / seconds;
            double weight = 1 - Math.exp(-seconds / 1.5);
            rate += weight * (current - rate);
        }
        seenAt = at;
        length = now;
        long end = System.nanoTime() + 150_000_000;
        while (pyramid.rows() < length && System.nanoTime() < end) {
            long from = pyramid.rows();
            pyramid.add(dataset.f64(Slice.rows(from, Math.min(length, from + PIECE))));
        }
        return another;
    }

    /** Step at which {@code rows} rows make about {@code points} pairs: a power of two, so that pictures of one series share their steps. */
    static long step(long rows, long points) {
        long step = 1;
        while (rows / step > points) {
            step *= 2;
        }
        return step;
    }

    /** The rows from {@code from} to before {@code to}, in steps; the first may begin a little earlier. */
    Range range(Dataset dataset, long from, long to, long step) {
        long end = Math.max(0, Math.min(to, Math.min(length, dataset.shape()[0])));
        long start = Math.max(0, Math.min(from, end)) / step * step;
        int count = (int) ((end - start + step - 1) / step);
        double[] low = new double[count];
        double[] high = new double[count];
        if (step >= pyramid.bucket() && pyramid.rows() >= end && end - start > EXACT) {
            pyramid.steps(start, step, low, high);
            return new Range(start, end, step, low, high);
        }
        java.util.Arrays.fill(low, Double.NaN);
        java.util.Arrays.fill(high, Double.NaN);
        for (long at = start; at < end; at += PIECE) {
            double[] values = dataset.f64(Slice.rows(at, Math.min(end, at + PIECE)));
            for (int i = 0; i < values.length; i++) {
                int place = (int) ((at + i - start) / step);
                double value = values[i];
                if (!Double.isNaN(value)) {
                    low[place] = Double.isNaN(low[place]) ? value : Math.min(low[place], value);
                    high[place] = Double.isNaN(high[place]) ? value : Math.max(high[place], value);
                }
            }
        }
        return new Range(start, end, step, low, high);
    }
}
