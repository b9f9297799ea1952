package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.H5;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code tutti survey …}, from recording to conversion. */
@Timeout(120)
final class SurveyCommandsTest {
    private static final String LINES =
            """
            time,ex,hy
            2026-03-01T10:00:00Z,1,10
            2026-03-01T10:00:00.1Z,2,20
            2026-03-01T10:00:00.2Z,3,30
            2026-03-01T10:01:00Z,4,40
            """;

    @TempDir
    private Path folder;

    private String file() {
        return folder.resolve("s.h5").toString();
    }

    private void recordLines() {
        Shell.Outcome recorded = Shell.runWithInput(
                LINES.getBytes(StandardCharsets.UTF_8),
                "survey",
                "record",
                file(),
                "--survey",
                "x",
                "--station",
                "MT001",
                "--rate",
                "10");
        assertThat(recorded.status()).as(recorded.err()).isZero();
        assertThat(recorded.err()).contains("4 samples of 2 channels").contains("1 gaps");
    }

    @Test
    void recordsAndShows() {
        recordLines();
        assertThat(Shell.run("survey", "tree", file()).out())
                .contains("MTH5 0.2.0")
                .contains("run_002")
                .contains("hy  magnetic  1 samples");
        assertThat(Shell.run("survey", "runs", file()).lines())
                .hasSize(3)
                .last()
                .asString()
                .contains("run_002")
                .contains("ex,hy");
        assertThat(Shell.run("survey", "channels", file(), "--jsonl").lines())
                .hasSize(4)
                .first()
                .asString()
                .contains("\"n_samples\":3")
                .contains("\"component\":\"ex\"");
        assertThat(Shell.run("survey", "summary", file(), "--json").out()).contains("\"samples\" : 8");
        assertThat(Shell.run("survey", "summary", file(), "--gaps").out())
                .contains("NEW_RUN")
                .contains("59.7");
        assertThat(Shell.run("survey", "slice", file(), "MT001/run_001", "--last", "2")
                        .lines())
                .containsExactly(
                        "time,ex,hy",
                        "2026-03-01T10:00:00.100000+00:00,2.0,20.0",
                        "2026-03-01T10:00:00.200000+00:00,3.0,30.0");
        assertThat(Shell.run(
                                "survey",
                                "slice",
                                file(),
                                "x/MT001/run_001/EX",
                                "--start",
                                "2026-03-01T10:00:00.1Z",
                                "--jsonl")
                        .lines())
                .hasSize(2)
                .first()
                .asString()
                .contains("\"ex\":2.0");
        Shell.Outcome noStation = Shell.run("survey", "slice", file(), "MT002/run_001");
        assertThat(noStation.status()).isEqualTo(3);
        assertThat(noStation.err()).contains("no station 'MT002'").contains("there are [MT001]");
        Shell.Outcome noRun = Shell.run("survey", "slice", file(), "MT001/run_009");
        assertThat(noRun.status()).isEqualTo(3);
        assertThat(noRun.err()).contains("tutti survey slice: ").contains("there are [run_001, run_002]");
        assertThat(Shell.run("survey", "slice", file(), "MT001").status()).isEqualTo(2);
        slicesAreDocuments();
        assertThat(Shell.run("survey").status()).isEqualTo(2);
    }

    private void slicesAreDocuments() {
        Shell.Outcome noTime = Shell.run("survey", "slice", file(), "MT001/run_001", "--start", "noon");
        assertThat(noTime.status()).isEqualTo(2);
        assertThat(noTime.err()).contains("--start: a time such as");
        assertThat(Shell.run("survey", "slice", file(), "MT001/run_001", "--last", "2", "--json")
                        .out())
                .startsWith("[ {")
                .endsWith("} ]\n");
        assertThat(Shell.run("survey", "slice", file(), "MT001/run_001", "--last", "2", "--jsonl")
                        .lines())
                .hasSize(2);
    }

    @Test
    void rawInputGoesOnWhereItHasStopped() {
        ByteBuffer raw = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        raw.putDouble(5).putDouble(6).putDouble(7).putDouble(8);
        for (int i = 0; i < 2; i++) {
            Shell.Outcome recorded = Shell.runWithInput(
                    raw.array(),
                    "survey",
                    "record",
                    file(),
                    "--station",
                    "a",
                    "--rate",
                    "4",
                    "--format",
                    "f64",
                    "--channels",
                    "ex,ey",
                    "--resume");
            assertThat(recorded.status()).as(recorded.err()).isZero();
        }
        assertThat(Shell.run("survey", "runs", file(), "--jsonl").lines())
                .singleElement()
                .asString()
                .contains("\"n_samples\":4");
        assertThat(Shell.run("get", file() + "/Experiment/Surveys/survey/Stations/a/run_001/ey")
                        .lines())
                .containsExactly("6", "8", "6", "8");
    }

    @Test
    void validatesAndConverts() {
        recordLines();
        Shell.Outcome valid = Shell.run("survey", "validate", file(), "--check-data");
        assertThat(valid.status()).as(valid.out()).isZero();
        String old = folder.resolve("old.h5").toString();
        assertThat(Shell.run("survey", "convert", file(), old, "--to", "0.1.0").status())
                .isZero();
        assertThat(Shell.run("survey", "tree", old).out())
                .contains("MTH5 0.1.0")
                .contains("hy  magnetic  3 samples");
        assertThat(Shell.run("survey", "convert", file(), old, "--to", "0.1.0").err())
                .contains("old.h5");
        H5.writeAttr(Path.of(old), "/", "file.version", "0.3.0");
        Shell.Outcome invalid = Shell.run("survey", "validate", old, "--json");
        assertThat(invalid.status()).isEqualTo(1);
        assertThat(invalid.out()).contains("\"is_valid\" : false").contains("0.3.0");
        assertThat(Shell.run("survey", "validate", folder.resolve("none.h5").toString())
                        .status())
                .isEqualTo(3);
    }
}
