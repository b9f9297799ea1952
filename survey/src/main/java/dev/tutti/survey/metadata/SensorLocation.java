package dev.tutti.survey.metadata;

/**
 * Where a sensor is.
 *
 * @param datum geodetic datum
 * @param elevation metres above the datum
 * @param latitude degrees north
 * @param longitude degrees east
 * @param x metres north of the station's centre
 * @param y metres east
 * @param z metres down
 */
public record SensorLocation(
        @Standard(value = "datum", text = "Geodetic datum") String datum,
        @Standard(value = "elevation", text = "Height above the datum", units = "meters") double elevation,
        @Standard(value = "latitude", text = "Latitude", units = "decimal degrees") double latitude,
        @Standard(value = "longitude", text = "Longitude", units = "decimal degrees") double longitude,
        @Standard(value = "x", text = "Distance to the north", units = "meters") double x,
        @Standard(value = "y", text = "Distance to the east", units = "meters") double y,
        @Standard(value = "z", text = "Depth", units = "meters") double z) {
    /** The standard's default: WGS 84, all zero. */
    public static final SensorLocation UNKNOWN = new SensorLocation("WGS 84", 0, 0, 0, 0, 0, 0);
}
