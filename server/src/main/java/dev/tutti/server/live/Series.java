package dev.tutti.server.live;

import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Slice;
import java.util.Arrays;

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
     * Least and largest values of a range of rows. Stretches begin at multiples of the step, so that those of two ranges can be put together; the first begins
     * at the first row, and the last ends before {@code to}, wherever these lie: no value counts that was not asked for.
     *
     * @param from first row
     * @param to one past the last row
     * @param step rows that each pair of values stands for, but the first and the last
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

    /** The rows from {@code from} to before {@code to}, in steps. */
    Range range(Dataset dataset, long from, long to, long step) {
        long end = Math.max(0, Math.min(to, Math.min(length, dataset.shape()[0])));
        long start = Math.max(0, Math.min(from, end));
        long base = start / step * step;
        int count = (int) ((end - base + step - 1) / step);
        double[] low = new double[count];
        double[] high = new double[count];
        Arrays.fill(low, Double.NaN);
        Arrays.fill(high, Double.NaN);
        if (step >= pyramid.bucket() && pyramid.rows() >= end && end - start > EXACT) {
            long first = Math.min(end, start == base ? base : base + step);
            long last = Math.max(first, end == length ? end : end / step * step);
            pyramid.steps(first, last, step, base, low, high);
            edge(dataset, start, first, step, base, low, high);
            edge(dataset, last, end, step, base, low, high);
        } else {
            exact(dataset, start, end, step, base, low, high);
        }
        return new Range(start, end, step, low, high);
    }

    /** A part of a stretch: its buckets, and what is left of others before and behind them. */
    private void edge(Dataset dataset, long from, long to, long step, long base, double[] low, double[] high) {
        long bucket = pyramid.bucket();
        long first = Math.min(to, (from + bucket - 1) / bucket * bucket);
        long last = Math.max(first, to / bucket * bucket);
        exact(dataset, from, first, step, base, low, high);
        pyramid.steps(first, last, step, base, low, high);
        exact(dataset, last, to, step, base, low, high);
    }

    private static void exact(Dataset dataset, long from, long to, long step, long base, double[] low, double[] high) {
        for (long at = from; at < to; at += PIECE) {
            double[] values = dataset.f64(Slice.rows(at, Math.min(to, at + PIECE)));
            for (int i = 0; i < values.length; i++) {
                int place = (int) ((at + i - base) / step);
                double value = values[i];
                if (!Double.isNaN(value)) {
                    low[place] = Double.isNaN(low[place]) ? value : Math.min(low[place], value);
                    high[place] = Double.isNaN(high[place]) ? value : Math.max(high[place], value);
                }
            }
        }
    }
}
