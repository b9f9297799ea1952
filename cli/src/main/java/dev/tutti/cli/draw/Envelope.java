package dev.tutti.cli.draw;

import dev.tutti.cli.run.CommandFailure;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Least and largest values of rows in steps of equal length: all that a picture of limited width can show, whatever the number of rows.
 *
 * @param name of the series
 * @param first row of the first step
 * @param step rows of a step
 * @param scale what a row is on the axis: seconds, or 1
 * @param low least value of each step; NaN where there is none
 * @param high largest value of each step
 */
@SuppressWarnings("ArrayRecordComponent") // drawn, never compared
public record Envelope(String name, long first, double step, double scale, double[] low, double[] high) {
    private static final long PIECE = 1 << 18;
    private static final int MOST_SERIES = 6;
    private static final List<String> RATES = List.of("sample_rate_hz", "sample_rate", "sampling_rate", "rate_hz");

    /** Reads rows of a dataset with one dimension, or with two, whose columns are series then. */
    public static List<Envelope> of(Dataset dataset, long from, long to, int steps) {
        return of(dataset, from, to, steps, rows -> {});
    }

    /**
     * The same.
     *
     * @param read told how many rows have been read
     */
    static List<Envelope> of(Dataset dataset, long from, long to, int steps, LongConsumer read) {
        long[] shape = dataset.shape();
        if (shape.length == 0 || shape.length > 2) {
            throw CommandFailure.usage(dataset.path() + ": one or two dimensions are drawn, found " + shape.length
                    + "; images and more are for tutti serve");
        }
        int columns = shape.length == 1 ? 1 : (int) Math.min(MOST_SERIES, shape[1]);
        double step = Math.max(1, (double) (to - from) / steps);
        int count = (int) Math.min(steps, to - from);
        double[][] low = new double[columns][Math.max(0, count)];
        double[][] high = new double[columns][Math.max(0, count)];
        for (int c = 0; c < columns; c++) {
            Arrays.fill(low[c], Double.NaN);
            Arrays.fill(high[c], Double.NaN);
        }
        long piece = Math.max(1, PIECE / columns);
        for (long at = from; at < to; at += piece) {
            long end = Math.min(to, at + piece);
            double[] values = shape.length == 1
                    ? dataset.f64(Slice.rows(at, end))
                    : dataset.f64(Slice.of(at + ":" + end + ",:" + columns));
            for (int i = 0; i < values.length; i++) {
                int place = Math.min(count - 1, (int) ((at + i / columns - from) / step));
                int c = i % columns;
                low[c][place] = Double.isNaN(low[c][place]) ? values[i] : Math.min(low[c][place], values[i]);
                high[c][place] = Double.isNaN(high[c][place]) ? values[i] : Math.max(high[c][place], values[i]);
            }
            read.accept(end - from);
        }
        List<Envelope> series = new ArrayList<>();
        for (int c = 0; c < columns; c++) {
            String name = shape.length == 1 ? dataset.path() : dataset.path() + "[:, " + c + "]";
            series.add(new Envelope(name, from, step, scale(dataset), low[c], high[c]));
        }
        return series;
    }

    /** Samples in a second, as written beside the data; 0 if nothing is. */
    public static double rate(Dataset dataset) {
        for (String name : RATES) {
            if (dataset.attrs().contains(name) && dataset.attrs().get(name) instanceof Number rate) {
                return Math.max(0, rate.doubleValue());
            }
        }
        return 0;
    }

    private static double scale(Dataset dataset) {
        double rate = rate(dataset);
        return rate > 0 ? 1 / rate : 1;
    }

    /** Where a step begins on the axis. */
    public double x(int index) {
        return (first + index * step) * scale;
    }

    double least() {
        return Arrays.stream(low).filter(Double::isFinite).min().orElse(Double.NaN);
    }

    double most() {
        return Arrays.stream(high).filter(Double::isFinite).max().orElse(Double.NaN);
    }
}
