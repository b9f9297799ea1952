package dev.tutti.survey;

import dev.tutti.hdf5.DType;
import dev.tutti.survey.metadata.ChannelMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is recorded, and how. Immutable; each method returns changed options.
 *
 * @param sampleRate samples a second of all channels
 * @param channels what is known of each channel; the component is its name
 * @param type of the samples in the file
 * @param publishEvery how often followers get to see what came
 * @param publishSamples so many samples of each channel that wait are published before that time is over
 * @param queueBlocks blocks that may wait for the writer
 * @param blockAtMost the longest that {@link Recorder#offer} makes its caller wait
 * @param tolerance how far the time of a block may be from the one expected, either way, without being a gap
 * @param fillUpTo gaps up to this length are filled and the run goes on; longer ones begin a new run
 * @param fillValue what they are filled with
 */
public record RecorderOptions(
        double sampleRate,
        List<ChannelMetadata> channels,
        DType type,
        Duration publishEvery,
        int publishSamples,
        int queueBlocks,
        Duration blockAtMost,
        Duration tolerance,
        Duration fillUpTo,
        double fillValue) {
    /** Takes a copy of the list and checks the numbers. */
    public RecorderOptions {
        channels = List.copyOf(channels);
        if (channels.isEmpty() || !(sampleRate > 0) || publishSamples < 1 || queueBlocks < 1) {
            throw new IllegalArgumentException(
                    "a recording has a channel or more, a rate above 0, and publishes and queues 1 or more; found "
                            + channels.size() + " channels, " + sampleRate + ", " + publishSamples + ", "
                            + queueBlocks);
        }
    }

    /**
     * Channels by their names: {@code ex}, {@code hy}, {@code temperature}. Doubles, published ten times a second, with a queue of 256 blocks; {@code offer} waits 20
     * milliseconds at most; a time that is half a sample off is a gap, and every gap begins a new run.
     */
    public static RecorderOptions of(double sampleRate, String... names) {
        List<ChannelMetadata> channels = new ArrayList<>();
        for (String name : names) {
            channels.add(ChannelMetadata.of(name));
        }
        return of(sampleRate, channels);
    }

    /** Channels of which more is known; the rest as {@link #of(double, String...)} says. */
    public static RecorderOptions of(double sampleRate, List<ChannelMetadata> channels) {
        return new RecorderOptions(
                sampleRate,
                channels,
                DType.F64,
                Duration.ofMillis(100),
                1 << 16,
                256,
                Duration.ofMillis(20),
                Duration.ofNanos((long) (0.5e9 / sampleRate)),
                Duration.ZERO,
                Double.NaN);
    }

    /** With samples of this type in the file. */
    public RecorderOptions withType(DType stored) {
        return new RecorderOptions(
                sampleRate,
                channels,
                stored,
                publishEvery,
                publishSamples,
                queueBlocks,
                blockAtMost,
                tolerance,
                fillUpTo,
                fillValue);
    }

    /** With publishes so often, and whenever so many samples of each channel wait. */
    public RecorderOptions withPublish(Duration every, int samples) {
        return new RecorderOptions(
                sampleRate, channels, type, every, samples, queueBlocks, blockAtMost, tolerance, fillUpTo, fillValue);
    }

    /** With a queue of so many blocks; who offers to a full one waits that long at most. */
    public RecorderOptions withQueue(int blocks, Duration longestWait) {
        return new RecorderOptions(
                sampleRate,
                channels,
                type,
                publishEvery,
                publishSamples,
                blocks,
                longestWait,
                tolerance,
                fillUpTo,
                fillValue);
    }

    /** With another tolerance of the clock. */
    public RecorderOptions withTolerance(Duration time) {
        return new RecorderOptions(
                sampleRate,
                channels,
                type,
                publishEvery,
                publishSamples,
                queueBlocks,
                blockAtMost,
                time,
                fillUpTo,
                fillValue);
    }

    /** Gaps up to this length are filled with a value and recorded; longer ones begin a new run. */
    public RecorderOptions withFilling(Duration longest, double value) {
        return new RecorderOptions(
                sampleRate,
                channels,
                type,
                publishEvery,
                publishSamples,
                queueBlocks,
                blockAtMost,
                tolerance,
                longest,
                value);
    }
}
