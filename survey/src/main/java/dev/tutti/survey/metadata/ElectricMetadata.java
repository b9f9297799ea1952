package dev.tutti.survey.metadata;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What is known of an electric channel.
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
 * @param dipoleLength distance between the electrodes, in meters
 * @param ac alternating voltage of the dipole
 * @param dc direct voltage of the dipole
 * @param contactResistance resistance between the electrodes
 * @param negative the negative electrode
 * @param positive the positive electrode
 * @param others attributes that the standard does not know, as they were read; written back
 */
public record ElectricMetadata(
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
        @Standard(value = "dipole_length", text = "Distance between the electrodes", units = "meters", required = true)
                double dipoleLength,
        @Standard("ac") Range ac,
        @Standard("dc") Range dc,
        @Standard("contact_resistance") Range contactResistance,
        @Standard("negative") Electrode negative,
        @Standard("positive") Electrode positive,
        Map<String, Object> others)
        implements ChannelMetadata {
    /** The standard's defaults. */
    public static final ElectricMetadata DEFAULTS = new ElectricMetadata(
            "ex",
            0,
            "electric",
            "",
            0,
            TimePeriod.UNKNOWN,
            0,
            0,
            List.of(),
            OptionalLong.empty(),
            0,
            Range.ZERO,
            Range.ZERO,
            Range.ZERO,
            Electrode.UNKNOWN,
            Electrode.UNKNOWN,
            Map.of());

    /** Takes copies of what can change. */
    public ElectricMetadata {
        filters = List.copyOf(filters);
        others = Map.copyOf(others);
    }

    /** The defaults under a name. */
    public static ElectricMetadata of(String component) {
        return DEFAULTS.withComponent(component);
    }

    /** The same with another value of {@link #component}. */
    @Override
    public ElectricMetadata withComponent(String value) {
        return Changed.of(this, "component", value);
    }

    /** The same with another value of {@link #channelNumber}. */
    @Override
    public ElectricMetadata withChannelNumber(long value) {
        return Changed.of(this, "channelNumber", value);
    }

    /** The same with another value of {@link #type}. */
    @Override
    public ElectricMetadata withType(String value) {
        return Changed.of(this, "type", value);
    }

    /** The same with another value of {@link #units}. */
    @Override
    public ElectricMetadata withUnits(String value) {
        return Changed.of(this, "units", value);
    }

    /** The same with another value of {@link #sampleRate}. */
    @Override
    public ElectricMetadata withSampleRate(double value) {
        return Changed.of(this, "sampleRate", value);
    }

    /** The same with another value of {@link #timePeriod}. */
    @Override
    public ElectricMetadata withTimePeriod(TimePeriod value) {
        return Changed.of(this, "timePeriod", value);
    }

    /** The same with another value of {@link #measurementAzimuth}. */
    @Override
    public ElectricMetadata withMeasurementAzimuth(double value) {
        return Changed.of(this, "measurementAzimuth", value);
    }

    /** The same with another value of {@link #measurementTilt}. */
    @Override
    public ElectricMetadata withMeasurementTilt(double value) {
        return Changed.of(this, "measurementTilt", value);
    }

    /** The same with another value of {@link #filters}. */
    @Override
    public ElectricMetadata withFilters(List<AppliedFilter> value) {
        return Changed.of(this, "filters", value);
    }

    /** The same with another value of {@link #rating}. */
    @Override
    public ElectricMetadata withRating(OptionalLong value) {
        return Changed.of(this, "rating", value);
    }

    /** The same with another value of {@link #dipoleLength}. */
    public ElectricMetadata withDipoleLength(double value) {
        return Changed.of(this, "dipoleLength", value);
    }

    /** The same with another value of {@link #ac}. */
    public ElectricMetadata withAc(Range value) {
        return Changed.of(this, "ac", value);
    }

    /** The same with another value of {@link #dc}. */
    public ElectricMetadata withDc(Range value) {
        return Changed.of(this, "dc", value);
    }

    /** The same with another value of {@link #contactResistance}. */
    public ElectricMetadata withContactResistance(Range value) {
        return Changed.of(this, "contactResistance", value);
    }

    /** The same with another value of {@link #negative}. */
    public ElectricMetadata withNegative(Electrode value) {
        return Changed.of(this, "negative", value);
    }

    /** The same with another value of {@link #positive}. */
    public ElectricMetadata withPositive(Electrode value) {
        return Changed.of(this, "positive", value);
    }

    /** The same with other attributes that the standard does not know. */
    @Override
    public ElectricMetadata withOthers(Map<String, Object> value) {
        return Changed.of(this, "others", value);
    }
}
