package dev.tutti.survey.metadata;

import java.util.List;
import java.util.Map;

/**
 * What is known of the Fourier coefficients of a run.
 *
 * @param id name of the run
 * @param channelsEstimated names of the channels
 * @param decimationLevels names of the levels
 * @param levels the levels in words
 * @param method how they were computed
 * @param startingSampleRate rate of the samples, in samples per second
 * @param timePeriod from the first to the last sample
 * @param others attributes that the standard does not know, as they were read; written back
 */
public record FourierRunMetadata(
        @Standard(value = "id", text = "Name of the run", required = true) String id,
        @Standard(value = "channels_estimated", text = "Names of the channels") List<String> channelsEstimated,
        @Standard(value = "decimation_levels", text = "Names of the levels") List<String> decimationLevels,
        @Standard(value = "levels", text = "The levels in words") String levels,
        @Standard(value = "method", text = "How they were computed", options = "fft, wavelet") String method,
        @Standard(value = "starting_sample_rate", text = "Rate of the samples", units = "samples per second")
                double startingSampleRate,
        @Standard("time_period") TimePeriod timePeriod,
        Map<String, Object> others) {
    /** The standard's defaults. */
    public static final FourierRunMetadata DEFAULTS =
            new FourierRunMetadata("", List.of(), List.of(), "none", "fft", 1, TimePeriod.UNKNOWN, Map.of());

    /** Takes copies of what can change. */
    public FourierRunMetadata {
        channelsEstimated = List.copyOf(channelsEstimated);
        decimationLevels = List.copyOf(decimationLevels);
        others = Map.copyOf(others);
    }

    /** The defaults under a name. */
    public static FourierRunMetadata of(String id) {
        return DEFAULTS.withId(id);
    }

    /** The same with another value of {@link #id}. */
    public FourierRunMetadata withId(String value) {
        return Changed.of(this, "id", value);
    }

    /** The same with another value of {@link #channelsEstimated}. */
    public FourierRunMetadata withChannelsEstimated(List<String> value) {
        return Changed.of(this, "channelsEstimated", value);
    }

    /** The same with another value of {@link #decimationLevels}. */
    public FourierRunMetadata withDecimationLevels(List<String> value) {
        return Changed.of(this, "decimationLevels", value);
    }

    /** The same with another value of {@link #levels}. */
    public FourierRunMetadata withLevels(String value) {
        return Changed.of(this, "levels", value);
    }

    /** The same with another value of {@link #method}. */
    public FourierRunMetadata withMethod(String value) {
        return Changed.of(this, "method", value);
    }

    /** The same with another value of {@link #startingSampleRate}. */
    public FourierRunMetadata withStartingSampleRate(double value) {
        return Changed.of(this, "startingSampleRate", value);
    }

    /** The same with another value of {@link #timePeriod}. */
    public FourierRunMetadata withTimePeriod(TimePeriod value) {
        return Changed.of(this, "timePeriod", value);
    }

    /** The same with other attributes that the standard does not know. */
    public FourierRunMetadata withOthers(Map<String, Object> value) {
        return Changed.of(this, "others", value);
    }
}
