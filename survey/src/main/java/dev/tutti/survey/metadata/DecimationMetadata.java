package dev.tutti.survey.metadata;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What is known of one decimation level of Fourier coefficients.
 *
 * @param id name of the level
 * @param channels the channels in words
 * @param channelsEstimated names of the channels
 * @param harmonicIndices indices of the harmonics that were kept
 * @param transformMethod kind of transform
 * @param minWindows fewest windows that make an estimate
 * @param windowDetrend detrending of each window
 * @param detrend detrending before the transform
 * @param prewhitening kind of prewhitening
 * @param recoloring whether prewhitening was undone
 * @param windowArguments arguments of the window, JSON
 * @param clockZero what windows are counted from
 * @param windowNormalized whether the window was normalized
 * @param windowSamples samples in a window
 * @param windowOverlap samples that neighbouring windows share
 * @param windowType kind of window
 * @param timePeriod from the first to the last sample
 * @param antiAliasFilter filter before decimation
 * @param factor factor to the level above
 * @param level number of the level
 * @param decimationMethod how samples were decimated
 * @param sampleRate rate after decimation, in samples per second
 * @param others attributes that the standard does not know, as they were read; written back
 */
public record DecimationMetadata(
        @Standard(value = "id", text = "Name of the level", required = true) String id,
        @Standard(value = "channels", text = "The channels in words") String channels,
        @Standard(value = "channels_estimated", text = "Names of the channels") List<String> channelsEstimated,
        @Standard(
                        value = "short_time_fourier_transform.harmonic_indices",
                        text = "Indices of the harmonics that were kept")
                String harmonicIndices,
        @Standard(value = "short_time_fourier_transform.method", text = "Kind of transform") String transformMethod,
        @Standard(
                        value = "short_time_fourier_transform.min_num_stft_windows",
                        text = "Fewest windows that make an estimate")
                long minWindows,
        @Standard(value = "short_time_fourier_transform.per_window_detrend_type", text = "Detrending of each window")
                String windowDetrend,
        @Standard(value = "short_time_fourier_transform.pre_fft_detrend_type", text = "Detrending before the transform")
                String detrend,
        @Standard(value = "short_time_fourier_transform.prewhitening_type", text = "Kind of prewhitening")
                String prewhitening,
        @Standard(value = "short_time_fourier_transform.recoloring", text = "Whether prewhitening was undone")
                boolean recoloring,
        @Standard(value = "short_time_fourier_transform.window.additional_args", text = "Arguments of the window, JSON")
                String windowArguments,
        @Standard(value = "short_time_fourier_transform.window.clock_zero_type", text = "What windows are counted from")
                String clockZero,
        @Standard(value = "short_time_fourier_transform.window.normalized", text = "Whether the window was normalized")
                boolean windowNormalized,
        @Standard(value = "short_time_fourier_transform.window.num_samples", text = "Samples in a window")
                long windowSamples,
        @Standard(
                        value = "short_time_fourier_transform.window.overlap",
                        text = "Samples that neighbouring windows share")
                long windowOverlap,
        @Standard(value = "short_time_fourier_transform.window.type", text = "Kind of window") String windowType,
        @Standard("time_period") TimePeriod timePeriod,
        @Standard(value = "time_series_decimation.anti_alias_filter", text = "Filter before decimation")
                String antiAliasFilter,
        @Standard(value = "time_series_decimation.factor", text = "Factor to the level above") double factor,
        @Standard(value = "time_series_decimation.level", text = "Number of the level") OptionalLong level,
        @Standard(value = "time_series_decimation.method", text = "How samples were decimated") String decimationMethod,
        @Standard(
                        value = "time_series_decimation.sample_rate",
                        text = "Rate after decimation",
                        units = "samples per second")
                double sampleRate,
        Map<String, Object> others) {
    /** The standard's defaults. */
    public static final DecimationMetadata DEFAULTS = new DecimationMetadata(
            "",
            "none",
            List.of(),
            "none",
            "fft",
            0,
            "",
            "linear",
            "first difference",
            true,
            "{}",
            "ignore",
            true,
            256,
            32,
            "boxcar",
            TimePeriod.UNKNOWN,
            "default",
            1,
            OptionalLong.empty(),
            "default",
            1,
            Map.of());

    /** Takes copies of what can change. */
    public DecimationMetadata {
        channelsEstimated = List.copyOf(channelsEstimated);
        others = Map.copyOf(others);
    }

    /** The defaults under a name. */
    public static DecimationMetadata of(String id) {
        return DEFAULTS.withId(id);
    }

    /** The same with another value of {@link #id}. */
    public DecimationMetadata withId(String value) {
        return Changed.of(this, "id", value);
    }

    /** The same with another value of {@link #channels}. */
    public DecimationMetadata withChannels(String value) {
        return Changed.of(this, "channels", value);
    }

    /** The same with another value of {@link #channelsEstimated}. */
    public DecimationMetadata withChannelsEstimated(List<String> value) {
        return Changed.of(this, "channelsEstimated", value);
    }

    /** The same with another value of {@link #harmonicIndices}. */
    public DecimationMetadata withHarmonicIndices(String value) {
        return Changed.of(this, "harmonicIndices", value);
    }

    /** The same with another value of {@link #transformMethod}. */
    public DecimationMetadata withTransformMethod(String value) {
        return Changed.of(this, "transformMethod", value);
    }

    /** The same with another value of {@link #minWindows}. */
    public DecimationMetadata withMinWindows(long value) {
        return Changed.of(this, "minWindows", value);
    }

    /** The same with another value of {@link #windowDetrend}. */
    public DecimationMetadata withWindowDetrend(String value) {
        return Changed.of(this, "windowDetrend", value);
    }

    /** The same with another value of {@link #detrend}. */
    public DecimationMetadata withDetrend(String value) {
        return Changed.of(this, "detrend", value);
    }

    /** The same with another value of {@link #prewhitening}. */
    public DecimationMetadata withPrewhitening(String value) {
        return Changed.of(this, "prewhitening", value);
    }

    /** The same with another value of {@link #recoloring}. */
    public DecimationMetadata withRecoloring(boolean value) {
        return Changed.of(this, "recoloring", value);
    }

    /** The same with another value of {@link #windowArguments}. */
    public DecimationMetadata withWindowArguments(String value) {
        return Changed.of(this, "windowArguments", value);
    }

    /** The same with another value of {@link #clockZero}. */
    public DecimationMetadata withClockZero(String value) {
        return Changed.of(this, "clockZero", value);
    }

    /** The same with another value of {@link #windowNormalized}. */
    public DecimationMetadata withWindowNormalized(boolean value) {
        return Changed.of(this, "windowNormalized", value);
    }

    /** The same with another value of {@link #windowSamples}. */
    public DecimationMetadata withWindowSamples(long value) {
        return Changed.of(this, "windowSamples", value);
    }

    /** The same with another value of {@link #windowOverlap}. */
    public DecimationMetadata withWindowOverlap(long value) {
        return Changed.of(this, "windowOverlap", value);
    }

    /** The same with another value of {@link #windowType}. */
    public DecimationMetadata withWindowType(String value) {
        return Changed.of(this, "windowType", value);
    }

    /** The same with another value of {@link #timePeriod}. */
    public DecimationMetadata withTimePeriod(TimePeriod value) {
        return Changed.of(this, "timePeriod", value);
    }

    /** The same with another value of {@link #antiAliasFilter}. */
    public DecimationMetadata withAntiAliasFilter(String value) {
        return Changed.of(this, "antiAliasFilter", value);
    }

    /** The same with another value of {@link #factor}. */
    public DecimationMetadata withFactor(double value) {
        return Changed.of(this, "factor", value);
    }

    /** The same with another value of {@link #level}. */
    public DecimationMetadata withLevel(OptionalLong value) {
        return Changed.of(this, "level", value);
    }

    /** The same with another value of {@link #decimationMethod}. */
    public DecimationMetadata withDecimationMethod(String value) {
        return Changed.of(this, "decimationMethod", value);
    }

    /** The same with another value of {@link #sampleRate}. */
    public DecimationMetadata withSampleRate(double value) {
        return Changed.of(this, "sampleRate", value);
    }

    /** The same with other attributes that the standard does not know. */
    public DecimationMetadata withOthers(Map<String, Object> value) {
        return Changed.of(this, "others", value);
    }
}
