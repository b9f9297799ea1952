package dev.tutti.hdf5.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.FollowedDataset;
import dev.tutti.hdf5.Follower;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.LiveWriter;
import dev.tutti.testkit.process.ChildProcess;
import dev.tutti.testkit.process.Tools;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** h5py's two SWMR examples with Tutti in the place of the writer, and of the reader. None of the five updates is missed. */
class SwmrExamplesOracleIT {
    private static final Duration WAIT = Duration.ofSeconds(40);
    private static final long[] ARRAY = {1, 2, 3, 4};

    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void needH5py() {
        Tools.assumeH5py();
        path = directory.resolve("swmrmp.h5");
    }

    @Test
    void tuttiWritesForTheReaderWithAnEvent() throws Exception {
        try (LiveWriter writer = H5.live(path)) {
            Dataset data = dataset(writer);
            try (ChildProcess reader = Tools.startPython(ExamplePython.EVENT_READER, path, "data")) {
                reader.awaitLine("opened", WAIT);
                for (int i = 1; i <= 5; i++) {
                    data.append(ARRAY);
                    writer.publish();
                    reader.send("event");
                    assertThat(reader.awaitLine("shape", WAIT)).isEqualTo("shape " + 4 * i + " sum " + 10 * i);
                }
            }
        }
    }

    @Test
    void tuttiWritesForTheReaderWithInotify() throws Exception {
        try (ChildProcess reader = written()) {
            reader.awaitLine("writer closed", WAIT);
            reader.awaitSuccess(WAIT);
        }
    }

    private ChildProcess written() throws Exception {
        try (LiveWriter writer = H5.live(path)) {
            Dataset data = dataset(writer);
            ChildProcess reader = Tools.startPython(ExamplePython.INOTIFY_READER, path, "data");
            reader.awaitLine("opened", WAIT);
            for (int i = 1; i <= 5; i++) {
                data.append(ARRAY);
                writer.publish();
                reader.awaitLine(("shape " + 4 * i + " sum " + 10 * i)::equals, WAIT);
            }
            return reader;
        }
    }

    @Test
    void tuttiReadsWhatTheExamplesWrite() throws Exception {
        try (ChildProcess writer = Tools.startPython(ExamplePython.WRITER, path, "data")) {
            writer.awaitLine("live", WAIT);
            try (Follower follower = H5.follow(path)) {
                FollowedDataset data = follower.dataset("data");
                for (int i = 1; i <= 5; i++) {
                    writer.send("next");
                    assertThat(data.await(4L * i, WAIT)).isTrue();
                    long[] values = data.now().i64();
                    assertThat(values).hasSize(4 * i);
                    assertThat(values[4 * i - 1]).isEqualTo(4);
                }
                writer.send("close");
                writer.awaitLine("closed", WAIT);
            }
        }
    }

    private static Dataset dataset(LiveWriter writer) {
        Dataset data = writer.create("data")
                .type(DType.I64)
                .shape(0)
                .maxShape(H5.UNLIMITED)
                .chunk(2)
                .create();
        writer.publish();
        return data;
    }
}
