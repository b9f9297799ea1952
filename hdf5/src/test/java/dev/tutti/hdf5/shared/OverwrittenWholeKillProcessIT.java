package dev.tutti.hdf5.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.DatasetBuilder;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.process.ChildJvm;
import dev.tutti.testkit.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process that writes large datasets over as a whole, which go to new space each time and to what was given back before, is killed: each of them has the values of one write, no
 * older one than was acknowledged. In one piece (0), in chunks, and in chunks with a filter (-1); beside them a second process that is never killed sees one version at a time.
 */
class OverwrittenWholeKillProcessIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int COUNT = 9 << 17; // 9 MiB
    private static final int CHUNK = 1 << 16;

    @TempDir
    Path folder;

    /** Writes one number after another to all places of both datasets; arguments: file, first number. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) {
            long[] values = new long[COUNT];
            try (H5File file = H5.open(Path.of(args[0]), FileOptions.shared())) {
                for (long n = Long.parseLong(args[1]); ; n++) {
                    Arrays.fill(values, n);
                    file.dataset("a").write(values);
                    System.out.println("a " + n);
                    file.dataset("b").write(values);
                    System.out.println("b " + n);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, CHUNK, -1})
    void hasTheValuesOfOneWrite(int chunk) {
        Seeds.once(random -> run(chunk, random));
    }

    private void run(int chunk, Random random) throws Exception {
        Path path = folder.resolve("x.h5");
        try (H5File file = H5.create(path)) {
            for (String name : List.of("a", "b")) {
                DatasetBuilder data = file.create(name).type(DType.I64).shape(COUNT);
                DatasetBuilder laid = chunk == 0 ? data : data.chunk(CHUNK);
                (chunk < 0 ? laid.fletcher32() : laid).create().write(new long[COUNT]);
            }
        }
        long next = 1;
        try (H5File reader = H5.open(path, FileOptions.shared())) {
            for (int kill = 0; kill < Seeds.scaled(2); kill++) {
                try (ChildProcess writer =
                        ChildJvm.of(Writer.class).args(path, next).start()) {
                    writer.awaitLine("a ", PATIENCE);
                    for (int look = 0; look < 3; look++) {
                        one(reader.dataset("a").i64());
                    }
                    Thread.sleep(random.nextInt(400));
                    writer.kill();
                    long a = one(reader.dataset("a").i64());
                    long b = one(reader.dataset("b").i64());
                    assertThat(a).isGreaterThanOrEqualTo(acknowledged(writer, "a "));
                    assertThat(b).isGreaterThanOrEqualTo(acknowledged(writer, "b "));
                    next = Math.max(a, b) + 1;
                }
            }
        }
        try (H5File file = H5.open(path)) {
            assertThat(one(file.dataset("a").i64())).isEqualTo(next - 1);
        }
        assertThat(H5.check(path).problems()).isEmpty();
    }

    private static long one(long[] values) {
        assertThat(Arrays.stream(values).distinct().toArray()).hasSize(1);
        return values[0];
    }

    private static long acknowledged(ChildProcess writer, String name) {
        return writer.lines().stream()
                .map(ChildProcess.Line::text)
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.substring(name.length())))
                .max()
                .orElse(0);
    }
}
