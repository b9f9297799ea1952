package dev.tutti.survey;

import java.time.Instant;

/**
 * What a summary says of the Fourier coefficients of one channel at one decimation level.
 *
 * @param survey id of the survey
 * @param station id of the station
 * @param run name of the run
 * @param level name of the decimation level
 * @param latitude of the station, degrees north
 * @param longitude of the station, degrees east
 * @param elevation of the station, metres
 * @param component name of the channel
 * @param start time of the first window
 * @param end time of the last window
 * @param windows number of windows
 * @param sampleRate windows a second
 * @param type electric, magnetic or auxiliary
 * @param units that they are measured in
 * @param path in the file
 * @param addresses of the coefficients, the run's group and the station
 * @param levelAddress of the level's group
 */
public record FourierRow(
        String survey,
        String station,
        String run,
        String level,
        double latitude,
        double longitude,
        double elevation,
        String component,
        Instant start,
        Instant end,
        long windows,
        double sampleRate,
        String type,
        String units,
        String path,
        ChannelRow.Addresses addresses,
        long levelAddress) {}
