package dev.tutti.survey.metadata;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What is known of a transfer function.
 *
 * @param id name of the transfer function in the file
 * @param units what it is measured in
 * @param signConvention sign of the time dependence
 * @param coordinateSystem what directions refer to
 * @param processedDate when it was computed
 * @param processedBy who computed it
 * @param software the program
 * @param processingType how it was computed
 * @param processingParameters parameters of the computation
 * @param runsProcessed names of the runs that went in
 * @param remoteReferences names of the stations that served as a reference
 * @param rating quality from 1 (bad) to 5 (good); 0 is not rated
 * @param others attributes that the standard does not know, as they were read; written back
 */
public record TransferFunctionMetadata(
        @Standard(value = "id", text = "Name of the transfer function in the file", required = true) String id,
        @Standard(value = "units", text = "What it is measured in", required = true) String units,
        @Standard(value = "sign_convention", text = "Sign of the time dependence", options = "+, -", required = true)
                String signConvention,
        @Standard(value = "coordinate_system", text = "What directions refer to", options = "geographic, geomagnetic")
                String coordinateSystem,
        @Standard(value = "processed_date", text = "When it was computed", units = "ISO 8601") Instant processedDate,
        @Standard(value = "processed_by.author", text = "Who computed it") String processedBy,
        @Standard("software") Software software,
        @Standard(value = "processing_type", text = "How it was computed") String processingType,
        @Standard(value = "processing_parameters", text = "Parameters of the computation")
                List<String> processingParameters,
        @Standard(value = "runs_processed", text = "Names of the runs that went in") List<String> runsProcessed,
        @Standard(value = "remote_references", text = "Names of the stations that served as a reference")
                List<String> remoteReferences,
        @Standard(value = "data_quality.rating.value", text = "Quality from 1 (bad) to 5 (good); 0 is not rated")
                OptionalLong rating,
        Map<String, Object> others) {
    /** The standard's defaults. */
    public static final TransferFunctionMetadata DEFAULTS = new TransferFunctionMetadata(
            "",
            "milliVolt per kilometer per nanoTesla",
            "+",
            "geographic",
            UtcTime.UNKNOWN,
            "",
            Software.UNKNOWN,
            "",
            List.of(),
            List.of(),
            List.of(),
            OptionalLong.empty(),
            Map.of());

    /** Takes copies of what can change. */
    public TransferFunctionMetadata {
        processingParameters = List.copyOf(processingParameters);
        runsProcessed = List.copyOf(runsProcessed);
        remoteReferences = List.copyOf(remoteReferences);
        others = Map.copyOf(others);
    }

    /** The defaults under a name. */
    public static TransferFunctionMetadata of(String id) {
        return DEFAULTS.withId(id);
    }

    /** The same with another value of {@link #id}. */
    public TransferFunctionMetadata withId(String value) {
        return Changed.of(this, "id", value);
    }

    /** The same with another value of {@link #units}. */
    public TransferFunctionMetadata withUnits(String value) {
        return Changed.of(this, "units", value);
    }

    /** The same with another value of {@link #signConvention}. */
    public TransferFunctionMetadata withSignConvention(String value) {
        return Changed.of(this, "signConvention", value);
    }

    /** The same with another value of {@link #coordinateSystem}. */
    public TransferFunctionMetadata withCoordinateSystem(String value) {
        return Changed.of(this, "coordinateSystem", value);
    }

    /** The same with another value of {@link #processedDate}. */
    public TransferFunctionMetadata withProcessedDate(Instant value) {
        return Changed.of(this, "processedDate", value);
    }

    /** The same with another value of {@link #processedBy}. */
    public TransferFunctionMetadata withProcessedBy(String value) {
        return Changed.of(this, "processedBy", value);
    }

    /** The same with another value of {@link #software}. */
    public TransferFunctionMetadata withSoftware(Software value) {
        return Changed.of(this, "software", value);
    }

    /** The same with another value of {@link #processingType}. */
    public TransferFunctionMetadata withProcessingType(String value) {
        return Changed.of(this, "processingType", value);
    }

    /** The same with another value of {@link #processingParameters}. */
    public TransferFunctionMetadata withProcessingParameters(List<String> value) {
        return Changed.of(this, "processingParameters", value);
    }

    /** The same with another value of {@link #runsProcessed}. */
    public TransferFunctionMetadata withRunsProcessed(List<String> value) {
        return Changed.of(this, "runsProcessed", value);
    }

    /** The same with another value of {@link #remoteReferences}. */
    public TransferFunctionMetadata withRemoteReferences(List<String> value) {
        return Changed.of(this, "remoteReferences", value);
    }

    /** The same with another value of {@link #rating}. */
    public TransferFunctionMetadata withRating(OptionalLong value) {
        return Changed.of(this, "rating", value);
    }

    /** The same with other attributes that the standard does not know. */
    public TransferFunctionMetadata withOthers(Map<String, Object> value) {
        return Changed.of(this, "others", value);
    }
}
