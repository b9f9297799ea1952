package dev.tutti.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the validator finds, and that a file is the same in the other version of the layout. */
final class ValidateAndConvertTest {
    private static final EnumSet<SurveyValidator.Part> ALL = EnumSet.allOf(SurveyValidator.Part.class);
    private static final String STATION = "/Experiment/Surveys/sage/Stations/MT_001";

    @TempDir
    private Path folder;

    private Path made(SurveyVersion version) {
        Path path = folder.resolve(version + ".h5");
        try (SurveyFile file = SurveyFile.create(path, SurveyOptions.defaults().version(version))) {
            Example.fill(file);
        }
        return path;
    }

    @ParameterizedTest
    @EnumSource(SurveyVersion.class)
    void ownFilesAreValid(SurveyVersion version) {
        ValidationReport report = SurveyValidator.validate(made(version), ALL);
        assertThat(report.isValid()).as(report.messages().toString()).isTrue();
        assertThat(report.messages())
                .filteredOn(message -> message.level() == ValidationReport.Level.WARNING)
                .singleElement()
                .satisfies(message -> assertThat(message.path()).endsWith("temperature"));
        assertThat(report.json()).contains("\"is_valid\" : true").contains("\"error_count\" : 0");
    }

    @Test
    void damageIsFound() throws IOException {
        finds("file.type", file -> file.attrs().set("file.type", "XYZ"));
        finds("file.version", file -> file.attrs().set("file.version", "9"));
        finds("data_level", file -> file.attrs().set("data_level", 7));
        finds("does not know", file -> file.createGroup("/Experiment/Extra"));
        finds("is missing", file -> file.delete("/Experiment/Standards"));
        finds("fixed length", file -> file.get(STATION).attrs().set("id", "MT_001", DType.string(8)));
        finds("sample_rate", file -> file.get(STATION + "/run_001/ex").attrs().set("sample_rate", 9.0));
        finds(
                "sample_rate is missing",
                file -> file.get(STATION + "/run_001/ex").attrs().remove("sample_rate"));
        finds("location.latitude", file -> file.get(STATION).attrs().set("location.latitude", "north"));
        finds("lists 3 channels with 6000 samples", file -> file.dataset(STATION + "/run_001/ex")
                .append(new double[1]));
        finds(
                "time_period.end",
                file -> file.get(STATION + "/run_001/ex").attrs().set("time_period.end", "2020-01-01T00:00:00+00:00"));
        finds("run_list", file -> file.delete(STATION + "/run_001"));
        finds("no channels", file -> file.createGroup(STATION + "/run_002"));
        finds("no samples", file -> file.dataset(STATION + "/run_001/ex").resize(0));
    }

    private void finds(String text, Consumer<H5File> damage) throws IOException {
        Path sound = folder.resolve(SurveyVersion.V0_2_0 + ".h5");
        Path path = folder.resolve("damaged.h5");
        try {
            Files.copy(Files.exists(sound) ? sound : made(SurveyVersion.V0_2_0), path);
            try (H5File file = H5.open(path)) {
                damage.accept(file);
            }
            ValidationReport report = SurveyValidator.validate(path, ALL);
            assertThat(report.messages()).as(text).anySatisfy(message -> {
                assertThat(message.level()).isNotEqualTo(ValidationReport.Level.INFO);
                assertThat(message.toString()).contains(text);
            });
        } finally {
            assertThat(path.toFile().delete()).isTrue();
        }
    }

    @Test
    void longLooksTellHowFarTheyAre() throws IOException {
        Path path = made(SurveyVersion.V0_2_0);
        List<Long> told = new ArrayList<>();
        assertThat(SurveyValidator.validate(path, ALL, told::add).isValid()).isTrue();
        assertThat(told).hasSize(3).isSorted();
        assertThat(told.get(2)).isPositive().isLessThan(Files.size(path));
        try (H5File file = H5.open(path)) {
            file.delete("/Experiment/fc_summary");
        }
        assertThat(SurveyValidator.validate(path).messages())
                .anyMatch(message -> message.level() == ValidationReport.Level.INFO
                        && message.path().equals("/Experiment/fc_summary"));
    }

    @Test
    void convertsThereAndBack() {
        Path old = made(SurveyVersion.V0_1_0);
        try (SurveyFile file = SurveyFile.open(old)) {
            // What only later versions of the standard describe.
            Group features = file.h5().group(file.stations().get(0).path() + "/Features");
            features.put("coherence/run_001/ex_hy", new double[] {0.5, 0.75});
            features.group("coherence").attrs().set("mth5_type", "Feature");
        }
        Path next = folder.resolve("next.h5");
        Path back = folder.resolve("back.h5");
        int[] steps = {0};
        assertThat(SurveyConverter.convert(
                        old, next, SurveyVersion.V0_2_0, null, (done, all) -> steps[0] = 10 * done + all))
                .isEqualTo(new SurveyConverter.Done(1, 1, 3, 6000));
        assertThat(steps[0]).isEqualTo(11);
        SurveyConverter.convert(next, back, SurveyVersion.V0_1_0);
        for (Path path : new Path[] {next, back}) {
            ValidationReport report = SurveyValidator.validate(path, ALL);
            assertThat(report.isValid()).as(report.messages().toString()).isTrue();
            try (SurveyFile was = SurveyFile.read(old);
                    SurveyFile is = SurveyFile.read(path)) {
                assertThat(is.survey("sage").metadata())
                        .isEqualTo(was.survey("sage").metadata());
                Station station = is.survey("sage").station("MT_001");
                assertThat(station.metadata())
                        .isEqualTo(was.survey("sage").station("MT_001").metadata());
                assertThat(station.run("run_001").channel("ex").all().f64()).isEqualTo(Example.wave(2000, 0));
                assertThat(is.survey("sage").filters().names())
                        .isEqualTo(was.survey("sage").filters().names());
                assertThat(is.survey("sage").reports().names()).containsExactly("notes", "photo");
                assertThat(is.survey("sage").reports().bytes("photo")).isEqualTo(Example.IMAGE);
                Group features = is.h5().group(station.path() + "/Features");
                assertThat(features.dataset("coherence/run_001/ex_hy").f64()).containsExactly(0.5, 0.75);
                assertThat(features.group("coherence").attrs().get("mth5_type")).isEqualTo("Feature");
                assertThat(station.transferFunctions().names()).containsExactly("tf01");
                assertThat(is.fourierSummary()).hasSize(1);
            }
        }
        assertThatThrownBy(() -> SurveyConverter.convert(old, next, SurveyVersion.V0_2_0))
                .isInstanceOf(H5ExistsException.class);
    }

    @Test
    void severalSurveysNeedAChoice() {
        Path path = folder.resolve("two.h5");
        try (SurveyFile file = SurveyFile.create(path)) {
            file.addSurvey("a").addStation("x");
            file.addSurvey("b").addStation("y");
        }
        Path out = folder.resolve("out.h5");
        assertThatThrownBy(() -> SurveyConverter.convert(path, out, SurveyVersion.V0_1_0))
                .isInstanceOf(H5UnsupportedException.class)
                .hasMessageContaining("[a, b]");
        assertThat(out).doesNotExist();
        assertThat(SurveyConverter.convert(path, out, SurveyVersion.V0_1_0, "b", (done, all) -> {})
                        .stations())
                .isEqualTo(1);
    }
}
