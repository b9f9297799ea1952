package dev.tutti.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of the table, and the files that they stand on. */
final class Rows implements AutoCloseable {
    static final String TUTTI = "Tutti";
    static final String C_LIBRARY = "C library";

    /** What a dataset is called in the files of the rows. */
    static final String NAME = "data";

    /** So many that making and closing the file weigh little: Tutti's close waits for the disk. */
    private static final int APPENDS = 20_000;

    private static final int OPENS = 1_000;

    private final Path directory;
    private final CSide c;
    private final TuttiSide tutti;

    private final JhdfSide jhdf = new JhdfSide();
    private final @Nullable H5pySide h5py;
    private final boolean peers;

    /** Rows with the C library alone, or with the other {@code peers} too. */
    Rows(Path directory, boolean peers) throws IOException {
        this.peers = peers;
        this.h5py = peers ? H5pySide.start() : null;
        this.directory = directory;
        this.c = new CSide(Workload.CONTIGUOUS);
        this.tutti = new TuttiSide();
    }

    List<Row> all() {
        Path contiguous = directory.resolve("contiguous.h5");
        Path chunked = directory.resolve("chunked.h5");
        double[] signal = Signal.samples(Workload.CHUNKED);
        double[] target = new double[Workload.CONTIGUOUS];
        c.fill(new double[Workload.CONTIGUOUS]);
        c.fill(signal);
        c.write(contiguous, Workload.CONTIGUOUS, 0);
        c.write(chunked, Workload.CHUNKED, Workload.CHUNK);
        long offset = c.dataAddress(contiguous);
        RawSide raw = new RawSide();
        if (h5py != null) {
            h5py.load(chunked);
        }
        List<Row> rows = new ArrayList<>(List.of(
                new Row(
                        "read contiguous 256 MiB float64 into memory used before, 1 thread",
                        "1.1 × C, 0.9 × plain",
                        1,
                        List.of(
                                new Contender(TUTTI, () -> tutti.readInto(contiguous, target, 1)),
                                new Contender(C_LIBRARY, () -> c.read(contiguous)),
                                new Contender("plain reads", () -> raw.read(contiguous, offset, target)))),
                new Row(
                        "read contiguous 256 MiB float64 into memory used before, 2 threads",
                        "1.1 × C, 0.9 × plain",
                        1,
                        List.of(
                                new Contender(TUTTI, () -> tutti.readInto(contiguous, target, 2)),
                                new Contender(C_LIBRARY, () -> c.read(contiguous)),
                                new Contender("plain reads, 1 thread", () -> raw.read(contiguous, offset, target)))),
                new Row(
                        "read contiguous 256 MiB float64 into new memory, 1 thread",
                        "1.1 × C, 0.9 × plain",
                        1,
                        withPeers(
                                () -> jhdf.read(contiguous),
                                side -> side.read(contiguous),
                                new Contender(TUTTI, () -> tutti.read(contiguous, 1)),
                                new Contender(C_LIBRARY, () -> c.readFresh(contiguous, Workload.CONTIGUOUS)),
                                new Contender(
                                        "plain reads",
                                        () -> raw.read(contiguous, offset, new double[Workload.CONTIGUOUS]))))));
        rows.addAll(compressed(chunked, signal));
        rows.addAll(small());
        return rows;
    }

