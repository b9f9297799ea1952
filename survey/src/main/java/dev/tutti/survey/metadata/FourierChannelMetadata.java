package dev.tutti.survey.metadata;

import java.util.Map;

/**
 * What is known of the Fourier coefficients of one channel.
 *
 * @param component name of the channel
 * @param frequencyMax highest frequency, in hertz
 * @param frequencyMin lowest frequency, in hertz
 * @param sampleRateLevel rate of the samples of the level, in samples per second
 * @param sampleRateWindowStep windows a second, in samples per second
 * @param units what they are measured in
 * @param timePeriod from the first to the last window
 * @param others attributes that the standard does not know, as they were read; written back
 */
public record FourierChannelMetadata(
        @Standard(value = "component", text = "Name of the channel", required = true) String component,
        @Standard(value = "frequency_max", text = "Highest frequency", units = "hertz") double frequencyMax,
        @Standard(value = "frequency_min", text = "Lowest frequency", units = "hertz") double frequencyMin,
        @Standard(
                        value = "sample_rate_decimation_level",
                        text = "Rate of the samples of the level",
                        units = "samples per second")
                double sampleRateLevel,
        @Standard(value = "sample_rate_window_step", text = "Windows a second", units = "samples per second")
                double sampleRateWindowStep,
        @Standard(value = "units", text = "What they are measured in") String units,
        @Standard("time_period") TimePeriod timePeriod,
        Map<String, Object> others) {
    /** The standard's defaults. */
    public static final FourierChannelMetadata DEFAULTS =
            new FourierChannelMetadata("", 0, 0, 1, 1, "digital counts", TimePeriod.UNKNOWN, Map.of());

    /** Takes copies of what can change. */
    public FourierChannelMetadata {
        others = Map.copyOf(others);
    }

    /** The defaults under a name. */
    public static FourierChannelMetadata of(String component) {
        return DEFAULTS.withComponent(component);
    }

    /** The same with another value of {@link #component}. */
    public FourierChannelMetadata withComponent(String value) {
        return Changed.of(this, "component", value);
    }

    /** The same with another value of {@link #frequencyMax}. */
    public FourierChannelMetadata withFrequencyMax(double value) {
        return Changed.of(this, "frequencyMax", value);
    }

    /** The same with another value of {@link #frequencyMin}. */
    public FourierChannelMetadata withFrequencyMin(double value) {
        return Changed.of(this, "frequencyMin", value);
    }

    /** The same with another value of {@link #sampleRateLevel}. */
    public FourierChannelMetadata withSampleRateLevel(double value) {
        return Changed.of(this, "sampleRateLevel", value);
    }

    /** The same with another value of {@link #sampleRateWindowStep}. */
    public FourierChannelMetadata withSampleRateWindowStep(double value) {
        return Changed.of(this, "sampleRateWindowStep", value);
    }

    /** The same with another value of {@link #units}. */
    public FourierChannelMetadata withUnits(String value) {
        return Changed.of(this, "units", value);
    }

    /** The same with another value of {@link #timePeriod}. */
    public FourierChannelMetadata withTimePeriod(TimePeriod value) {
        return Changed.of(this, "timePeriod", value);
    }

    /** The same with other attributes that the standard does not know. */
    public FourierChannelMetadata withOthers(Map<String, Object> value) {
        return Changed.of(this, "others", value);
    }
}
