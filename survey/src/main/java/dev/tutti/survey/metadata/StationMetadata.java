package dev.tutti.survey.metadata;

import java.util.List;
import java.util.Map;

/**
 * What is known of a station.
 *
 * @param id name of the station in the file
 * @param geographicName where it is
 * @param acquiredBy who recorded it
 * @param dataType kinds of data
 * @param channelLayout how the dipoles were laid out
 * @param location where it is, in numbers
 * @param orientation how sensors were oriented
 * @param provenance where the data come from
 * @param runList names of its runs
 * @param channelsRecorded names of the channels of all runs
 * @param timePeriod from the first to the last sample of all runs
 * @param others attributes that the standard does not know, as they were read; written back
 */
public record StationMetadata(
        @Standard(value = "id", text = "Name of the station in the file", required = true) String id,
        @Standard(value = "geographic_name", text = "Where it is") String geographicName,
        @Standard(value = "acquired_by.author", text = "Who recorded it", required = true) String acquiredBy,
        @Standard(
                        value = "data_type",
                        text = "Kinds of data",
                        options = "RMT, AMT, BBMT, LPMT, ULPMT, MT",
                        required = true)
                String dataType,
        @Standard(value = "channel_layout", text = "How the dipoles were laid out", options = "X, L, +")
                String channelLayout,
        @Standard("location") StationLocation location,
        @Standard("orientation") Orientation orientation,
        @Standard("provenance") Provenance provenance,
        @Standard(value = "run_list", text = "Names of its runs") List<String> runList,
        @Standard(value = "channels_recorded", text = "Names of the channels of all runs")
                List<String> channelsRecorded,
        @Standard("time_period") TimePeriod timePeriod,
        Map<String, Object> others) {
    /** The standard's defaults. */
    public static final StationMetadata DEFAULTS = new StationMetadata(
            "",
            "",
            "",
            "BBMT",
            "X",
            StationLocation.UNKNOWN,
            Orientation.UNKNOWN,
            Provenance.UNKNOWN,
            List.of(),
            List.of(),
            TimePeriod.UNKNOWN,
            Map.of());

    /** Takes copies of what can change. */
    public StationMetadata {
        runList = List.copyOf(runList);
        channelsRecorded = List.copyOf(channelsRecorded);
        others = Map.copyOf(others);
    }

    /** The defaults under a name. */
    public static StationMetadata of(String id) {
        return DEFAULTS.withId(id);
    }

    /** The same with another value of {@link #id}. */
    public StationMetadata withId(String value) {
        return Changed.of(this, "id", value);
    }

    /** The same with another value of {@link #geographicName}. */
    public StationMetadata withGeographicName(String value) {
        return Changed.of(this, "geographicName", value);
    }

    /** The same with another value of {@link #acquiredBy}. */
    public StationMetadata withAcquiredBy(String value) {
        return Changed.of(this, "acquiredBy", value);
    }

    /** The same with another value of {@link #dataType}. */
    public StationMetadata withDataType(String value) {
        return Changed.of(this, "dataType", value);
    }

    /** The same with another value of {@link #channelLayout}. */
    public StationMetadata withChannelLayout(String value) {
        return Changed.of(this, "channelLayout", value);
    }

    /** The same with another value of {@link #location}. */
    public StationMetadata withLocation(StationLocation value) {
        return Changed.of(this, "location", value);
    }

    /** The same with another value of {@link #orientation}. */
    public StationMetadata withOrientation(Orientation value) {
        return Changed.of(this, "orientation", value);
    }

    /** The same with another value of {@link #provenance}. */
    public StationMetadata withProvenance(Provenance value) {
        return Changed.of(this, "provenance", value);
    }

    /** The same with another value of {@link #runList}. */
    public StationMetadata withRunList(List<String> value) {
        return Changed.of(this, "runList", value);
    }

    /** The same with another value of {@link #channelsRecorded}. */
    public StationMetadata withChannelsRecorded(List<String> value) {
        return Changed.of(this, "channelsRecorded", value);
    }

    /** The same with another value of {@link #timePeriod}. */
    public StationMetadata withTimePeriod(TimePeriod value) {
        return Changed.of(this, "timePeriod", value);
    }

    /** The same with other attributes that the standard does not know. */
    public StationMetadata withOthers(Map<String, Object> value) {
        return Changed.of(this, "others", value);
    }
}
