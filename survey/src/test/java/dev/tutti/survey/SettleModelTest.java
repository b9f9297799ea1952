package dev.tutti.survey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.survey.metadata.AuxiliaryMetadata;
import dev.tutti.survey.metadata.RunMetadata;
import dev.tutti.survey.metadata.TimePeriod;
import dev.tutti.testkit.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is added, moved and removed: the stored lists and periods of stations and runs are those of what is there, though they are kept by what has changed. */
final class SettleModelTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final SurveyOptions OPTIONS = SurveyOptions.defaults().settleEvery(Duration.ZERO);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(
            value = SurveyOptions.Access.class,
            names = {"ALONE", "SHARED", "LIVE"})
    void storedIsWhatIsThere(SurveyOptions.Access access) {
        Seeds.repeat(2, random -> {
            Path path = Files.createTempDirectory(folder, "model").resolve("survey.h5");
            for (int part = 0; part < 2; part++) {
                try (SurveyFile file = open(path, access)) {
                    file.requireSurvey("s").requireStation("A");
                    file.requireSurvey("s").requireStation("B");
                    for (int step = 0; step < 15; step++) {
                        change(file, random);
                        file.publish();
                        if (access == SurveyOptions.Access.SHARED || random.nextInt(3) == 0) {
                            compare(file);
                        }
                    }
                    compare(file);
                }
            }
            try (SurveyFile file = SurveyFile.read(path)) {
                compare(file);
                assertThat(SurveyValidator.validate(path).messages())
                        .filteredOn(message -> message.level() == ValidationReport.Level.ERROR)
                        .isEmpty();
            }
        });
    }

    private static SurveyFile open(Path path, SurveyOptions.Access access) {
        if (access == SurveyOptions.Access.LIVE) {
            return SurveyFile.live(path, OPTIONS);
        }
        if (Files.notExists(path)) {
            SurveyFile made = SurveyFile.create(path, OPTIONS);
            if (access == SurveyOptions.Access.ALONE) {
                return made;
            }
            made.close();
        }
        return SurveyFile.open(path, OPTIONS);
    }

    private static void compare(SurveyFile file) {
        for (Station station : file.stations()) {
            assertThat(station.stored()).as(station.path()).isEqualTo(station.metadata());
            for (Run run : station.runs()) {
                assertThat(run.stored()).as(run.path()).isEqualTo(run.metadata());
            }
        }
    }

    private static void change(SurveyFile file, Random random) {
        Station station = file.survey("s").station(random.nextBoolean() ? "A" : "B");
        List<Run> runs = station.runs();
        if (runs.isEmpty() || random.nextInt(6) == 0) {
            add(station, random);
            return;
        }
        Run run = runs.get(random.nextInt(runs.size()));
        List<Channel> channels = run.channels();
        if (channels.isEmpty() || random.nextInt(6) == 0) {
            String name = "c" + random.nextInt(8);
            if (!run.hasChannel(name)) {
                run.addAuxiliary(name, time(random));
            }
            return;
        }
        Channel channel = channels.get(random.nextInt(channels.size()));
        switch (random.nextInt(9)) {
            case 0 -> channel.setStart(time(random));
            case 1 -> run.removeChannel(channel.name());
            case 2 -> station.removeRun(run.name());
            case 3 ->
                file.update(() -> {
                    add(station, random);
                    channel.append(new double[1 + random.nextInt(5000)]);
                });
            case 4 ->
                run.setMetadata(run.metadata().withTimePeriod(new TimePeriod(START, START.plusSeconds(9_999_999))));
            case 5 ->
                file.update(() -> {
                    String name = run.name();
                    station.removeRun(name);
                    station.addRun(name, 2).addChannel(AuxiliaryMetadata.of("again"), new double[] {1, 2});
                });
            default -> channel.append(new double[1 + random.nextInt(500)]);
        }
    }

    private static void add(Station station, Random random) {
        RunMetadata metadata = RunMetadata.of(station.nextRunName()).withSampleRate(1 + random.nextInt(3));
        // Some say beforehand how long they are going to be.
        station.addRun(
                random.nextInt(3) > 0
                        ? metadata
                        : metadata.withTimePeriod(new TimePeriod(START, START.plusSeconds(random.nextInt(100_000)))));
    }

    private static Instant time(Random random) {
        return Instant.parse(String.format(Locale.ROOT, "2026-03-%02dT10:00:00Z", 1 + random.nextInt(28)));
    }
}
