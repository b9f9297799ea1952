package dev.tutti.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.survey.metadata.ElectricMetadata;
import dev.tutti.survey.metadata.RunMetadata;
import dev.tutti.survey.metadata.StationMetadata;
import dev.tutti.survey.metadata.SurveyMetadata;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Survey files of both versions: everything that is put in comes out again. */
final class SurveyFileTest {
    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("survey.h5");
    }

    @Test
    void whatCannotBeStoredMakesNothing() {
        Map<String, Object> bad = Map.of("note", "kept", "weather", java.time.DayOfWeek.MONDAY);
        try (SurveyFile file = SurveyFile.create(file())) {
            assertThatThrownBy(() -> file.addSurvey(SurveyMetadata.of("a").withOthers(bad)))
                    .isInstanceOf(H5TypeException.class)
                    .hasMessageContaining("'weather'")
                    .hasMessageContaining("nothing has changed");
            assertThat(file.surveyNames()).isEmpty();
            Survey survey = file.addSurvey("b");
            assertThatThrownBy(() -> survey.addStation(StationMetadata.of("S").withOthers(bad)))
                    .isInstanceOf(H5TypeException.class);
            assertThat(file.h5().contains(survey.path() + "/Stations/S")).isFalse();
            Station station = survey.addStation("S");
            assertThatThrownBy(() -> station.addRun(RunMetadata.of("r").withOthers(bad)))
                    .isInstanceOf(H5TypeException.class);
            assertThat(file.h5().contains(station.path() + "/r")).isFalse();
            Run run = station.addRun("r", 8);
            assertThatThrownBy(
                            () -> run.addChannel(ElectricMetadata.of("ex").withOthers(bad), ChannelOptions.defaults()))
                    .isInstanceOf(H5TypeException.class);
            assertThat(file.h5().contains(run.path() + "/ex")).isFalse();
            StationMetadata before = station.metadata();
            assertThatThrownBy(() -> station.setMetadata(
                            before.withGeographicName("moved").withOthers(bad)))
                    .isInstanceOf(H5TypeException.class);
            assertThat(station.metadata()).isEqualTo(before);
            station.setMetadata(before.withOthers(
                    Map.of("note", "kept", "list", List.of(1, 2), "grid", new double[][] {{1, 2}, {3, 4}})));
            assertThat(station.metadata().others()).containsKeys("note", "list", "grid");
        }
        assertThat(H5.check(file()).problems()).isEmpty();
    }

    @Test
    void allAttributesOfTheStandardAreDescribed() {
        List<Standards.Entry> known = Standards.known();
        assertThat(known)
                .extracting(Standards.Entry::attribute)
                .doesNotHaveDuplicates()
                .hasSizeBetween(700, 1000);
        assertThat(known)
                .allMatch(entry -> entry.attribute().length() <= 72
                        && entry.type().matches("string|float|integer|bool|list|dict|object"));
        try (SurveyFile file = SurveyFile.create(file())) {
            assertThat(file.standards().entry("time_delay_filter.delay"))
                    .get()
                    .extracting(Standards.Entry::type, Standards.Entry::required)
                    .containsExactly("float", true);
            assertThat(file.standards().entry("station.location.latitude"))
                    .get()
                    .extracting(Standards.Entry::units)
                    .isEqualTo("decimal degrees");
        }
        assertThat(SurveyValidator.validate(file()).messages())
                .noneMatch(message -> message.toString().contains("described"));
        try (H5File h5 = H5.open(file())) {
            h5.dataset("/Experiment/Standards/summary").resize(500);
        }
        assertThat(SurveyValidator.validate(file()).messages())
                .anyMatch(message -> message.toString().contains("attributes of the standard are not described"));
    }

    @ParameterizedTest
    @EnumSource(SurveyVersion.class)
    void whatIsPutInComesOut(SurveyVersion version) {
        try (SurveyFile file =
                SurveyFile.create(file(), SurveyOptions.defaults().version(version))) {
            Example.fill(file);
        }
        assertThat(H5.check(file()).problems()).isEmpty();
        try (SurveyFile file = SurveyFile.read(file())) {
            assertThat(file.version()).isEqualTo(version);
            assertThat(file.surveyNames()).containsExactly("sage");
            Survey survey = file.survey("sage");
            assertThat(survey.metadata().project()).isEqualTo("Tutti");
            Station station = survey.station("MT 001");
            assertThat(station.name()).isEqualTo("MT_001");
            assertThat(station.metadata().location().latitude()).isEqualTo(40.5);
            assertThat(station.metadata().channelsRecorded()).containsExactly("ex", "hy", "temperature");
            assertThat(station.stored()).isEqualTo(station.metadata());
            Run run = station.run("run_001");
            assertThat(run.stored()).isEqualTo(run.metadata());
            assertThat(run.metadata().channelsRecordedElectric()).containsExactly("ex");
            Channel ex = run.channel("EX");
            assertThat(ex.all().f64()).isEqualTo(Example.wave(2000, 0));
            assertThat(ex.metadata())
                    .isInstanceOfSatisfying(ElectricMetadata.class, known -> assertThat(known.dipoleLength())
                            .isEqualTo(100));
            assertThat(ex.metadata().filters()).singleElement().satisfies(filter -> assertThat(filter.name())
                    .isEqualTo("gain 10"));
            assertThat(ex.start()).isEqualTo(Example.START);
            assertThat(ex.end()).isEqualTo(Example.START.plusNanos(1999L * 125_000_000));
            assertThat(run.channel("hy").all().values()).isInstanceOf(int[].class);
            assertThat(survey.filters().names()).containsExactly("delay", "fir1", "gain 10", "lut", "mv per nt");
            assertThat(survey.filters().get("mV/nT"))
                    .isInstanceOfSatisfying(Filter.Zpk.class, zpk -> assertThat(zpk.poles())
                            .containsExactly(new Complex(-1, 2), new Complex(-1, -2)));
            assertThat(survey.filters().get("fir1"))
                    .isInstanceOfSatisfying(Filter.Fir.class, fir -> assertThat(fir.coefficients())
                            .containsExactly(0.25f, 0.5f, 0.25f));
            assertThat(survey.filters().get("lut"))
                    .isInstanceOfSatisfying(
                            Filter.Fap.class, fap -> assertThat(fap.table()).hasSize(2));
            assertThat(new String(survey.reports().bytes("notes"), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("all went well");
            assertThat(survey.standards().entries())
                    .isEqualTo(Standards.known())
                    .hasSizeGreaterThan(200);
            TransferFunction function = station.transferFunctions().get("tf01");
            assertThat(function.periods()).containsExactly(1, 2, 4, 8);
            assertThat(function.complex("transfer_function")[7]).isEqualTo(new Complex(7, -7));
            assertThat(station.fourierCoefficients().run("run_001").level("0").values("ex"))
                    .hasSize(15);
            summaries(file);
        }
    }

    private static void summaries(SurveyFile file) {
        assertThat(file.channelSummary()).extracting(ChannelRow::component).containsExactly("ex", "hy", "temperature");
        assertThat(file.channelSummary()).extracting(ChannelRow::hasData).containsExactly(true, true, false);
        assertThat(file.channelSummary()).isSameAs(file.channelSummary());
        assertThat(file.runSummary()).singleElement().satisfies(run -> {
            assertThat(run.samples()).isEqualTo(2000);
            assertThat(run.inputChannels()).containsExactly("hy");
            assertThat(run.outputChannels()).containsExactly("ex");
            assertThat(run.hasData()).isFalse();
        });
        assertThat(file.transferFunctionSummary()).singleElement().satisfies(row -> {
            assertThat(row.hasImpedance()).isTrue();
            assertThat(row.hasTipper()).isFalse();
            assertThat(row.periodMax()).isEqualTo(8);
        });
        assertThat(file.fourierSummary()).singleElement().satisfies(row -> assertThat(row.windows())
                .isEqualTo(3));
        Map<String, Object> stored =
                file.h5().dataset(file.version().root() + "/channel_summary").table().rows(0, 3).stream()
                        .filter(row -> "ex".equals(row.get("component")))
                        .findFirst()
                        .orElseThrow();
        assertThat(stored)
                .containsEntry("n_samples", 2000L)
                .containsEntry("station", "MT_001")
                .containsEntry("has_data", true);
    }

    @Test
    void namesAreFormedAsTheStandardSays() {
        try (SurveyFile file = SurveyFile.create(file())) {
            Survey survey = file.addSurvey("my survey/2");
            assertThat(survey.name()).isEqualTo("my_survey_2");
            Station station = survey.addStation("a");
            assertThat(station.nextRunName()).isEqualTo("run_001");
            station.addRun("run_007", 1);
            assertThat(station.nextRunName()).isEqualTo("run_008");
            assertThatThrownBy(() -> station.addRun("Features", 1))
                    .isInstanceOf(H5TypeException.class)
                    .hasMessageContaining("Features");
            assertThatThrownBy(() -> station.addRun("run_007", 1)).isInstanceOf(H5ExistsException.class);
            assertThatThrownBy(() -> station.run("run_008"))
                    .isInstanceOf(H5NotFoundException.class)
                    .hasMessageContaining("run_007");
            assertThatThrownBy(() -> survey.addStation(" ")).isInstanceOf(H5TypeException.class);
            assertThatThrownBy(() -> file.survey("other"))
                    .isInstanceOf(H5NotFoundException.class)
                    .hasMessageContaining("my_survey_2");
        }
    }

    @Test
    void whatTheStandardDoesNotKnowStays() {
        try (SurveyFile file = SurveyFile.create(file())) {
            Station station = file.addSurvey("s")
                    .addStation(StationMetadata.of("a").withOthers(Map.of("weather", "rain", "score", 3.5)));
            file.h5().get(station.path()).attrs().set("visits", 4);
            assertThat(station.metadata().others())
                    .containsEntry("weather", "rain")
                    .containsEntry("score", 3.5)
                    .containsEntry("visits", 4);
            station.setMetadata(station.metadata().withGeographicName("Nevada"));
            assertThat(station.metadata().others()).hasSize(3);
            assertThat(station.metadata().geographicName()).isEqualTo("Nevada");
        }
    }

    @Test
    void aRunHasOneRate() {
        try (SurveyFile file = SurveyFile.create(file())) {
            Run run = file.addSurvey("s").addStation("a").addRun(RunMetadata.of("r"));
            assertThatThrownBy(() -> run.addElectric("ex", Example.START))
                    .isInstanceOf(H5TypeException.class)
                    .hasMessageContaining("rate");
            run.addChannel(ElectricMetadata.of("ex").withSampleRate(4), new double[3]);
            assertThat(run.sampleRate()).isEqualTo(4);
            assertThatThrownBy(() -> run.addChannel(ElectricMetadata.of("ey").withSampleRate(8), new double[3]))
                    .isInstanceOf(H5TypeException.class)
                    .hasMessageContaining("4.0")
                    .hasMessageContaining("8.0");
            assertThat(run.channelNames()).containsExactly("ex");
        }
    }

    @Test
    void whatIsRemovedIsGone() {
        try (SurveyFile file = SurveyFile.create(file())) {
            Station station = Example.fill(file);
            station.run("run_001").removeChannel("ex");
            assertThat(station.metadata().channelsRecorded()).containsExactly("hy", "temperature");
            station.removeRun("run_001");
            station.transferFunctions().remove("tf01");
            station.survey().filters().remove("lut");
            station.survey().reports().remove("notes");
            assertThat(file.channelSummary()).isEmpty();
            station.survey().removeStation("MT 001");
            file.removeSurvey("sage");
            assertThat(file.surveyNames()).isEmpty();
        }
        assertThat(H5.check(file()).problems()).isEmpty();
    }

    @Test
    void manyChangeOneFile() throws Exception {
        try (SurveyFile file = SurveyFile.create(file())) {
            file.addSurvey("s").addStation("a").addRun("r", 10);
        }
        try (SurveyFile one = SurveyFile.open(file());
                SurveyFile two = SurveyFile.open(file())) {
            one.survey("s").station("a").run("r").addElectric("ex", Instant.EPOCH);
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 10; i++) {
                    one.survey("s").station("a").run("r").channel("ex").append(new double[] {1, 2});
                }
            });
            thread.start();
            for (int i = 0; i < 10; i++) {
                two.survey("s").station("a").run("r").append(Map.of("ex", new double[] {3, 4}));
            }
            thread.join();
            assertThat(two.channelSummary()).singleElement().satisfies(row -> assertThat(row.samples())
                    .isEqualTo(40));
            assertThat(one.survey("s")
                            .station("a")
                            .run("r")
                            .stored()
                            .timePeriod()
                            .end())
                    .isEqualTo(Instant.EPOCH.plusMillis(3900));
        }
        assertThat(H5.check(file()).problems()).isEmpty();
        try (SurveyFile file = SurveyFile.read(file())) {
            assertThat(file.h5().dataset("/Experiment/channel_summary").table().column("n_samples", long[].class))
                    .containsExactly(40);
        }
    }

    @Test
    void otherFilesAreRefused() {
        H5.write(file(), "x", 1);
        assertThatThrownBy(() -> SurveyFile.open(file()))
                .isInstanceOf(H5UnsupportedException.class)
                .hasMessageContaining("file.type");
        try (SurveyFile made = SurveyFile.create(
                folder.resolve("a.h5"), SurveyOptions.defaults().version(SurveyVersion.V0_1_0))) {
            assertThatThrownBy(() -> made.addSurvey("b"))
                    .isInstanceOf(H5UnsupportedException.class)
                    .hasMessageContaining("0.2.0");
        }
        try (SurveyFile read = SurveyFile.read(folder.resolve("a.h5"))) {
            Survey only = read.surveys().get(0);
            assertThatThrownBy(() -> only.addStation("x"))
                    .isInstanceOf(H5UnsupportedException.class)
                    .hasMessageContaining("SurveyFile.open");
            assertThat(List.of(only)).isEqualTo(read.surveys());
        }
    }
}
