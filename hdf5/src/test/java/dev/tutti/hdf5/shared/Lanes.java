package dev.tutti.hdf5.shared;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Durability;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * What the processes of {@link SharedKillProcessIT} do in one file. Each thread has a lane: transaction n of a lane appends n to the dataset of the lane
 * and sets its attribute {@code count} to n; every fourth one, by n, also appends the lane's number and n to the dataset that all share, and counts one up
 * there. So one look at the file says which transactions are in it, and whether each is there as a whole.
 */
final class Lanes {
    static final int PROCESSES = 4;
    static final int THREADS = 2;
    static final int LANES = PROCESSES * THREADS;

    /** Who waits so long waits for ever: a lock that a dead process left, or a wake-up that was lost. Far above what a busy machine takes. */
    static final Duration LONGEST = Duration.ofSeconds(60);

    /** Lanes are told apart by the bits from here on. */
    static final int LANE_SHIFT = 40;

    private static final int LEDGER_BYTES = 16;

    private Lanes() {}

    /** The system property that has a process let foreign readers in. */
    static final String FOREIGN_READERS = "lanes.foreignReaders";

    static FileOptions shared() {
        FileOptions options = FileOptions.shared().threads(1).lockTimeout(LONGEST);
        return Boolean.getBoolean(FOREIGN_READERS) ? options.foreignReaders() : options;
    }

    static String lane(int lane) {
        return "lanes/" + lane;
    }

    /** Whether transaction n goes to the dataset of all, too. */
    static boolean isForAll(long n) {
        return n % 4 == 0;
    }

    /** Some lanes commit durably. */
    static Durability durability(int lane) {
        return lane % 4 == 1 ? Durability.DURABLE : Durability.CONSISTENT;
    }

    /** The file before the first transaction. */
    static void make(Path path) {
        try (H5File file = H5.create(path)) {
            for (int lane = 0; lane < LANES; lane++) {
                var dataset = file.create(lane(lane))
                        .type(DType.I64)
                        .shape(0)
                        .maxShape(H5.UNLIMITED)
                        .chunk(64 << (lane % 3));
                (lane % 2 == 0 ? dataset : dataset.shuffle().deflate(1))
                        .create()
                        .attrs()
                        .set("count", 0L);
            }
            file.create("all")
                    .type(DType.I64)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(128)
                    .create()
                    .attrs()
                    .set("count", 0L);
        }
    }

    /** Transaction n of a lane. */
    static void commit(H5File file, int lane, long n) {
        file.update(tx -> {
            var own = tx.dataset(lane(lane));
            own.append(new long[] {n});
            own.attrs().set("count", n);
            if (isForAll(n)) {
                var all = tx.dataset("all");
                all.append(new long[] {((long) lane << LANE_SHIFT) | n});
                all.attrs().set("count", all.attrs().get("count", Long.class) + 1);
            }
        });
    }

    /** What one lane began and what was acknowledged to it; kept by the system, whoever is killed. */
    static final class Ledger {
        private final MappedByteBuffer words;

        private Ledger(MappedByteBuffer words) {
            this.words = words;
        }

        static Ledger open(Path folder, int lane) throws IOException {
            try (FileChannel channel = FileChannel.open(
                    folder.resolve("ledger-" + lane),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE)) {
                MappedByteBuffer words = channel.map(FileChannel.MapMode.READ_WRITE, 0, LEDGER_BYTES);
                words.order(ByteOrder.nativeOrder());
                return new Ledger(words);
            }
        }

        void begun(long n) {
            words.putLong(0, n);
        }

        void acknowledged(long n) {
            words.putLong(8, n);
        }

        boolean isCommitting() {
            return begun() > acknowledged();
        }

        long begun() {
            return words.getLong(0);
        }

        long acknowledged() {
            return words.getLong(8);
        }
    }
}
