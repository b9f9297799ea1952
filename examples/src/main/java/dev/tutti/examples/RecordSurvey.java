package dev.tutti.examples;

import dev.tutti.survey.Gap;
import dev.tutti.survey.Recorder;
import dev.tutti.survey.RecorderOptions;
import dev.tutti.survey.SampleBlock;
import dev.tutti.survey.SampleClock;
import dev.tutti.survey.Station;
import dev.tutti.survey.SurveyFile;
import dev.tutti.survey.metadata.StationLocation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Acquisition in real time: an instrument hands over blocks of samples, whose times it knows, and goes on at once; followers in other processes see them a moment later.
 * Started again on the same file, it goes on; the pause in between is recorded as a gap.
 *
 * <p>Arguments: FILE, and how many seconds (10 by default).
 */
public final class RecordSurvey {
    private static final double RATE = 250;
    private static final int BLOCK = 25;

    private RecordSurvey() {}

    public static void main(String[] args) throws InterruptedException {
        double seconds = args.length > 1 ? Double.parseDouble(args[1]) : 10;
        try (SurveyFile file = SurveyFile.live(Path.of(args[0]))) {
            Station station = file.requireSurvey("field").requireStation("MT001");
            station.setMetadata(station.metadata().withLocation(StationLocation.at(40.5, -115.3, 1820)));
            RecorderOptions options = RecorderOptions.of(RATE, "ex", "ey", "hx", "hy", "hz")
                    .withFilling(Duration.ofSeconds(1), Double.NaN);
            Recorder recorder = Recorder.start(station, options);
            try (recorder) {
                acquire(recorder, (long) (seconds * RATE));
            }
            System.out.println(recorder.counts()); // now that all that was handed over is written
            for (Gap gap : file.gaps()) {
                System.out.println("gap of " + gap.length() + ": " + gap.what() + ", " + gap.cause());
            }
        }
    }

    /** The instrument: its thread never waits for longer than the options say, whatever the disk does. */
    private static void acquire(Recorder recorder, long samples) throws InterruptedException {
        SampleClock clock = new SampleClock(Instant.now(), RATE);
        for (long first = 0; first < samples; first += BLOCK) {
            Thread.sleep(Math.max(
                    0,
                    Duration.between(Instant.now(), clock.timeOf(first + BLOCK)).toMillis()));
            boolean taken = recorder.offer(new SampleBlock(
                    clock.timeOf(first),
                    Map.of(
                            "ex", wave(first, 1),
                            "ey", wave(first, 2),
                            "hx", wave(first, 3),
                            "hy", wave(first, 4),
                            "hz", wave(first, 5))));
            if (!taken) {
                System.out.println("the disk is too slow; this block becomes a gap");
            }
        }
    }

    private static double[] wave(long first, int harmonic) {
        double[] values = new double[BLOCK];
        for (int i = 0; i < values.length; i++) {
            values[i] = 100 * Math.sin(2 * Math.PI * harmonic * (first + i) / RATE);
        }
        return values;
    }
}
