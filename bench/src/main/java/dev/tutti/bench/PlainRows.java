package dev.tutti.bench;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.DatasetBuilder;
import dev.tutti.hdf5.Durability;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Slice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Rows about values that are stored as they are, in one piece and in chunks, in files of 256 MiB that the page cache has. The C library's memory lies outside of the heap; here there are both kinds. Nobody waits
 * for the disk: the C library never does.
 */
final class PlainRows implements AutoCloseable {
    private static final int PAGE = 4096;
    private static final int BYTES = Workload.CONTIGUOUS * Double.BYTES;

    private final Path directory;
    private final CSide c = new CSide(Workload.CONTIGUOUS);
    /** From the start of a page on, as memory for quick copies should be. */
    private final ByteBuffer memory = ByteBuffer.allocateDirect(BYTES + PAGE)
            .alignedSlice(PAGE)
            .slice(0, BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);

    private final double[] array = new double[Workload.CONTIGUOUS];

    PlainRows(Path directory) {
        this.directory = directory;
    }

    List<Row> all() {
        double[] signal = Signal.samples(Workload.CHUNKED);
        for (int from = 0; from < array.length; from += signal.length) {
            System.arraycopy(signal, 0, array, from, signal.length);
        }
        memory.asDoubleBuffer().put(array);
        c.fill(array);
        Path contiguous = directory.resolve("plain.h5");
        Path chunked = directory.resolve("plain-chunks.h5");
        c.write(contiguous, Workload.CONTIGUOUS, 0);
        c.writePlain(chunked, Workload.CONTIGUOUS, Workload.CHUNK);
        long offset = c.dataAddress(contiguous);
        RawSide raw = new RawSide();
        return List.of(
                new Row(
                        "plain: read contiguous into memory off the heap",
                        "1.1 × C, 0.9 × plain",
                        1,
                        List.of(
                                new Contender(Rows.TUTTI, () -> read(contiguous, 1)),
                                new Contender(Rows.C_LIBRARY, () -> c.read(contiguous)),
                                new Contender("plain reads", () -> raw.read(contiguous, offset, memory.clear())))),
                new Row(
                        "plain: read contiguous into memory off the heap, 2 threads",
                        "1.1 × C",
                        1,
                        List.of(
                                new Contender(Rows.TUTTI, () -> read(contiguous, 2)),
                                new Contender(Rows.C_LIBRARY, () -> c.read(contiguous)))),
                new Row(
                        "plain: read chunks of 1 MiB into an array, 2 threads",
                        "1.0 × C",
                        1,
                        List.of(
                                new Contender(Rows.TUTTI, () -> readArray(chunked, 2)),
                                new Contender(Rows.C_LIBRARY, () -> c.read(chunked)),
                                new Contender("Tutti, 1 thread", () -> readArray(chunked, 1)))),
                new Row(
                        "plain: write contiguous from memory off the heap",
                        "1.0 × C, 0.9 × plain",
                        1,
                        List.of(
                                new Contender(Rows.TUTTI, () -> write(false, one -> one)),
                                new Contender(Rows.C_LIBRARY, () -> c.write(fresh(), Workload.CONTIGUOUS, 0)),
                                new Contender("plain writes", () -> raw.write(fresh(), memory.clear())),
                                new Contender("Tutti, from an array", () -> write(true, one -> one)))),
                new Row(
                        "plain: write chunks of 1 MiB from an array, 2 threads",
                        "1.0 × C",
                        1,
                        List.of(
                                new Contender(Rows.TUTTI, () -> write(true, data -> data.chunk(Workload.CHUNK))),
                                new Contender(
                                        Rows.C_LIBRARY,
                                        () -> c.writePlain(fresh(), Workload.CONTIGUOUS, Workload.CHUNK)))));
    }

    private void read(Path path, int threads) {
        try (H5File file = H5.open(path, FileOptions.readOnly().threads(threads))) {
            file.dataset(Rows.NAME).readInto(memory.clear(), Slice.all());
        }
    }

    private void readArray(Path path, int threads) {
        try (H5File file = H5.open(path, FileOptions.readOnly().threads(threads))) {
            file.dataset(Rows.NAME).readInto(array, Slice.all());
        }
    }

    private void write(boolean fromArray, UnaryOperator<DatasetBuilder> layout) throws IOException {
        FileOptions options = FileOptions.exclusive().durability(Durability.PROCESS);
        try (H5File file = H5.create(fresh(), options)) {
            Dataset data = layout.apply(file.create(Rows.NAME).type(DType.F64).shape(Workload.CONTIGUOUS))
                    .create();
            if (fromArray) {
                data.write(array);
            } else {
                data.writeRaw(Slice.all(), memory.clear());
            }
        }
    }

    /** Always the same name, so that no round finds the system busy with giving back what another has written. */
    private Path fresh() throws IOException {
        Path path = directory.resolve("plain-written.h5");
        Files.deleteIfExists(path);
        return path;
    }

    @Override
    public void close() {
        c.close();
    }
}