    /** The rows of chunks that pass through filters. */
    private List<Row> compressed(Path chunked, double[] signal) {
        double[] chunkedTarget = new double[Workload.CHUNKED];
        FiltersAlone filters = new FiltersAlone(signal);
        return List.of(
                new Row(
                        "read chunked 64 MiB, 1 MiB chunks, shuffle + deflate, 2 threads",
                        "3 × C, 0.9 × filters",
                        1,
                        withPeers(
                                () -> jhdf.read(chunked),
                                side -> side.read(chunked),
                                new Contender(TUTTI, () -> tutti.readInto(chunked, chunkedTarget, 2)),
                                new Contender(C_LIBRARY, () -> c.read(chunked)),
                                new Contender("Tutti, 1 thread", () -> tutti.readInto(chunked, chunkedTarget, 1)),
                                new Contender("filters alone, 2 threads", () -> filters.decode(2)),
                                new Contender(
                                        "filters, and values into the array",
                                        () -> filters.decodeInto(chunkedTarget, 2)))),
                new Row(
                        "write chunked 64 MiB, 1 MiB chunks, shuffle + deflate, 2 threads",
                        "2.5 × C, 0.9 × filters",
                        1,
                        withPeers(
                                null,
                                side -> side.write(fresh("py.h5")),
                                new Contender(TUTTI, () -> tutti.write(fresh("t.h5"), signal, 2)),
                                new Contender(
                                        C_LIBRARY, () -> c.write(fresh("c.h5"), Workload.CHUNKED, Workload.CHUNK)),
                                new Contender("Tutti, 1 thread", () -> tutti.write(fresh("t1.h5"), signal, 1)),
                                new Contender("filters alone, 2 threads", () -> filters.encode(2)))));
    }

    /** The rows of small pieces of work, of which many are done. */
    private List<Row> small() {
        return List.of(
                new Row(
                        "live append of 100 float64 + publish",
                        "1.5 × C, 0.6 × bare writes",
                        APPENDS,
                        withPeers(
                                null,
                                side -> side.append(fresh("pyswmr.h5"), APPENDS, Workload.APPEND),
                                new Contender(TUTTI, () -> tutti.append(fresh("live.h5"), APPENDS, Workload.APPEND)),
                                new Contender(C_LIBRARY, () -> c.append(fresh("swmr.h5"), APPENDS, Workload.APPEND)),
                                new Contender("bare writes", () -> new RawSide().append(fresh("bare"), APPENDS)),
                                new Contender("bare writes, header and record in one", () -> new RawSide()
                                        .appendTogether(fresh("bare2"), APPENDS)))),
                new Row(
                        "open + read 100 values + close",
                        "3 × C",
                        OPENS,
                        withPeers(
                                () -> jhdf.openReadClose(chunkless(), OPENS, 100),
                                side -> side.openReadClose(chunkless(), OPENS, 100),
                                new Contender(TUTTI, () -> tutti.openReadClose(chunkless(), OPENS, 100)),
                                new Contender(C_LIBRARY, () -> c.openReadClose(chunkless(), OPENS, 100)))));
    }

    private interface PythonWork {
        void run(H5pySide side) throws Exception;
    }

    /** The contenders of a row, and the peers that can do its work. */
    private List<Contender> withPeers(Contender.@Nullable Work byJhdf, PythonWork byPython, Contender... others) {
        List<Contender> all = new ArrayList<>(List.of(others));
        if (peers && byJhdf != null) {
            all.add(new Contender(JhdfSide.NAME, byJhdf));
        }
        H5pySide side = h5py;
        if (side != null) {
            all.add(side.contender(() -> byPython.run(side)));
        }
        return all;
    }

    /** Who takes part besides Tutti and the C library. */
    String others() {
        return !peers ? "none" : JhdfSide.NAME + ", " + (h5py == null ? "no h5py on this machine" : h5py.version());
    }

    private Path fresh(String name) throws IOException {
        Path path = directory.resolve(name);
        Files.deleteIfExists(path);
        return path;
    }

    /** The file of the row about opening: small, as files that are opened for a hundred values are. */
    private Path chunkless() {
        Path path = directory.resolve("small.h5");
        if (!Files.exists(path)) {
            c.write(path, 10_000, 0);
        }
        return path;
    }

    @Override
    public void close() {
        if (h5py != null) {
            h5py.close();
        }
        if (Double.isNaN(tutti.witness() + jhdf.witness())) {
            throw new IllegalStateException("the signal has no such values");
        }
        c.close();
    }
}
