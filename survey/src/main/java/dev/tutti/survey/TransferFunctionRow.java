package dev.tutti.survey;

/**
 * What a summary says of one transfer function.
 *
 * @param survey id of the survey
 * @param station id of the station
 * @param latitude of the station, degrees north
 * @param longitude of the station, degrees east
 * @param elevation of the station, metres
 * @param id of the transfer function
 * @param units that it is measured in
 * @param hasImpedance whether electric fields are among what answers
 * @param hasTipper whether the vertical magnetic field is
 * @param hasCovariance whether there are covariances
 * @param periodMin shortest period, seconds
 * @param periodMax longest period, seconds
 * @param path in the file
 * @param address of the object
 * @param stationAddress of its station
 */
public record TransferFunctionRow(
        String survey,
        String station,
        double latitude,
        double longitude,
        double elevation,
        String id,
        String units,
        boolean hasImpedance,
        boolean hasTipper,
        boolean hasCovariance,
        double periodMin,
        double periodMax,
        String path,
        long address,
        long stationAddress) {}
