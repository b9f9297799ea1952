package dev.tutti.bench;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.DatasetBuilder;
import dev.tutti.hdf5.Durability;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * Rows about filters that are not part of HDF5 itself. The C library that is measured here has no plug-ins for them; beside them stand the same work by one thread, and what it can
 * do with the same values: shuffle and deflate.
 */
final class CodecRows {
    private static final int ZSTD = 3;

    private final Path directory;
    private final double[] signal = Signal.samples(Workload.CHUNKED);
    private final double[] target = new double[Workload.CHUNKED];
    private final TuttiSide tutti = new TuttiSide();

    CodecRows(Path directory) {
        this.directory = directory;
    }

    private void write(Path path, int threads, UnaryOperator<DatasetBuilder> filters) throws Exception {
        Files.deleteIfExists(path);
        try (H5File file = H5.create(
                path, FileOptions.exclusive().durability(Durability.PROCESS).threads(threads))) {
            DatasetBuilder data =
                    file.create(Rows.NAME).type(DType.F64).shape(signal.length).chunk(Workload.CHUNK);
            filters.apply(data.shuffle()).create().write(signal);
        }
    }

    List<Row> all() throws Exception {
        List<Row> rows = new ArrayList<>();
        rows.addAll(of("LZ4", DatasetBuilder::lz4));
        rows.addAll(of("Zstandard", data -> data.zstd(ZSTD)));
        return rows;
    }

    private List<Row> of(String name, UnaryOperator<DatasetBuilder> filters) throws Exception {
        Path stored = directory.resolve(name + ".h5");
        Path fresh = directory.resolve(name + "-written.h5");
        Path deflated = directory.resolve("deflated.h5");
        write(stored, 2, filters);
        CSide c = new CSide(signal.length); // its memory lives as long as the rows do
        c.fill(signal);
        c.write(deflated, signal.length, Workload.CHUNK);
        String work = "codecs: %s 64 MiB, 1 MiB chunks, shuffle + " + name + ", 2 threads";
        return List.of(
                new Row(
                        String.format(Locale.ROOT, work, "read"),
                        "",
                        1,
                        List.of(
                                new Contender(Rows.TUTTI, () -> tutti.readInto(stored, target, 2)),
                                new Contender("Tutti, 1 thread", () -> tutti.readInto(stored, target, 1)),
                                new Contender("C library, shuffle + deflate", () -> c.read(deflated)))),
                new Row(
                        String.format(Locale.ROOT, work, "write"),
                        "",
                        1,
                        List.of(
                                new Contender(Rows.TUTTI, () -> write(fresh, 2, filters)),
                                new Contender("Tutti, 1 thread", () -> write(fresh, 1, filters)),
                                new Contender(
                                        "C library, shuffle + deflate",
                                        () -> c.write(fresh, signal.length, Workload.CHUNK)))));
    }
}
