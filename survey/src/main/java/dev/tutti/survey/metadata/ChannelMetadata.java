package dev.tutti.survey.metadata;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What is known of a channel, of whichever kind. */
public sealed interface ChannelMetadata permits ElectricMetadata, MagneticMetadata, AuxiliaryMetadata {
    /** Name of the channel: what it measures, and along which axis. */
    String component();

    /** Number of the channel at the instrument. */
    long channelNumber();

    /** Kind of channel: electric, magnetic, auxiliary, or what a sensor of the last kind measures. */
    String type();

    /** What the samples are measured in. */
    String units();

    /** Samples a second. */
    double sampleRate();

    /** From the first to the last sample. */
    TimePeriod timePeriod();

    /** Direction of the sensor, degrees clockwise from north. */
    double measurementAzimuth();

    /** Tilt of the sensor, degrees downwards. */
    double measurementTilt();

    /** Filters that the samples have passed, in the order of their stages. */
    List<AppliedFilter> filters();

    /** Quality from 1 (bad) to 5 (good); 0 is not rated. */
    OptionalLong rating();

    /** Attributes that the standard does not know. */
    Map<String, Object> others();

    /** The same with another name. */
    ChannelMetadata withComponent(String value);

    /** The same with another number. */
    ChannelMetadata withChannelNumber(long value);

    /** The same with another type. */
    ChannelMetadata withType(String value);

    /** The same with other units. */
    ChannelMetadata withUnits(String value);

    /** The same with another rate. */
    ChannelMetadata withSampleRate(double value);

    /** The same with another period. */
    ChannelMetadata withTimePeriod(TimePeriod value);

    /** The same with another direction. */
    ChannelMetadata withMeasurementAzimuth(double value);

    /** The same with another tilt. */
    ChannelMetadata withMeasurementTilt(double value);

    /** The same with other filters. */
    ChannelMetadata withFilters(List<AppliedFilter> value);

    /** The same with another rating. */
    ChannelMetadata withRating(OptionalLong value);

    /** The same with other attributes that the standard does not know. */
    ChannelMetadata withOthers(Map<String, Object> value);

    /** Name of the kind as files have it in {@code mth5_type}. */
    default String kind() {
        return this instanceof ElectricMetadata
                ? "Electric"
                : this instanceof MagneticMetadata ? "Magnetic" : "Auxiliary";
    }

    /** The defaults of the kind that a component's name tells: e and h or b for fields, anything else is auxiliary. */
    static ChannelMetadata of(String component) {
        String name = component.isEmpty() ? " " : component.toLowerCase(java.util.Locale.ROOT);
        boolean axis = name.length() > 1 && "xyz0123456789".indexOf(name.charAt(1)) >= 0;
        return switch (axis ? name.charAt(0) : ' ') {
            case 'e' -> ElectricMetadata.of(component);
            case 'h', 'b' -> MagneticMetadata.of(component);
            default -> AuxiliaryMetadata.of(component);
        };
    }
}
