package dev.tutti.hdf5.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.errors.H5Exception;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Slice;
import dev.tutti.hdf5.Transaction;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.process.ChildJvm;
import dev.tutti.testkit.process.ChildProcess;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dataset larger than the heap by far is written, iterated and checked in a JVM of 256 MB: 1 GiB, or 20 GiB in the long run. */
class BoundedMemoryIT {
    private static final int BLOCK = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void aDatasetLargerThanTheHeapIsWrittenAndIterated() throws Exception {
        long gibibytes = Seeds.isLong() ? 20 : 1;
        try (ChildProcess child = ChildJvm.of(Main.class)
                .heap("256m")
                .args(folder.resolve("large.h5"), gibibytes)
                .start()) {
            child.awaitSuccess(Duration.ofMinutes(Seeds.isLong() ? 30 : 5));
            assertThat(child.lines()).anyMatch(line -> line.text().equals("rows " + (gibibytes << 27)));
        }
    }

    @Test
    void aSharedDatasetAsLargeAsTheHeapIsOverwrittenAsAWholeAndALargePartIsRefused() throws Exception {
        try (ChildProcess child = ChildJvm.of(Overwrite.class)
                .heap("96m")
                .args(folder.resolve("shared.h5"))
                .start()) {
            child.awaitSuccess(Duration.ofMinutes(2));
            assertThat(child.lines()).anyMatch(line -> line.text()
                    .contains("the values that a transaction sets in place wait in memory"));
        }
    }

    /** Overwrites a dataset in one piece from memory outside the heap, then half of it, which a log would have to hold. */
    static final class Overwrite {
        private static final int BYTES = 88 << 20;

        private Overwrite() {}

        public static void main(String[] args) {
            Path path = Path.of(args[0]);
            ByteBuffer values = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.LITTLE_ENDIAN);
            try (H5File file = H5.create(path)) {
                file.create("data").type(DType.F64).shape(BYTES / 8).create().writeRaw(Slice.all(), values.clear());
            }
            values.putDouble(BYTES - 8, 7);
            try (H5File file = H5.open(path, FileOptions.shared())) {
                Dataset data = file.dataset("data");
                data.writeRaw(Slice.all(), values.clear());
                expectLast(data, 7);
                values.putDouble(BYTES - 8, 9);
                ByteBuffer half = values.position(BYTES / 2).slice().order(ByteOrder.LITTLE_ENDIAN);
                Slice part = Slice.rows(BYTES / 16, BYTES / 8);
                expectRefused(() -> data.writeRaw(part, half));
                expectLast(data, 7);
                try (Transaction transaction = file.begin()) {
                    expectRefused(() -> transaction.dataset("data").writeRaw(part, half));
                    expectRefused(transaction::commit); // or half of the write would be there
                }
                expectLast(data, 7);
                data.write(Slice.rows(BYTES / 8 - 1, BYTES / 8), new double[] {8});
                expectLast(data, 8);
            }
            if (!H5.check(path).clean()) {
                throw new IllegalStateException(H5.check(path).toString());
            }
        }

        private static void expectRefused(Runnable work) {
            try {
                work.run();
            } catch (H5Exception e) {
                System.out.println(e.getMessage());
                return;
            }
            throw new IllegalStateException("it was taken");
        }

        private static void expectLast(Dataset data, double expected) {
            double found = data.f64(Slice.rows(BYTES / 8 - 1, BYTES / 8))[0];
            if (found != expected) {
                throw new IllegalStateException("expected " + expected + ", found " + found);
            }
        }
    }

    /** Writes, iterates and checks. */
    static final class Main {
        private Main() {}

        public static void main(String[] args) {
            Path path = Path.of(args[0]);
            long total = Long.parseLong(args[1]) << 27;
            try (H5File file = H5.create(path)) {
                Dataset data = file.create("data")
                        .type(DType.F64)
                        .shape(0)
                        .maxShape(H5.UNLIMITED)
                        .chunk(1 << 17)
                        .create();
                double[] block = new double[BLOCK];
                for (long first = 0; first < total; first += BLOCK) {
                    for (int i = 0; i < BLOCK; i++) {
                        block[i] = first + i;
                    }
                    data.append(block);
                }
            }
            long next = 0;
            try (H5File file = H5.open(path)) {
                Dataset data = file.dataset("data");
                for (var slice : (Iterable<Slice>) data.rows()::iterator) {
                    for (double value : data.f64(slice)) {
                        if (value != next) {
                            throw new IllegalStateException("expected " + next + ", found " + value);
                        }
                        next++;
                    }
                }
            }
            System.out.println("rows " + next);
            if (!H5.check(path).clean()) {
                throw new IllegalStateException(H5.check(path).toString());
            }
        }
    }
}
