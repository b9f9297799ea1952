package dev.tutti.bench;

import dev.tutti.bench.CObjects.Form;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Slice;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Rows about files that the system has nothing of in memory, in a JVM that has run for a while. The system forgets them at root's word. */
final class ColdRows {
    /** Linux: what is written here says what to forget; 3 is all that is clean. */
    private static final Path FORGET = Path.of("/proc/sys/vm/drop_caches");

    private static final int CHUNKS = 1_000_000;
    private static final int CHUNK = 16;
    private static final int SMALL = 10_000;
    private static final int WARM_UP = 10_000;

    private final Path directory;
    private final TuttiSide tutti = new TuttiSide();
    private final RawSide raw = new RawSide();

    ColdRows(Path directory) {
        this.directory = directory;
    }

    /** Whether this process may tell the system to forget. */
    static boolean possible() {
        return Files.isWritable(FORGET);
    }

    private static void forget() throws IOException {
        Files.write(FORGET, "3".getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
    }

    List<Row> all() throws IOException {
        CSide c = new CSide(Workload.CONTIGUOUS); // its memory lives as long as the rows do
        double[] signal = Signal.samples(Workload.CHUNKED);
        double[] target = new double[Workload.CONTIGUOUS];
        double[] chunkedTarget = new double[Workload.CHUNKED];
        c.fill(target);
        c.fill(signal);
        Path contiguous = directory.resolve("cold.h5");
        Path chunked = directory.resolve("cold-chunks.h5");
        Path small = directory.resolve("cold-small.h5");
        Path many = directory.resolve("cold-many.h5");
        c.write(contiguous, Workload.CONTIGUOUS, 0);
        c.write(chunked, Workload.CHUNKED, Workload.CHUNK);
        c.write(small, SMALL, 0);
        CObjects.makeChunks(many, Form.NEW, CHUNKS, CHUNK);
        for (Path path : List.of(contiguous, chunked, small, many)) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.force(true); // only what is on disk can be forgotten
            }
        }
        long offset = c.dataAddress(contiguous);
        long last = (long) CHUNKS * CHUNK;
        // The files are cold, not the programs: each round is but one open, by which nothing would ever be compiled.
        tutti.openReadClose(small, WARM_UP, 100);
        c.openReadClose(small, WARM_UP, 100);
        for (int i = 0; i < WARM_UP; i++) {
            readLast(many, last);
        }
        return List.of(
                row(
                        "cold: read contiguous 256 MiB into memory used before, 1 thread",
                        "0.9 × plain",
                        new Contender(Rows.TUTTI, () -> tutti.readInto(contiguous, target, 1)),
                        new Contender(Rows.C_LIBRARY, () -> c.read(contiguous)),
                        new Contender("plain reads", () -> raw.read(contiguous, offset, target))),
                row(
                        "cold: read chunked 64 MiB, 1 MiB chunks, shuffle + deflate, 2 threads",
                        "1.0 × C",
                        new Contender(Rows.TUTTI, () -> tutti.readInto(chunked, chunkedTarget, 2)),
                        new Contender(Rows.C_LIBRARY, () -> c.read(chunked))),
                row(
                        "cold: open + read 100 values + close",
                        "1.0 × C",
                        new Contender(Rows.TUTTI, () -> tutti.openReadClose(small, 1, 100)),
                        new Contender(Rows.C_LIBRARY, () -> c.openReadClose(small, 1, 100))),
                row(
                        "cold: open, read the last of 1,000,000 chunks, close",
                        "10 ms",
                        new Contender(Rows.TUTTI, () -> readLast(many, last)),
                        new Contender(Rows.C_LIBRARY, () -> CObjects.readLast(many, 1, last, CHUNK))));
    }

    private static Row row(String name, String target, Contender... contenders) {
        return new Row(name, target, 1, List.of(contenders), ColdRows::forget);
    }

    private static void readLast(Path path, long elements) {
        try (H5File file = H5.open(path, FileOptions.readOnly())) {
            file.dataset(Rows.NAME).f64(Slice.rows(elements - CHUNK, elements));
        }
    }
}
