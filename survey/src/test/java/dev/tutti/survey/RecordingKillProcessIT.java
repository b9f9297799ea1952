package dev.tutti.survey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.H5;
import dev.tutti.testkit.process.ChildJvm;
import dev.tutti.testkit.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A recording process is killed again and again; the next goes on in the same run, and nothing that was published is lost. */
@Timeout(3600)
final class RecordingKillProcessIT {
    private static final int KILLS = Boolean.getBoolean("tests.long") ? 100 : 4;

    @TempDir
    private Path folder;

    @Test
    void whatWasPublishedSurvivesEveryKill() throws Exception {
        Path path = folder.resolve("killed.h5");
        long promised = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            try (ChildProcess writer = ChildJvm.of(RecordingMain.class)
                    .heap("256m")
                    .args(path, 8, 600)
                    .start()) {
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
                System.out.println((kill + 1) + " kills, " + promised + " samples of each channel promised and found");
            }
        }
        try (ChildProcess last =
                ChildJvm.of(RecordingMain.class).heap("256m").args(path, 8, 0.2).start()) {
            last.awaitSuccess(Duration.ofSeconds(60));
        }
        samplesHold(path, promised + 200);
        assertThat(H5.check(path).problems()).isEmpty();
        assertThat(SurveyValidator.validate(path).messages())
                .filteredOn(message -> message.level() != ValidationReport.Level.INFO)
                .isEmpty();
        try (SurveyFile file = SurveyFile.read(path)) {
            Station station = file.survey("soak").station("A");
            assertThat(station.runNames()).containsExactly("run_001");
            assertThat(station.stored()).isEqualTo(station.metadata());
            assertThat(file.gaps()).isEmpty();
        }
        whoComesLaterRecordsTheGap(path);
    }

    /** The source of the next writer was silent for a minute: that is a gap, and nothing that was published before it is touched. */
    private static void whoComesLaterRecordsTheGap(Path path) throws Exception {
        try (ChildProcess writer =
                ChildJvm.of(RecordingMain.class).heap("256m").args(path, 8, 600).start()) {
            writer.awaitLine("P ", Duration.ofSeconds(60));
            writer.kill();
        }
        String[] names = IntStream.range(0, 8).mapToObj(RecordingMain::name).toArray(String[]::new);
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
            for (int channel = 0; channel < 8; channel++) {
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
