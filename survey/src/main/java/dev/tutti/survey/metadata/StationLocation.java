package dev.tutti.survey.metadata;

/**
 * Where a station is.
 *
 * @param datum geodetic datum
 * @param declinationModel model of the magnetic declination
 * @param declination magnetic declination in degrees
 * @param elevation metres above the datum
 * @param elevationUncertainty in metres
 * @param latitude degrees north
 * @param latitudeUncertainty in degrees
 * @param longitude degrees east
 * @param longitudeUncertainty in degrees
 * @param x metres north of the station's centre
 * @param x2 metres north, of a second point
 * @param xUncertainty in metres
 * @param y metres east
 * @param y2 metres east, of a second point
 * @param yUncertainty in metres
 * @param z metres down
 * @param z2 metres down, of a second point
 * @param zUncertainty in metres
 */
public record StationLocation(
        @Standard(value = "datum", text = "Geodetic datum", required = true) String datum,
        @Standard(value = "declination.model", text = "Model of the declination", options = "IGRF, WMM")
                String declinationModel,
        @Standard(value = "declination.value", text = "Magnetic declination", units = "degrees") double declination,
        @Standard(value = "elevation", text = "Height above the datum", units = "meters", required = true)
                double elevation,
        @Standard(value = "elevation_uncertainty", units = "meters") double elevationUncertainty,
        @Standard(value = "latitude", text = "Latitude", units = "decimal degrees", required = true) double latitude,
        @Standard(value = "latitude_uncertainty", units = "decimal degrees") double latitudeUncertainty,
        @Standard(value = "longitude", text = "Longitude", units = "decimal degrees", required = true) double longitude,
        @Standard(value = "longitude_uncertainty", units = "decimal degrees") double longitudeUncertainty,
        @Standard(value = "x", text = "Distance to the north", units = "meters") double x,
        @Standard(value = "x2", text = "Distance to the north, second point", units = "meters") double x2,
        @Standard(value = "x_uncertainty", units = "meters") double xUncertainty,
        @Standard(value = "y", text = "Distance to the east", units = "meters") double y,
        @Standard(value = "y2", text = "Distance to the east, second point", units = "meters") double y2,
        @Standard(value = "y_uncertainty", units = "meters") double yUncertainty,
        @Standard(value = "z", text = "Depth", units = "meters") double z,
        @Standard(value = "z2", text = "Depth, second point", units = "meters") double z2,
        @Standard(value = "z_uncertainty", units = "meters") double zUncertainty) {
    /** The standard's default: WGS 84, all zero. */
    public static final StationLocation UNKNOWN = at(0, 0, 0);

    /** A point in WGS 84: degrees north, degrees east, metres. */
    public static StationLocation at(double latitude, double longitude, double elevation) {
        return new StationLocation(
                "WGS 84", "IGRF", 0, elevation, 0, latitude, 0, longitude, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
}
