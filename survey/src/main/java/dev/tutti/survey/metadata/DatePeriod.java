package dev.tutti.survey.metadata;

/**
 * The days of a survey.
 *
 * @param startDate the first day, as yyyy-mm-dd
 * @param endDate the last day, as yyyy-mm-dd
 */
public record DatePeriod(
        @Standard(value = "start_date", text = "First day", units = "ISO 8601", required = true) String startDate,
        @Standard(value = "end_date", text = "Last day", units = "ISO 8601", required = true) String endDate) {
    /** Nothing is known yet. */
    public static final DatePeriod UNKNOWN = new DatePeriod("1980-01-01", "1980-01-01");
}
