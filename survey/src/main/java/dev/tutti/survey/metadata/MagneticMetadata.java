package dev.tutti.survey.metadata;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What is known of a magnetic channel.
 *
 * @param component name of the channel: what it measures, and along which axis
 * @param channelNumber number of the channel at the instrument
 * @param type kind of channel
 * @param units what the samples are measured in
 * @param sampleRate samples a second, in samples per second
 * @param timePeriod from the first to the last sample
 * @param measurementAzimuth direction of the sensor, clockwise from north, in decimal degrees
 * @param measurementTilt tilt of the sensor, downwards, in decimal degrees
 * @param filters filters that the samples have passed
 * @param rating quality from 1 (bad) to 5 (good); 0 is not rated
 * @param fieldMax the strongest field
 * @param fieldMin the weakest field
 * @param location where the sensor is
 * @param others attributes that the standard does not know, as they were read; written back
 */
public record MagneticMetadata(
        @Standard(
                        value = "component",
                        text = "Name of the channel: what it measures, and along which axis",
                        required = true)
                String component,
        @Standard(value = "channel_number", text = "Number of the channel at the instrument") long channelNumber,
        @Standard(value = "type", text = "Kind of channel", required = true) String type,
        @Standard(value = "units", text = "What the samples are measured in", required = true) String units,
        @Standard(value = "sample_rate", text = "Samples a second", units = "samples per second", required = true)
                double sampleRate,
        @Standard("time_period") TimePeriod timePeriod,
        @Standard(
                        value = "measurement_azimuth",
                        text = "Direction of the sensor, clockwise from north",
                        units = "decimal degrees",
                        required = true)
                double measurementAzimuth,
        @Standard(
                        value = "measurement_tilt",
                        text = "Tilt of the sensor, downwards",
                        units = "decimal degrees",
                        required = true)
                double measurementTilt,
        @Standard(value = "filters", text = "Filters that the samples have passed") List<AppliedFilter> filters,
        @Standard(value = "data_quality.rating.value", text = "Quality from 1 (bad) to 5 (good); 0 is not rated")
                OptionalLong rating,
        @Standard("h_field_max") Range fieldMax,
        @Standard("h_field_min") Range fieldMin,
        @Standard("location") SensorLocation location,
        Map<String, Object> others)
        implements ChannelMetadata {
    /** The standard's defaults. */
    public static final MagneticMetadata DEFAULTS = new MagneticMetadata(
            "hx",
            0,
            "magnetic",
            "",
            0,
            TimePeriod.UNKNOWN,
            0,
            0,
            List.of(),
            OptionalLong.empty(),
            Range.ZERO,
            Range.ZERO,
            SensorLocation.UNKNOWN,
            Map.of());

    /** Takes copies of what can change. */
    public MagneticMetadata {
        filters = List.copyOf(filters);
        others = Map.copyOf(others);
    }

    /** The defaults under a name. */
    public static MagneticMetadata of(String component) {
        return DEFAULTS.withComponent(component);
    }

    /** The same with another value of {@link #component}. */
    @Override
    public MagneticMetadata withComponent(String value) {
        return Changed.of(this, "component", value);
    }

    /** The same with another value of {@link #channelNumber}. */
    @Override
    public MagneticMetadata withChannelNumber(long value) {
        return Changed.of(this, "channelNumber", value);
    }

    /** The same with another value of {@link #type}. */
    @Override
    public MagneticMetadata withType(String value) {
        return Changed.of(this, "type", value);
    }

    /** The same with another value of {@link #units}. */
    @Override
    public MagneticMetadata withUnits(String value) {
        return Changed.of(this, "units", value);
    }

    /** The same with another value of {@link #sampleRate}. */
    @Override
    public MagneticMetadata withSampleRate(double value) {
        return Changed.of(this, "sampleRate", value);
    }

    /** The same with another value of {@link #timePeriod}. */
    @Override
    public MagneticMetadata withTimePeriod(TimePeriod value) {
        return Changed.of(this, "timePeriod", value);
    }

    /** The same with another value of {@link #measurementAzimuth}. */
    @Override
    public MagneticMetadata withMeasurementAzimuth(double value) {
        return Changed.of(this, "measurementAzimuth", value);
    }

    /** The same with another value of {@link #measurementTilt}. */
    @Override
    public MagneticMetadata withMeasurementTilt(double value) {
        return Changed.of(this, "measurementTilt", value);
    }

    /** The same with another value of {@link #filters}. */
    @Override
    public MagneticMetadata withFilters(List<AppliedFilter> value) {
        return Changed.of(this, "filters", value);
    }

    /** The same with another value of {@link #rating}. */
    @Override
    public MagneticMetadata withRating(OptionalLong value) {
        return Changed.of(this, "rating", value);
    }

    /** The same with another value of {@link #fieldMax}. */
    public MagneticMetadata withFieldMax(Range value) {
        return Changed.of(this, "fieldMax", value);
    }

    /** The same with another value of {@link #fieldMin}. */
    public MagneticMetadata withFieldMin(Range value) {
        return Changed.of(this, "fieldMin", value);
    }

    /** The same with another value of {@link #location}. */
    public MagneticMetadata withLocation(SensorLocation value) {
        return Changed.of(this, "location", value);
    }

    /** The same with other attributes that the standard does not know. */
    @Override
    public MagneticMetadata withOthers(Map<String, Object> value) {
        return Changed.of(this, "others", value);
    }
}
