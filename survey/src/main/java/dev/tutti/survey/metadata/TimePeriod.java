package dev.tutti.survey.metadata;

import java.time.Instant;

/**
 * From the first to the last sample.
 *
 * @param start time of the first sample
 * @param end time of the last sample
 */
public record TimePeriod(
        @Standard(value = "start", text = "Time of the first sample, UTC", units = "ISO 8601", required = true)
                Instant start,
        @Standard(value = "end", text = "Time of the last sample, UTC", units = "ISO 8601", required = true)
                Instant end) {
    /** Nothing is known yet. */
    public static final TimePeriod UNKNOWN = new TimePeriod(UtcTime.UNKNOWN, UtcTime.UNKNOWN);

    /** Whether it says more than the standard's default. */
    public boolean isKnown() {
        return !equals(UNKNOWN);
    }
}
