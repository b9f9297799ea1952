package dev.tutti.survey;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a summary says of one run: of its channels together.
 *
 * @param survey id of the survey
 * @param station id of the station
 * @param run id of the run
 * @param start time of the first sample of any channel
 * @param end time of the last sample of any channel
 * @param duration between the two
 * @param samples samples of the longest channel
 * @param sampleRate samples a second
 * @param hasData whether every channel holds anything but zeros
 * @param inputChannels those of its channels that drive: hx, hy
 * @param outputChannels those that answer: ex, ey, hz
 * @param channels all its channels
 * @param path of the run in the file
 */
public record RunRow(
        String survey,
        String station,
        String run,
        Instant start,
        Instant end,
        Duration duration,
        long samples,
        double sampleRate,
        boolean hasData,
        List<String> inputChannels,
        List<String> outputChannels,
        List<String> channels,
        String path) {
    /** Takes copies of the lists. */
    public RunRow {
        inputChannels = List.copyOf(inputChannels);
        outputChannels = List.copyOf(outputChannels);
        channels = List.copyOf(channels);
    }
}
