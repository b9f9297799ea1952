package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.testkit.process.ChildJvm;
import dev.tutti.testkit.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration with all its processes, short. */
final class DemoProcessIT {
    @TempDir
    private Path folder;

    @Test
    void everyCommittedSampleReachesEveryReader() throws Exception {
        Path kept = folder.resolve("kept.h5");
        String report = demo("--readers", "2", "--duration", "2s", "--keep", kept);
        assertThat(report).contains("All of it holds.").contains("2 of 2 readers");
        try (H5File file = H5.open(kept)) {
            assertThat(file.contains("/Experiment/Surveys/live_survey/Stations/MT001/run_001/ex"))
                    .isTrue();
            assertThat(file.contains("/Experiment/Surveys/live_survey/Stations/MT001/run_002/ex"))
                    .isTrue();
        }
    }

    @Test
    void aWriterThatIsKilledIsReplaced() throws Exception {
        assertThat(demo("--readers", "2", "--duration", "3s", "--kill-writer"))
                .contains("was killed (SIGKILL)")
                .contains("All of it holds.");
    }

    @Test
    void aRecordedDatasetIsReplayed() throws Exception {
        Path source = folder.resolve("source.h5");
        try (H5File file = H5.create(source)) {
            file.create("grid/t")
                    .type(dev.tutti.hdf5.DType.F32.bigEndian())
                    .shape(24, 3, 5)
                    .create()
                    .write(IntStream.range(0, 24 * 15)
                            .mapToDouble(i -> i % 7 == 0 ? Double.NaN : i / 8.0)
                            .toArray());
        }
        assertThat(demo("--readers", "1", "--duration", "1s", "--replay", source + "/grid/t"))
                .contains("All of it holds.");
    }

    private static String demo(Object... args) throws Exception {
        try (ChildProcess process =
                ChildJvm.of(Main.class).args("demo").args(args).family().start()) {
            int status = process.awaitExit(Duration.ofSeconds(120));
            assertThat(status).as(process.report()).isZero();
            return process.report();
        }
    }
}
