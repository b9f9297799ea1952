package dev.tutti.survey.metadata;

import java.util.List;
import java.util.Map;

/**
 * What is known of one array of a transfer function.
 *
 * @param name name of the array
 * @param dataType kind of its numbers
 * @param description what it is
 * @param inputChannels names of the channels that drive
 * @param outputChannels names of the channels that answer
 * @param units what it is measured in
 * @param others attributes that the standard does not know, as they were read; written back
 */
public record EstimateMetadata(
        @Standard(value = "name", text = "Name of the array", required = true) String name,
        @Standard(value = "data_type", text = "Kind of its numbers", options = "real, complex") String dataType,
        @Standard(value = "description", text = "What it is") String description,
        @Standard(value = "input_channels", text = "Names of the channels that drive") List<String> inputChannels,
        @Standard(value = "output_channels", text = "Names of the channels that answer") List<String> outputChannels,
        @Standard(value = "units", text = "What it is measured in") String units,
        Map<String, Object> others) {
    /** The standard's defaults. */
    public static final EstimateMetadata DEFAULTS =
            new EstimateMetadata("", "complex", "", List.of(), List.of(), "", Map.of());

    /** Takes copies of what can change. */
    public EstimateMetadata {
        inputChannels = List.copyOf(inputChannels);
        outputChannels = List.copyOf(outputChannels);
        others = Map.copyOf(others);
    }

    /** The defaults under a name. */
    public static EstimateMetadata of(String name) {
        return DEFAULTS.withName(name);
    }

    /** The same with another value of {@link #name}. */
    public EstimateMetadata withName(String value) {
        return Changed.of(this, "name", value);
    }

    /** The same with another value of {@link #dataType}. */
    public EstimateMetadata withDataType(String value) {
        return Changed.of(this, "dataType", value);
    }

    /** The same with another value of {@link #description}. */
    public EstimateMetadata withDescription(String value) {
        return Changed.of(this, "description", value);
    }

    /** The same with another value of {@link #inputChannels}. */
    public EstimateMetadata withInputChannels(List<String> value) {
        return Changed.of(this, "inputChannels", value);
    }

    /** The same with another value of {@link #outputChannels}. */
    public EstimateMetadata withOutputChannels(List<String> value) {
        return Changed.of(this, "outputChannels", value);
    }

    /** The same with another value of {@link #units}. */
    public EstimateMetadata withUnits(String value) {
        return Changed.of(this, "units", value);
    }

    /** The same with other attributes that the standard does not know. */
    public EstimateMetadata withOthers(Map<String, Object> value) {
        return Changed.of(this, "others", value);
    }
}
