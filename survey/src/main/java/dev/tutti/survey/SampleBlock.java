package dev.tutti.survey;

import dev.tutti.errors.H5TypeException;
import java.lang.reflect.Array;
import java.time.Instant;
import java.util.Map;

/**
 * Samples of all channels of a recording that were taken together.
 *
 * @param start time of the first sample
 * @param samples a flat array for each channel, by name; all of one length
 */
public record SampleBlock(Instant start, Map<String, Object> samples) {
    /** Checks that there are channels, and that they have as many samples as each other. */
    public SampleBlock {
        samples = Map.copyOf(samples);
        int length = -1;
        for (Map.Entry<String, Object> entry : samples.entrySet()) {
            Run.typeOf(entry.getValue());
            int given = Array.getLength(entry.getValue());
            if (length >= 0 && given != length) {
                throw new H5TypeException("channel " + entry.getKey() + ": " + length
                        + " samples are expected, as many as for the other channels, found " + given);
            }
            length = given;
        }
        if (length < 0) {
            throw new H5TypeException("a block of samples has one channel or more");
        }
    }

    /** Samples of each channel. */
    public int size() {
        return Array.getLength(samples.values().iterator().next());
    }
}
