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
    private static final int READERS = 2;
    private static final Duration START = Duration.ofSeconds(40);
    private static final Duration WORK = Duration.ofSeconds(Seeds.isLong() ? 900 : 90);

    @TempDir
    Path directory;

    @Test
    void cReadersSurviveNewObjects() throws Exception {
        Tools.assumeH5py();
        Path path = directory.resolve("objects.h5");
        try (ChildProcess writer = ChildJvm.of(WriterMain.class)
                .heap("512m")
                .args("objects", path, 1_000_000, 5_000)
                .start()) {
            writer.awaitLine("live", START);
            List<ChildProcess> readers = new ArrayList<>();
            try {
                for (int i = 0; i < READERS; i++) {
                    readers.add(Tools.startPython(Python.NEW_OBJECTS, path, OPENS / READERS, WORK.toSeconds(), i + 1));
                }
                int opens = 0;
                for (ChildProcess reader : readers) {
                    opens += opens(reader.awaitLine("ok", WORK.plus(START)));
                    reader.awaitSuccess(START);
                }
                assertThat(opens).isEqualTo(OPENS / READERS * READERS);
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
