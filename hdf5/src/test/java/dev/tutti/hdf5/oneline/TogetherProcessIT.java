package dev.tutti.hdf5.oneline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.Listing;
import dev.tutti.testkit.process.ChildJvm;
import dev.tutti.testkit.process.ChildProcess;
import dev.tutti.testkit.process.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Threads and processes that write one file line by line, from its first byte on, without a lock of their own. */
@Timeout(120)
class TogetherProcessIT {
    private static final int EACH = 12;

    @TempDir
    Path folder;

    @Test
    void processesMakeOneFile() throws Exception {
        Path file = folder.resolve("together.h5");
        List<ChildProcess> writers = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                writers.add(ChildJvm.of(WriterMain.class)
                        .heap("64m")
                        .args(file, "process " + i, EACH)
                        .start());
            }
            for (ChildProcess writer : writers) {
                writer.awaitSuccess(Duration.ofSeconds(100));
            }
        } finally {
            writers.forEach(ChildProcess::close);
        }
        isWhole(file, "process ", 3);
    }

    @Test
    void threadsMakeOneFile() throws Exception {
        Path file = folder.resolve("threads.h5");
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                String name = "thread " + i;
                ends.add(threads.submit(() -> WriterMain.main(new String[] {file.toString(), name, "" + EACH})));
            }
            for (Future<?> end : ends) {
                end.get(100, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        isWhole(file, "thread ", 6);
    }

    private static void isWhole(Path file, String prefix, int writers) throws Exception {
        assertThat(H5.list(file, "/", Listing.RECURSIVE)).hasSize(writers * (EACH + 1));
        for (int w = 0; w < writers; w++) {
            for (int i = 0; i < EACH; i++) {
                assertThat(H5.read(file, prefix + w + "/" + i)).isEqualTo(new double[] {i, i + 0.5});
            }
        }
        assertThat(H5.check(file).problems()).isEmpty();
        Tools.python(
                        "import sys, h5py\nwith h5py.File(sys.argv[1]) as f:\n"
                                + "  assert all(f['%s%d/%d' % (sys.argv[2], w, i)][()].tolist() == [i, i + 0.5]"
                                + " for w in range(int(sys.argv[3])) for i in range(int(sys.argv[4])))\n",
                        file, prefix, writers, EACH)
                .success();
    }
}
