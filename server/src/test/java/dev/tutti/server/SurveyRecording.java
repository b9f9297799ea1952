package dev.tutti.server;

import dev.tutti.survey.Recorder;
import dev.tutti.survey.RecorderOptions;
import dev.tutti.survey.SampleBlock;
import dev.tutti.survey.Station;
import dev.tutti.survey.Survey;
import dev.tutti.survey.SurveyFile;
import dev.tutti.survey.metadata.StationLocation;
import dev.tutti.survey.metadata.StationMetadata;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A survey that is recorded: two stations, one of which has an older run, the other a recorder. For one thread. */
final class SurveyRecording implements AutoCloseable {
    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    static final int BLOCK = 100;
    static final double GAP_SECONDS = 7.5;
    private static final double RATE = 100;

    private final SurveyFile file;
    private final Recorder recorder;
    private final AtomicLong published = new AtomicLong();
    private Instant next = START;
    private long offered;

    SurveyRecording(Path path) {
        file = SurveyFile.live(path);
        Survey survey = file.requireSurvey("field");
        Station old =
                survey.addStation(StationMetadata.of("MT002").withLocation(StationLocation.at(41.25, -115.5, 900)));
        old.addRun(old.nextRunName(), 8)
                .addMagnetic("hy", START.minus(Duration.ofHours(2)))
                .append(new double[8000]);
        Station station =
                survey.addStation(StationMetadata.of("MT001").withLocation(StationLocation.at(40.5, -115.25, 1200)));
        recorder = Recorder.start(
                station, RecorderOptions.of(RATE, "ex", "ey", "hx").withPublish(Duration.ofMillis(50), 1 << 16));
        recorder.onPublish(published::set);
    }

    /** Records so many blocks, and waits until they are published. */
    void record(int blocks) {
        List<SampleBlock> all = new ArrayList<>();
        for (int b = 0; b < blocks; b++) {
            double[] wave = new double[BLOCK];
            for (int i = 0; i < BLOCK; i++) {
                wave[i] = Math.sin((b * BLOCK + i) / 15.0);
            }
            all.add(new SampleBlock(next, Map.of("ex", wave, "ey", wave, "hx", wave)));
            next = next.plusNanos((long) (BLOCK / RATE * 1e9));
        }
        recorder.record(all.iterator());
        offered += (long) blocks * BLOCK;
        long end = System.nanoTime() + 60_000_000_000L;
        while (published.get() < offered && System.nanoTime() < end) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** Time goes on, samples do not. */
    void gap() {
        next = next.plusNanos((long) (GAP_SECONDS * 1e9));
    }

    @Override
    public void close() {
        recorder.close();
        file.close();
    }
}
