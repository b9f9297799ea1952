package dev.tutti.survey.metadata;

/**
 * Where one electrode of a dipole is.
 *
 * @param datum geodetic datum
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
public record Electrode(
        @Standard(value = "datum", text = "Geodetic datum") String datum,
        @Standard(value = "elevation", text = "Height above the datum", units = "meters") double elevation,
        @Standard(value = "elevation_uncertainty", units = "meters") double elevationUncertainty,
        @Standard(value = "latitude", text = "Latitude", units = "decimal degrees") double latitude,
        @Standard(value = "latitude_uncertainty", units = "decimal degrees") double latitudeUncertainty,
        @Standard(value = "longitude", text = "Longitude", units = "decimal degrees") double longitude,
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
    public static final Electrode UNKNOWN = at(0, 0, 0);

    /** Metres north, east and down of the station's centre. */
    public static Electrode at(double x, double y, double z) {
        return new Electrode("WGS 84", 0, 0, 0, 0, 0, 0, x, 0, 0, y, 0, 0, z, 0, 0);
    }
}
