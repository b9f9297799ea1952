package dev.tutti.survey.metadata;

/**
 * A quantity at the beginning and at the end of a run.
 *
 * @param start at the beginning
 * @param end at the end
 */
public record Range(
        @Standard(value = "start", text = "At the beginning") double start,
        @Standard(value = "end", text = "At the end") double end) {
    /** Zero at both ends. */
    public static final Range ZERO = new Range(0, 0);
}
