package dev.tutti.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.LiveWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Surveys that are recorded while others follow them. */
@Timeout(120)
final class LiveSurveyTest {
    private static final Instant START = Example.START;

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("live.h5");
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited a minute").isLessThan(deadline);
            Thread.sleep(5);
        }
    }

    static double[] values(long from, int count) {
        return IntStream.range(0, count).mapToDouble(i -> from + i).toArray();
    }

    static SampleBlock block(Instant start, double rate, long from, int count, String... names) {
        Map<String, Object> samples = new HashMap<>();
        for (String name : names) {
            samples.put(name, values(from, count));
        }
        return new SampleBlock(new SampleClock(start, rate).timeOf(from), samples);
    }

    @Test
    void whoFollowsAFileThatWasJustMadeWaitsForTheSurveyInIt() throws Exception {
        try (LiveWriter writer = H5.live(file())) {
            writer.publish();
            CompletableFuture<SurveyFollower> following =
                    CompletableFuture.supplyAsync(() -> SurveyFile.follow(file()));
            Thread.sleep(50);
            assertThat(following).isNotDone();
            Frame.require(writer.file(), SurveyOptions.Access.LIVE, SurveyOptions.defaults());
            writer.publish();
            try (SurveyFollower follower = following.get(60, TimeUnit.SECONDS)) {
                assertThat(follower.runSummary()).isEmpty();
            }
        }
    }

    @Test
    void whoFollowsAFileThatIsNotLiveYetWaitsForItsWriter() throws Exception {
        H5.create(file()).close(); // as a writer leaves it for a moment
        CompletableFuture<SurveyFollower> following = CompletableFuture.supplyAsync(() -> SurveyFile.follow(file()));
        Thread.sleep(150);
        assertThat(following).isNotDone();
        try (SurveyFile live = SurveyFile.live(file());
                SurveyFollower follower = following.get(60, TimeUnit.SECONDS)) {
            live.addSurvey("s").addStation("a").addRun("r", 1).addElectric("ex", START);
            live.publish();
            await(() -> follower.channelSummary().size() == 1);
        }
    }

    @Test
    void whatTheGuidePromisesHappens() throws Exception {
        List<String> runs = Collections.synchronizedList(new ArrayList<>());
        Map<String, Long> seen = new ConcurrentHashMap<>();
        List<String> faults = Collections.synchronizedList(new ArrayList<>());
        try (SurveyFile live = SurveyFile.live(file());
                SurveyFollower follower = SurveyFile.follow(file());
                Watch onRun = follower.onRun(run -> runs.add(run.name()));
                Watch onSamples = follower.onSamples(samples -> {
                    long before = seen.getOrDefault(samples.channel(), 0L);
                    double[] values = samples.f64();
                    for (int i = 0; i < values.length; i++) {
                        if (samples.first() != before || values[i] != before + i) {
                            faults.add(samples + " after " + before);
                        }
                    }
                    seen.put(samples.channel(), before + values.length);
                })) {
            Station station = live.addSurvey("live_survey").addStation("MT001");
            Run first = station.addRun("run_001", 100);
            first.addElectric("Ex", START);
            first.addMagnetic("Hx", START);
            live.publish();
            for (int i = 0; i < 20; i++) {
                first.append(Map.of("ex", values(i * 100L, 100), "hx", values(i * 100L, 100)));
                Run more = station.addRun(station.nextRunName(), 100);
                more.addElectric("Ex", START.plusSeconds(i)).append(values(0, 100));
                live.publish();
            }
            await(() -> seen.values().stream().mapToLong(Long::longValue).sum() == 20 * 300);
            await(() -> runs.size() == 21);
            assertThat(faults).isEmpty();
            assertThat(follower.runSummary()).hasSize(21);
            assertThat(follower.channelSummary()).isSameAs(follower.channelSummary());
            assertThat(follower.view()
                            .survey("live_survey")
                            .station("MT001")
                            .run("run_001")
                            .metadata()
                            .timePeriod()
                            .end())
                    .isEqualTo(START.plusMillis(19990));
            Samples latest = follower.view()
                    .survey("live_survey")
                    .station("MT001")
                    .run("run_001")
                    .channel("ex")
                    .latest(Duration.ofSeconds(1));
            assertThat(latest.f64()).isEqualTo(values(1900, 100));
            assertThat(latest.end()).isEqualTo(START.plusMillis(19990));
            assertThat(follower.latestSamples(Duration.ofMillis(100))).hasSize(1);
            assertThat(onRun.failure()).isEmpty();
            assertThat(onSamples.failure()).isEmpty();
        }
        closedWithTrueTables();
    }

    private void closedWithTrueTables() {
        assertThat(H5.check(file()).problems()).isEmpty();
        try (SurveyFile read = SurveyFile.read(file())) {
            assertThat(read.h5().dataset("/Experiment/channel_summary").table().size())
                    .isEqualTo(22);
            Run run = read.survey("live_survey").station("MT001").run("run_001");
            assertThat(run.stored()).isEqualTo(run.metadata());
            assertThat(run.station().stored().runList()).hasSize(21);
        }
    }

    @Test
    void anotherFileUnderTheNameIsSeenFromItsBeginning() throws Exception {
        List<String> runs = Collections.synchronizedList(new ArrayList<>());
        List<Double> seen = Collections.synchronizedList(new ArrayList<>());
        recorded(file(), 1, 2, 3);
        try (SurveyFollower follower = SurveyFile.follow(file());
                Watch onRun = follower.onRun(run -> runs.add(run.name()));
                Watch onSamples = follower.onSamples(samples -> {
                    for (double value : samples.f64()) {
                        seen.add(value);
                    }
                })) {
            await(() -> seen.size() == 3 && runs.size() == 1);
            // Made alike, so that everything stands at the same addresses.
            recorded(folder.resolve("next.h5"), 4, 5, 6, 7);
            Files.move(folder.resolve("next.h5"), file(), StandardCopyOption.REPLACE_EXISTING);
            await(() -> seen.size() == 7 && runs.size() == 2);
            assertThat(seen).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0);
            assertThat(onRun.failure()).isEmpty();
            assertThat(onSamples.failure()).isEmpty();
        }
    }

    private static void recorded(Path path, double... samples) {
        try (SurveyFile live = SurveyFile.live(path)) {
            live.addSurvey("s")
                    .addStation("a")
                    .addRun("r", 1)
                    .addElectric("ex", START)
                    .append(samples);
        }
    }

    @Test
    void aListenerThatThrowsIsCalledNoMore() throws Exception {
        try (SurveyFile live = SurveyFile.live(file());
                SurveyFollower follower = SurveyFile.follow(file());
                Watch watch = follower.onRun(run -> {
                    throw new IllegalStateException("enough");
                })) {
            live.addSurvey("s").addStation("a").addRun("r", 1);
            live.publish();
            await(() -> watch.failure().isPresent());
            assertThat(watch.failure().orElseThrow()).hasMessage("enough");
        }
    }

    @Test
    void aRecorderTakesBlocksFromAllSources() throws Exception {
        AtomicLong published = new AtomicLong();
        RecorderOptions options = RecorderOptions.of(1000, "ex", "hy");
        try (SurveyFile live = SurveyFile.live(file())) {
            Station station = live.addSurvey("s").addStation("a");
            try (Recorder recorder = Recorder.start(station, options)) {
                recorder.onPublish(published::set);
                assertThat(recorder.next()).isEmpty();
                recorder.record(Stream.iterate(0, i -> i + 50)
                        .limit(20)
                        .map(i -> block(START, 1000, i, 50, "ex", "hy"))
                        .iterator());
                try (SubmissionPublisher<SampleBlock> publisher = new SubmissionPublisher<>(Runnable::run, 16)) {
                    publisher.subscribe(recorder.subscriber());
                    for (int i = 1000; i < 3000; i += 10) {
                        publisher.submit(block(START, 1000, i, 10, "ex", "hy"));
                    }
                }
                await(() -> published.get() == 3000);
                assertThat(recorder.offer(block(START, 1000, 3000, 7, "ex", "hy")))
                        .isTrue();
                assertThatThrownBy(() -> recorder.offer(block(START, 1000, 3007, 7, "ex")))
                        .isInstanceOf(H5TypeException.class)
                        .hasMessageContaining("hy");
            }
            Run run = station.run("run_001");
            assertThat(run.channel("ex").all().f64()).isEqualTo(values(0, 3007));
            assertThat(run.channel("hy").all().f64()).isEqualTo(values(0, 3007));
            assertThat(live.gaps()).isEmpty();
        }
        assertThat(H5.check(file()).problems()).isEmpty();
    }

    @Test
    void gapsAreRecorded() {
        try (SurveyFile live = SurveyFile.live(file())) {
            Station station = live.addSurvey("s").addStation("a");
            RecorderOptions options = RecorderOptions.of(100, "ex").withFilling(Duration.ofSeconds(1), Double.NaN);
            try (Recorder recorder = Recorder.start(station, options)) {
                recorder.record(List.of(
                                block(START, 100, 0, 100, "ex"),
                                block(START.plusMillis(500), 100, 100, 100, "ex"),
                                block(START.plusSeconds(5), 100, 200, 100, "ex"),
                                block(START.plusSeconds(2), 100, 300, 100, "ex"))
                        .iterator());
            }
            assertThat(live.gaps())
                    .extracting(Gap::what)
                    .containsExactly(Gap.Treatment.FILLED, Gap.Treatment.NEW_RUN, Gap.Treatment.NEW_RUN);
            assertThat(live.gaps())
                    .extracting(Gap::length)
                    .containsExactly(Duration.ofMillis(500), Duration.ofMillis(4500), Duration.ofSeconds(-3));
            assertThat(station.runNames()).containsExactly("run_001", "run_002", "run_003");
            double[] first = station.run("run_001").channel("ex").all().f64();
            assertThat(first).hasSize(250);
            assertThat(first[120]).isNaN();
            assertThat(first[150]).isEqualTo(100);
            assertThat(station.run("run_002").channel("ex").start()).isEqualTo(START.plusSeconds(7));
        }
        try (SurveyFile live = SurveyFile.live(file())) {
            Station station = live.survey("s").station("a");
            try (Recorder recorder = Recorder.start(station, RecorderOptions.of(100, "ex"))) {
                Instant next = recorder.next().orElseThrow();
                assertThat(next)
                        .isEqualTo(station.run("run_002").channel("ex").clock().timeOf(100));
                recorder.record(List.of(
                                block(next.minusMillis(10), 100, 1, 10, "ex"),
                                block(next.plusSeconds(60), 100, 0, 5, "ex"))
                        .iterator());
            }
            assertThat(station.run("run_002").channel("ex").size()).isEqualTo(110);
            assertThat(live.gaps()).hasSize(4);
        }
    }

    @Test
    void whoOffersToAFullQueueWaitsNoLongerThanStated() throws Exception {
        try (SurveyFile live = SurveyFile.live(file())) {
            Station station = live.addSurvey("s").addStation("a");
            RecorderOptions options = RecorderOptions.of(1000, "ex")
                    .withQueue(2, Duration.ofMillis(1))
                    .withPublish(Duration.ofMillis(10), 100);
            try (Recorder recorder = Recorder.start(station, options)) {
                recorder.offer(block(START, 1000, 0, 10, "ex"));
                await(() -> recorder.position() == 10);
                long[] next = {10};
                // The file's lock is held: the writer stands still.
                live.update(() -> {
                    boolean full = false;
                    while (!full) {
                        full = !recorder.offer(block(START, 1000, next[0], 10, "ex"));
                        next[0] += 10;
                    }
                });
                await(() -> recorder.offer(block(START, 1000, next[0], 10, "ex")));
                await(() -> recorder.counts().gaps() == 1);
            }
            assertThat(live.gaps()).singleElement().satisfies(gap -> {
                assertThat(gap.cause()).isEqualTo(Gap.Cause.OVERRUN);
                assertThat(gap.length()).isEqualTo(Duration.ofMillis(10));
            });
        }
    }
}
