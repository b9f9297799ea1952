package dev.tutti.survey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.H5;
import dev.tutti.testkit.process.ChildJvm;
import dev.tutti.testkit.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One process records 64 channels at 1 kHz and a new run every second; sixteen followers see every sample in order. A minute in the long run, some seconds otherwise.
 */
@Timeout(400)
final class SoakProcessIT {
    private static final boolean LONG = Boolean.getBoolean("tests.long");
    private static final int CHANNELS = 64;
    private static final int FOLLOWERS = 16;

    @TempDir
    private Path folder;

    @Test
    void sixteenFollowersSeeEverySampleInOrder() throws Exception {
        Path path = folder.resolve("soak.h5");
        int seconds = LONG ? 60 : 10;
        Histogram lags = new ConcurrentHistogram(3);
        List<SeenSamples> seen = new ArrayList<>();
        List<SurveyFollower> followers = new ArrayList<>();
        List<Watch> watches = new ArrayList<>();
        try (ChildProcess writer = ChildJvm.of(RecordingMain.class)
                .heap("512m")
                .option("-XX:TieredStopAtLevel=4")
                .args(path, CHANNELS, seconds)
                .start()) {
            writer.awaitLine("live", Duration.ofSeconds(60));
            for (int i = 0; i < FOLLOWERS; i++) {
                SeenSamples one = new SeenSamples(lags);
                SurveyFollower follower = SurveyFile.follow(path);
                seen.add(one);
                followers.add(follower);
                watches.add(follower.onSamples(one::accept));
            }
            writer.awaitLine("closed", Duration.ofSeconds(seconds * 4L + 120));
            String cpu = writer.lines().stream()
                    .map(ChildProcess.Line::text)
                    .filter(line -> line.startsWith("cpu"))
                    .findFirst()
                    .orElse("cpu unknown");
            long expected = (long) (seconds * RecordingMain.RATE) * CHANNELS;
            long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
            while (seen.stream().anyMatch(one -> one.samples() < expected || one.runs() < seconds)
                    && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
            assertThat(watches).allSatisfy(watch -> assertThat(watch.failure()).isEmpty());
            assertThat(seen).allSatisfy(one -> {
                assertThat(one.faults()).isEmpty();
                assertThat(one.samples()).isEqualTo(expected);
                assertThat(one.runs()).isEqualTo(seconds);
            });
            System.out.printf(
                    java.util.Locale.ROOT,
                    "%d channels, %d s, %d followers: lag p50 %.1f ms, p99 %.1f ms, largest %.1f ms; writer %s%n",
                    CHANNELS,
                    seconds,
                    FOLLOWERS,
                    lags.getValueAtPercentile(50) / 1e3,
                    lags.getValueAtPercentile(99) / 1e3,
                    lags.getMaxValue() / 1e3,
                    cpu);
        } finally {
            watches.forEach(Watch::close);
            followers.forEach(SurveyFollower::close);
        }
        assertThat(H5.check(path).problems()).isEmpty();
        assertThat(SurveyValidator.validate(path).messages())
                .filteredOn(message -> message.level() != ValidationReport.Level.INFO)
                .isEqualTo(Collections.emptyList());
    }
}
