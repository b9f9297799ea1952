package dev.tutti.hdf5.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.AppendStream;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.testkit.process.ChildJvm;
import dev.tutti.testkit.process.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes append compressed rows to one dataset at the same time: all rows are there, each once, and in the order of their process. */
class AppendStreamProcessIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int CHUNK = 4096;
    private static final int BLOCKS = 40;
    private static final int BLOCK = 3000;

    /** A row is the number of its process, its number there, and noise that costs time to compress. */
    static final int WIDTH = 4;

    @TempDir
    Path folder;

    /** Appends rows to the dataset of a file; arguments: file, number of the process. */
    static final class Appender {
        private Appender() {}

        public static void main(String[] args) throws Exception {
            long process = Long.parseLong(args[1]);
            Random noise = new Random(process);
            try (H5File file = H5.open(Path.of(args[0]), FileOptions.shared().threads(1));
                    AppendStream rows = file.dataset("rows").appendStream()) {
                System.out.println("ready");
                System.in.read();
                for (int block = 0; block < BLOCKS; block++) {
                    long[] values = new long[BLOCK * WIDTH];
                    for (int r = 0; r < BLOCK; r++) {
                        values[r * WIDTH] = process;
                        values[r * WIDTH + 1] = (long) block * BLOCK + r;
                        values[r * WIDTH + 2] = noise.nextInt(1 << 20);
                        values[r * WIDTH + 3] = noise.nextInt(1 << 10);
                    }
                    rows.append(values);
                }
            }
            System.out.println("done");
        }
    }

    @Test
    void twoProcessesFillOneDataset() throws Exception {
        Path path = folder.resolve("x.h5");
        try (H5File file = H5.create(path)) {
            file.create("rows")
                    .type(DType.I64)
                    .shape(0, WIDTH)
                    .maxShape(H5.UNLIMITED, WIDTH)
                    .chunk(CHUNK, WIDTH)
                    .shuffle()
                    .deflate(6)
                    .create();
        }
        List<ChildProcess> children = new ArrayList<>();
        try {
            for (int p = 1; p <= 2; p++) {
                children.add(ChildJvm.of(Appender.class).args(path, p).start());
            }
            for (ChildProcess child : children) {
                child.awaitLine("ready", PATIENCE);
            }
            for (ChildProcess child : children) {
                child.send("go");
            }
            for (ChildProcess child : children) {
                child.awaitLine("done", PATIENCE);
                child.awaitSuccess(PATIENCE);
            }
        } finally {
            children.forEach(ChildProcess::close);
        }
        assertThat(Files.exists(folder.resolve("x.h5-shm"))).isFalse();
        assertThat(H5.check(path).problems()).isEmpty();
        int turns = assertAllOnce(path);
        assertThat(turns)
                .as("blocks of the two alternate, so that they worked at the same time")
                .isGreaterThan(2);
    }

    /** Returns how often rows of one process follow rows of the other. */
    private static int assertAllOnce(Path path) {
        try (H5File file = H5.open(path, FileOptions.readOnly())) {
            long[] values = file.dataset("rows").i64();
            assertThat(values).hasSize(2 * BLOCKS * BLOCK * WIDTH);
            Map<Long, Long> next = new HashMap<>();
            int turns = 0;
            long last = 0;
            for (int at = 0; at < values.length; at += WIDTH) {
                long process = values[at];
                turns += process == last ? 0 : 1;
                last = process;
                long expected = next.getOrDefault(process, 0L);
                if (values[at + 1] != expected) {
                    throw new AssertionError("row " + at / WIDTH + ": row " + values[at + 1] + " of process " + process
                            + ", expected " + expected);
                }
                next.put(process, expected + 1);
            }
            assertThat(next).hasSize(2).containsValues((long) BLOCKS * BLOCK);
            return turns;
        }
    }
}
