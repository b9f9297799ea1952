package dev.tutti.hdf5.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.CheckReport;
import dev.tutti.hdf5.H5;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.process.ChildJvm;
import dev.tutti.testkit.process.ChildProcess;
import dev.tutti.testkit.process.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups, datasets and attributes that appear while stock C readers open, look and refresh: none crashes, hangs or sees a wrong value. */
class NewObjectsOracleIT {
    private static final int OPENS = Seeds.isLong() ? 10_000 : 1_500;

    /** Of h5py; one of the bundled C library beside them. */
    private static final int READERS = 2;

    private static final Duration START = Duration.ofSeconds(40);
    private static final Duration WORK = Duration.ofSeconds(Seeds.isLong() ? 900 : 90);

    @TempDir
    Path directory;

    @Test
    void h5pySurvivesNewObjects() throws Exception {
        Tools.assumeH5py();
        survives(OPENS / READERS, (path, number) -> {
            List<ChildProcess> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(Tools.startPython(Python.NEW_OBJECTS, path, number, WORK.toSeconds(), i + 1));
            }
            return readers;
        });
    }

    @Test
    void theBundledCLibrarySurvivesNewObjects() throws Exception {
        survives(
                OPENS,
                (path, number) -> List.of(ChildJvm.of(CObjectsMain.class)
                        .option("-Dorg.bytedeco.javacpp.cachedir="
                                + Path.of("target/javacpp").toAbsolutePath())
                        .args(path, number, WORK.toSeconds(), 3)
                        .start()));
    }

    private interface Readers {
        List<ChildProcess> start(Path path, int opens) throws Exception;
    }

    private void survives(int opensEach, Readers start) throws Exception {
        Path path = directory.resolve("objects.h5");
        try (ChildProcess writer = ChildJvm.of(WriterMain.class)
                .heap("512m")
                .args("objects", path, 1_000_000, 5_000)
                .start()) {
            writer.awaitLine("live", START);
            List<ChildProcess> readers = start.start(path, opensEach);
            try {
                for (ChildProcess reader : readers) {
                    assertThat(opens(reader.awaitLine("ok", WORK.plus(START)))).isEqualTo(opensEach);
                    reader.awaitSuccess(START);
                }
            } finally {
                readers.forEach(ChildProcess::close);
            }
            writer.send("stop");
            writer.send("close");
            writer.awaitSuccess(START);
        }
        CheckReport report = H5.check(path);
        assertThat(report.problems()).as(report.toString()).isEmpty();
    }

    private static int opens(String line) {
        Matcher matcher = Pattern.compile("opens=(\\d+)").matcher(line);
        assertThat(matcher.find()).as(line).isTrue();
        return Integer.parseInt(matcher.group(1));
    }
}
