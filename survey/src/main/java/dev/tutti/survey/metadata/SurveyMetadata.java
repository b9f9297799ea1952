package dev.tutti.survey.metadata;

import java.util.Map;

/**
 * What is known of a survey.
 *
 * @param id name of the survey in the file
 * @param name its full name
 * @param project project that it belongs to
 * @param summary what it was for, and how
 * @param geographicName where it was
 * @param acquiredBy who recorded it
 * @param projectLead who was responsible
 * @param releaseLicense licence that the data come under
 * @param datum geodetic datum of all places
 * @param northElevation height of the northwest corner, in meters
 * @param northLatitude latitude of the northwest corner, in decimal degrees
 * @param westLongitude longitude of the northwest corner, in decimal degrees
 * @param southElevation height of the southeast corner, in meters
 * @param southLatitude latitude of the southeast corner, in decimal degrees
 * @param eastLongitude longitude of the southeast corner, in decimal degrees
 * @param timePeriod its first and last day
 * @param others attributes that the standard does not know, as they were read; written back
 */
public record SurveyMetadata(
        @Standard(value = "id", text = "Name of the survey in the file", required = true) String id,
        @Standard(value = "name", text = "Its full name") String name,
        @Standard(value = "project", text = "Project that it belongs to") String project,
        @Standard(value = "summary", text = "What it was for, and how") String summary,
        @Standard(value = "geographic_name", text = "Where it was") String geographicName,
        @Standard(value = "acquired_by.author", text = "Who recorded it", required = true) String acquiredBy,
        @Standard(value = "project_lead.author", text = "Who was responsible") String projectLead,
        @Standard(value = "release_license", text = "Licence that the data come under", required = true)
                String releaseLicense,
        @Standard(value = "datum", text = "Geodetic datum of all places", required = true) String datum,
        @Standard(value = "northwest_corner.elevation", text = "Height of the northwest corner", units = "meters")
                double northElevation,
        @Standard(
                        value = "northwest_corner.latitude",
                        text = "Latitude of the northwest corner",
                        units = "decimal degrees",
                        required = true)
                double northLatitude,
        @Standard(
                        value = "northwest_corner.longitude",
                        text = "Longitude of the northwest corner",
                        units = "decimal degrees",
                        required = true)
                double westLongitude,
        @Standard(value = "southeast_corner.elevation", text = "Height of the southeast corner", units = "meters")
                double southElevation,
        @Standard(
                        value = "southeast_corner.latitude",
                        text = "Latitude of the southeast corner",
                        units = "decimal degrees",
                        required = true)
                double southLatitude,
        @Standard(
                        value = "southeast_corner.longitude",
                        text = "Longitude of the southeast corner",
                        units = "decimal degrees",
                        required = true)
                double eastLongitude,
        @Standard("time_period") DatePeriod timePeriod,
        Map<String, Object> others) {
    /** The standard's defaults. */
    public static final SurveyMetadata DEFAULTS = new SurveyMetadata(
            "default_survey",
            "",
            "",
            "",
            "",
            "",
            "",
            "CC-BY-4.0",
            "WGS 84",
            0,
            0,
            0,
            0,
            0,
            0,
            DatePeriod.UNKNOWN,
            Map.of());

    /** Takes copies of what can change. */
    public SurveyMetadata {
        others = Map.copyOf(others);
    }

    /** The defaults under a name. */
    public static SurveyMetadata of(String id) {
        return DEFAULTS.withId(id);
    }

    /** The same with another value of {@link #id}. */
    public SurveyMetadata withId(String value) {
        return Changed.of(this, "id", value);
    }

    /** The same with another value of {@link #name}. */
    public SurveyMetadata withName(String value) {
        return Changed.of(this, "name", value);
    }

    /** The same with another value of {@link #project}. */
    public SurveyMetadata withProject(String value) {
        return Changed.of(this, "project", value);
    }

    /** The same with another value of {@link #summary}. */
    public SurveyMetadata withSummary(String value) {
        return Changed.of(this, "summary", value);
    }

    /** The same with another value of {@link #geographicName}. */
    public SurveyMetadata withGeographicName(String value) {
        return Changed.of(this, "geographicName", value);
    }

    /** The same with another value of {@link #acquiredBy}. */
    public SurveyMetadata withAcquiredBy(String value) {
        return Changed.of(this, "acquiredBy", value);
    }

    /** The same with another value of {@link #projectLead}. */
    public SurveyMetadata withProjectLead(String value) {
        return Changed.of(this, "projectLead", value);
    }

    /** The same with another value of {@link #releaseLicense}. */
    public SurveyMetadata withReleaseLicense(String value) {
        return Changed.of(this, "releaseLicense", value);
    }

    /** The same with another value of {@link #datum}. */
    public SurveyMetadata withDatum(String value) {
        return Changed.of(this, "datum", value);
    }

    /** The same with another value of {@link #northElevation}. */
    public SurveyMetadata withNorthElevation(double value) {
        return Changed.of(this, "northElevation", value);
    }

    /** The same with another value of {@link #northLatitude}. */
    public SurveyMetadata withNorthLatitude(double value) {
        return Changed.of(this, "northLatitude", value);
    }

    /** The same with another value of {@link #westLongitude}. */
    public SurveyMetadata withWestLongitude(double value) {
        return Changed.of(this, "westLongitude", value);
    }

    /** The same with another value of {@link #southElevation}. */
    public SurveyMetadata withSouthElevation(double value) {
        return Changed.of(this, "southElevation", value);
    }

    /** The same with another value of {@link #southLatitude}. */
    public SurveyMetadata withSouthLatitude(double value) {
        return Changed.of(this, "southLatitude", value);
    }

    /** The same with another value of {@link #eastLongitude}. */
    public SurveyMetadata withEastLongitude(double value) {
        return Changed.of(this, "eastLongitude", value);
    }

    /** The same with another value of {@link #timePeriod}. */
    public SurveyMetadata withTimePeriod(DatePeriod value) {
        return Changed.of(this, "timePeriod", value);
    }

    /** The same with other attributes that the standard does not know. */
    public SurveyMetadata withOthers(Map<String, Object> value) {
        return Changed.of(this, "others", value);
    }
}
