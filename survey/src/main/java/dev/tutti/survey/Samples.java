package dev.tutti.survey;

import dev.tutti.errors.H5TypeException;
import java.lang.reflect.Array;
import java.time.Instant;

/**
 * Samples of one channel that follow each other.
 *
 * @param channel path of the channel in the file
 * @param first number of the first sample in its channel
 * @param clock time of the channel's sample 0, and the rate
 * @param values a flat array in the channel's natural Java type: {@code double[]}, {@code int[]} and the like
 */
public record Samples(String channel, long first, SampleClock clock, Object values) {
    /** Number of samples. */
    public int size() {
        return Array.getLength(values);
    }

    /** Time of the first sample. */
    public Instant start() {
        return clock.timeOf(first);
    }

    /** Time of the last sample; that of the first if there are none. */
    public Instant end() {
        return size() == 0 ? start() : clock.timeOf(first + size() - 1);
    }

    /** Time of a sample, counted from the first of these. */
    public Instant timeOf(int index) {
        return clock.timeOf(first + index);
    }

    /** The values as doubles; a new array unless they are doubles. */
    public double[] f64() {
        if (values instanceof double[] doubles) {
            return doubles;
        }
        double[] converted = new double[size()];
        for (int i = 0; i < converted.length; i++) {
            if (!(Array.get(values, i) instanceof Number number)) {
                throw new H5TypeException(channel + ": samples are numbers, found "
                        + values.getClass().getSimpleName());
            }
            converted[i] = number.doubleValue();
        }
        return converted;
    }

    @Override
    public String toString() {
        return channel + "[" + first + ":" + (first + size()) + "]  " + start() + " to " + end();
    }
}
