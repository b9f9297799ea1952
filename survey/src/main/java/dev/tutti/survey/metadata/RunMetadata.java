package dev.tutti.survey.metadata;

import java.util.List;
import java.util.Map;

/**
 * What is known of a run: a time during which channels were recorded together at one rate.
 *
 * @param id name of the run in the file
 * @param sampleRate samples a second of all channels, in samples per second
 * @param dataType kind of data
 * @param acquiredBy who recorded it
 * @param metadataBy who wrote this down
 * @param dataLogger the instrument
 * @param provenance where the data come from
 * @param channelsRecordedElectric names of its electric channels
 * @param channelsRecordedMagnetic names of its magnetic channels
 * @param channelsRecordedAuxiliary names of its other channels
 * @param timePeriod from the first to the last sample
 * @param others attributes that the standard does not know, as they were read; written back
 */
public record RunMetadata(
        @Standard(value = "id", text = "Name of the run in the file", required = true) String id,
        @Standard(
                        value = "sample_rate",
                        text = "Samples a second of all channels",
                        units = "samples per second",
                        required = true)
                double sampleRate,
        @Standard(
                        value = "data_type",
                        text = "Kind of data",
                        options = "RMT, AMT, BBMT, LPMT, ULPMT, MT",
                        required = true)
                String dataType,
        @Standard(value = "acquired_by.author", text = "Who recorded it") String acquiredBy,
        @Standard(value = "metadata_by.author", text = "Who wrote this down") String metadataBy,
        @Standard("data_logger") DataLogger dataLogger,
        @Standard("provenance") Provenance provenance,
        @Standard(value = "channels_recorded_electric", text = "Names of its electric channels")
                List<String> channelsRecordedElectric,
        @Standard(value = "channels_recorded_magnetic", text = "Names of its magnetic channels")
                List<String> channelsRecordedMagnetic,
        @Standard(value = "channels_recorded_auxiliary", text = "Names of its other channels")
                List<String> channelsRecordedAuxiliary,
        @Standard("time_period") TimePeriod timePeriod,
        Map<String, Object> others) {
    /** The standard's defaults. */
    public static final RunMetadata DEFAULTS = new RunMetadata(
            "",
            0,
            "BBMT",
            "",
            "",
            DataLogger.UNKNOWN,
            Provenance.UNKNOWN,
            List.of(),
            List.of(),
            List.of(),
            TimePeriod.UNKNOWN,
            Map.of());

    /** Takes copies of what can change. */
    public RunMetadata {
        channelsRecordedElectric = List.copyOf(channelsRecordedElectric);
        channelsRecordedMagnetic = List.copyOf(channelsRecordedMagnetic);
        channelsRecordedAuxiliary = List.copyOf(channelsRecordedAuxiliary);
        others = Map.copyOf(others);
    }

    /** The defaults under a name. */
    public static RunMetadata of(String id) {
        return DEFAULTS.withId(id);
    }

    /** The same with another value of {@link #id}. */
    public RunMetadata withId(String value) {
        return Changed.of(this, "id", value);
    }

    /** The same with another value of {@link #sampleRate}. */
    public RunMetadata withSampleRate(double value) {
        return Changed.of(this, "sampleRate", value);
    }

    /** The same with another value of {@link #dataType}. */
    public RunMetadata withDataType(String value) {
        return Changed.of(this, "dataType", value);
    }

    /** The same with another value of {@link #acquiredBy}. */
    public RunMetadata withAcquiredBy(String value) {
        return Changed.of(this, "acquiredBy", value);
    }

    /** The same with another value of {@link #metadataBy}. */
    public RunMetadata withMetadataBy(String value) {
        return Changed.of(this, "metadataBy", value);
    }

    /** The same with another value of {@link #dataLogger}. */
    public RunMetadata withDataLogger(DataLogger value) {
        return Changed.of(this, "dataLogger", value);
    }

    /** The same with another value of {@link #provenance}. */
    public RunMetadata withProvenance(Provenance value) {
        return Changed.of(this, "provenance", value);
    }

    /** The same with another value of {@link #channelsRecordedElectric}. */
    public RunMetadata withChannelsRecordedElectric(List<String> value) {
        return Changed.of(this, "channelsRecordedElectric", value);
    }

    /** The same with another value of {@link #channelsRecordedMagnetic}. */
    public RunMetadata withChannelsRecordedMagnetic(List<String> value) {
        return Changed.of(this, "channelsRecordedMagnetic", value);
    }

    /** The same with another value of {@link #channelsRecordedAuxiliary}. */
    public RunMetadata withChannelsRecordedAuxiliary(List<String> value) {
        return Changed.of(this, "channelsRecordedAuxiliary", value);
    }

    /** The same with another value of {@link #timePeriod}. */
    public RunMetadata withTimePeriod(TimePeriod value) {
        return Changed.of(this, "timePeriod", value);
    }

    /** The same with other attributes that the standard does not know. */
    public RunMetadata withOthers(Map<String, Object> value) {
        return Changed.of(this, "others", value);
    }
}
