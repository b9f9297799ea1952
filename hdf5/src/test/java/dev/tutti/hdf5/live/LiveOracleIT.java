package dev.tutti.hdf5.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.CheckReport;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.FollowedDataset;
import dev.tutti.hdf5.Follower;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Slice;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.process.ChildJvm;
import dev.tutti.testkit.process.ChildProcess;
import dev.tutti.testkit.process.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One writer at full speed, several readers of the other make. */
class LiveOracleIT {
    private static final Duration START = Duration.ofSeconds(40);
    private static final Duration WORK = Duration.ofSeconds(120);
    private static final int STEP = 37;
    private static final int STEPS = Seeds.isLong() ? 40_000 : 2_500;

    @TempDir
    Path directory;

    @Test
    void readersOfTheCLibraryFollowTutti() throws Exception {
        Tools.assumeH5py();
        Path path = directory.resolve("tutti.h5");
        int length = STEP * STEPS;
        try (ChildProcess writer =
                ChildJvm.of(WriterMain.class).args("grow", path, STEP, STEPS).start()) {
            writer.awaitLine("live", START);
            List<ChildProcess> readers = new ArrayList<>();
            try {
                readers.add(Tools.startPython(Python.FOLLOW, path, length, WORK.toSeconds(), "refresh"));
                readers.add(Tools.startPython(Python.FOLLOW, path, length, WORK.toSeconds(), "reopen", 2));
                readers.add(cReader(path, length));
                for (ChildProcess reader : readers) {
                    reader.awaitLine("ready", START);
                }
                writer.send("go");
                writer.awaitLine("written", WORK);
                for (ChildProcess reader : readers) {
                    reader.awaitLine("ok", WORK);
                    reader.awaitSuccess(START);
                }
            } finally {
                readers.forEach(ChildProcess::close);
            }
            writer.send("close");
            writer.awaitSuccess(START);
        }
        assertClean(path);
        Tools.run("h5dump", "-H", path).success();
    }

    @Test
    void followersOfTuttiFollowTheCLibrary() throws Exception {
        Tools.assumeH5py();
        Path path = directory.resolve("h5py.h5");
        int steps = STEPS / 2;
        long length = (long) STEP * steps;
        try (ChildProcess writer = Tools.startPython(Python.WRITE, path, STEP, steps)) {
            writer.awaitLine("live", START);
            try (Follower follower = H5.follow(path);
                    Follower second = H5.follow(path)) {
                Continuity plain = new Continuity(follower.dataset("plain"));
                Continuity deflated = new Continuity(follower.dataset("deflated"));
                FollowedDataset table = second.dataset("table");
                writer.send("go");
                assertThat(plain.dataset.await(length, WORK)).isTrue();
                assertThat(deflated.dataset.await(length, WORK)).isTrue();
                assertThat(table.await(length, WORK)).isTrue();
                plain.assertComplete(length);
                deflated.assertComplete(length);
                int[] cells = table.now().i32();
                for (int i = 0; i < cells.length; i++) {
                    assertThat(cells[i]).isEqualTo(i / 3 * (int) Math.pow(10, i % 3));
                }
                writer.send("close");
                writer.awaitLine("closed", START);
            }
        }
    }

    /** Listens to a dataset whose values are their indices: no sample may be missing, double or wrong. */
    private static final class Continuity {
        private final FollowedDataset dataset;
        private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
        private volatile long next;

        Continuity(FollowedDataset dataset) throws Exception {
            this.dataset = dataset;
            dataset.onAppend(append -> {
                if (append.from() != next) {
                    faults.add("from " + append.from() + " after " + next);
                }
                double[] values = append.f64();
                for (int i = 0; i < values.length; i++) {
                    if (values[i] != append.from() + i) {
                        faults.add("[" + (append.from() + i) + "] is " + values[i]);
                        break;
                    }
                }
                next = append.to();
            });
        }

        void assertComplete(long length) throws InterruptedException {
            long end = System.nanoTime() + START.toNanos();
            while (next < length && System.nanoTime() < end) {
                Thread.sleep(5);
            }
            assertThat(faults).isEmpty();
            assertThat(next).isEqualTo(length);
        }
    }

    private static ChildProcess cReader(Path path, long length) throws Exception {
        return ChildJvm.of(CReaderMain.class)
                .option("-Dorg.bytedeco.javacpp.cachedir="
                        + Path.of("target/javacpp").toAbsolutePath())
                .args(path, length, WORK.toSeconds())
                .start();
    }

    static void assertClean(Path path) {
        CheckReport report = H5.check(path);
        assertThat(report.problems()).as(report.toString()).isEmpty();
        try (H5File file = H5.open(path)) {
            for (String name : List.of("plain", "deflated")) {
                Dataset dataset = file.dataset(name);
                double[] values = dataset.f64(Slice.all());
                for (int i = 0; i < values.length; i++) {
                    assertThat(values[i]).isEqualTo(i);
                }
            }
        }
    }
}
