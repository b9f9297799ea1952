package dev.tutti.survey.metadata;

/**
 * How the sensors of a station were oriented.
 *
 * @param method how it was found
 * @param referenceFrame what angles refer to
 * @param value whether the sensors stand at right angles
 */
public record Orientation(
        @Standard(value = "method", text = "How it was found", options = "compass, GPS, theodolite, electric_compass")
                String method,
        @Standard(
                        value = "reference_frame",
                        text = "What angles refer to, clockwise from north",
                        options = "geographic, geomagnetic",
                        required = true)
                String referenceFrame,
        @Standard(value = "value", text = "Layout of the sensors", options = "orthogonal") String value) {
    /** The standard's default. */
    public static final Orientation UNKNOWN = new Orientation("compass", "geographic", "orthogonal");
}
