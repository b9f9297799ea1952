package dev.tutti.survey;

import java.time.Instant;

/**
 * What a summary says of one channel.
 *
 * @param survey id of the survey
 * @param station id of the station
 * @param run id of the run
 * @param latitude of the station, degrees north
 * @param longitude of the station, degrees east
 * @param elevation of the station, metres
 * @param component name of the channel
 * @param start time of the first sample
 * @param end time of the last sample
 * @param samples number of samples
 * @param sampleRate samples a second
 * @param type electric, magnetic or auxiliary
 * @param azimuth degrees clockwise from north
 * @param tilt degrees downwards
 * @param units of the samples
 * @param hasData whether any sample is not zero
 * @param path of the channel in the file
 * @param addresses of channel, run and station in the file
 */
public record ChannelRow(
        String survey,
        String station,
        String run,
        double latitude,
        double longitude,
        double elevation,
        String component,
        Instant start,
        Instant end,
        long samples,
        double sampleRate,
        String type,
        double azimuth,
        double tilt,
        String units,
        boolean hasData,
        String path,
        Addresses addresses) {
    /**
     * Where object headers stand: what references in the stored tables hold.
     *
     * @param channel of the channel
     * @param run of its run
     * @param station of its station
     */
    public record Addresses(long channel, long run, long station) {}
}
