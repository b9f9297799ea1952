package dev.tutti.survey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.H5;
import dev.tutti.testkit.process.ChildJvm;
import dev.tutti.testkit.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A recording process is killed again and again; the next goes on in the same run, and nothing that was published is lost. Followers watch all of it, and see every sample
 * once and in order, over all writers. The long run is the whole load of {@link SoakProcessIT} with a hundred kills.
 */
@Timeout(3600)
final class RecordingKillProcessIT {
    private static final boolean LONG = Boolean.getBoolean("tests.long");
    private static final int KILLS = LONG ? 100 : 4;
    private static final int CHANNELS = LONG ? 64 : 8;
    private static final int FOLLOWERS = LONG ? 16 : 3;

    @TempDir
    private Path folder;

    /** Those who watch, whatever becomes of the writers. */
    private static final class Followers implements AutoCloseable {
        private final List<SeenSamples> seen = new ArrayList<>();
        private final List<SurveyFollower> followers = new ArrayList<>();
        private final List<Watch> watches = new ArrayList<>();

        Followers(Path path) {
            for (int i = 0; i < FOLLOWERS; i++) {
                SeenSamples one = new SeenSamples(new ConcurrentHistogram(3));
                SurveyFollower follower = SurveyFile.follow(path);
                seen.add(one);
                followers.add(follower);
                watches.add(follower.onSamples(one::accept));
            }
        }

        /** All have seen so many samples and runs, each once and in order. */
        void awaitAll(long samples, int runs) throws InterruptedException {
            long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
            while (seen.stream().anyMatch(one -> one.samples() < samples || one.runs() < runs)
                    && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
            assertThat(watches).allSatisfy(watch -> assertThat(watch.failure()).isEmpty());
            assertThat(seen).allSatisfy(one -> {
                assertThat(one.faults()).isEmpty();
                assertThat(one.samples()).isEqualTo(samples);
                assertThat(one.runs()).isEqualTo(runs);
            });
        }

        @Override
        public void close() {
            watches.forEach(Watch::close);
            followers.forEach(SurveyFollower::close);
        }
    }

    private static ChildProcess writer(Path path, double seconds) throws Exception {
        return ChildJvm.of(RecordingMain.class)
                .heap("512m")
                .args(path, CHANNELS, seconds)
                .start();
    }

    @Test
    void whatWasPublishedSurvivesEveryKill() throws Exception {
        Path path = folder.resolve("killed.h5");
        try (ChildProcess first = writer(path, 0.2)) {
            first.awaitSuccess(Duration.ofSeconds(60));
        }
        long promised = 200;
        try (Followers followers = new Followers(path)) {
            for (int kill = 0; kill < KILLS; kill++) {
                try (ChildProcess writer = writer(path, 600)) {
                    long position = Long.parseLong(
                            writer.awaitLine("live", Duration.ofSeconds(60)).split(" ", -1)[1]);
                    assertThat(position).as("where writer %d goes on", kill).isGreaterThanOrEqualTo(promised);
                    writer.awaitLine("P ", Duration.ofSeconds(60));
                    Thread.sleep(137L * kill % 400); // at any moment of a publish
                    writer.kill();
                    promised = writer.lines().stream()
                            .map(ChildProcess.Line::text)
                            .filter(line -> line.startsWith("P ") && line.split(" ", -1).length == 3)
                            .mapToLong(line -> Long.parseLong(line.split(" ", -1)[1]))
                            .max()
                            .orElse(promised);
                }
                samplesHold(path, promised);
                if (kill % 10 == 9) {
                    System.out.println(
                            (kill + 1) + " kills, " + promised + " samples of each channel promised and found");
                }
            }
            try (ChildProcess last = writer(path, 0.2)) {
                last.awaitSuccess(Duration.ofSeconds(60));
            }
            samplesHold(path, promised + 200);
            try (SurveyFile file = SurveyFile.read(path)) {
                Station station = file.survey("soak").station("A");
                assertThat(station.runNames()).containsExactly("run_001");
                assertThat(station.stored()).isEqualTo(station.metadata());
                Station more = file.survey("soak").station("B");
                assertThat(more.stored()).isEqualTo(more.metadata());
                assertThat(file.gaps()).isEmpty();
                followers.awaitAll(
                        CHANNELS * station.run("run_001").channel("c00").size(),
                        more.runNames().size());
            }
        }
        assertThat(H5.check(path).problems()).isEmpty();
        assertThat(SurveyValidator.validate(path).messages())
                .filteredOn(message -> message.level() != ValidationReport.Level.INFO)
                .isEmpty();
        whoComesLaterRecordsTheGap(path);
    }

    /** The source of the next writer was silent for a minute: that is a gap, and nothing that was published before it is touched. */
    private static void whoComesLaterRecordsTheGap(Path path) throws Exception {
        try (ChildProcess writer = writer(path, 600)) {
            writer.awaitLine("P ", Duration.ofSeconds(60));
            writer.kill();
        }
        String[] names =
                IntStream.range(0, CHANNELS).mapToObj(RecordingMain::name).toArray(String[]::new);
        long position;
        Instant next;
        try (SurveyFile file = SurveyFile.live(path)) {
            Station station = file.survey("soak").station("A");
            try (Recorder recorder = Recorder.start(station, RecorderOptions.of(RecordingMain.RATE, names))) {
                position = recorder.position();
                next = recorder.next().orElseThrow();
                Map<String, Object> samples = new HashMap<>();
                for (String name : names) {
                    samples.put(name, new double[] {1, 2, 3});
                }
                recorder.record(
                        List.of(new SampleBlock(next.plusSeconds(60), samples)).iterator());
            }
            assertThat(station.runNames()).containsExactly("run_001", "run_002");
            assertThat(station.run("run_002").channel("c00").start()).isEqualTo(next.plusSeconds(60));
        }
        samplesHold(path, position);
        try (SurveyFile file = SurveyFile.read(path)) {
            assertThat(file.gaps()).singleElement().satisfies(gap -> {
                assertThat(gap.cause()).isEqualTo(Gap.Cause.RESTART);
                assertThat(gap.what()).isEqualTo(Gap.Treatment.NEW_RUN);
                assertThat(gap.length()).isEqualTo(Duration.ofSeconds(60));
                assertThat(gap.run()).endsWith("A/run_001");
                assertThat(gap.into()).endsWith("A/run_002");
            });
        }
        assertThat(H5.check(path).problems()).isEmpty();
    }

    /** A reader beside the dead writer's file, before anybody has mended it. */
    private static void samplesHold(Path path, long promised) {
        try (SurveyFile file = SurveyFile.read(path)) {
            Run run = file.survey("soak").station("A").run("run_001");
            for (int channel = 0; channel < CHANNELS; channel++) {
                double[] values = run.channel(RecordingMain.name(channel)).all().f64();
                assertThat(values.length).isGreaterThanOrEqualTo((int) promised);
                for (int i = 0; i < values.length; i++) {
                    if (values[i] != RecordingMain.value(channel, i)) {
                        throw new AssertionError("sample " + i + " of channel " + channel + " is " + values[i]);
                    }
                }
            }
            assertThat(file.channelSummary()).isNotEmpty();
        }
    }
}
