package dev.tutti.bench;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Slice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Rows about parts of datasets, and about values that are not numbers. Files stay open on both sides, so that opening is not in them. */
final class PartRows implements AutoCloseable {
    private static final int SIDE = 4096;
    private static final int CHUNK = 64;
    private static final int BLOCK = 1000;
    private static final int COLUMNS = 16;
    private static final int SMALL = 10_000;
    private static final int VALUES = 100;
    private static final int STRINGS = 200_000;
    private static final int RECORDS = 500_000;

    private final Path directory;
    private final List<Runnable> closers = new ArrayList<>();
    private double witness;

    PartRows(Path directory) {
        this.directory = directory;
    }

    /** A row of the table of records. */
    record Event(long time, int channel, double energy) {}

    List<Row> all() {
        List<Row> rows = new ArrayList<>(grid());
        rows.addAll(values());
        return rows;
    }

    private List<Row> grid() {
        Path path = directory.resolve("grid.h5");
        CParts.makeGrid(path, SIDE, CHUNK);
        Dataset data = opened(path);
        CParts c = kept(new CParts(path, (long) BLOCK * BLOCK));
        Random random = new Random(1);
        long[][] places = IntStream.range(0, SMALL)
                .mapToObj(i -> new long[] {random.nextInt(SIDE), random.nextInt(SIDE - VALUES)})
                .toArray(long[][]::new);
        return List.of(
                row("parts: a column of 4096 × 4096 float64, chunks of 64 × 64", COLUMNS, data, c, (i, size) -> {
                    size[0] = SIDE;
                    size[1] = 1;
                    return new long[] {0, i * 250L};
                }),
                row("parts: a block of 1000 × 1000 across chunks", 1, data, c, (i, size) -> {
                    Arrays.fill(size, BLOCK);
                    return new long[] {777, 1555};
                }),
                row("parts: one element anywhere", SMALL, data, c, (i, size) -> {
                    Arrays.fill(size, 1);
                    return places[i];
                }),
                row("parts: 100 values of a row anywhere", SMALL, data, c, (i, size) -> {
                    size[0] = 1;
                    size[1] = VALUES;
                    return places[i];
                }));
    }

    /** Where the read of a number begins; {@code size} is filled with how long it is. */
    private interface Place {
        long[] of(int number, long[] size);
    }

    private Row row(String name, int reads, Dataset data, CParts c, Place place) {
        long[] one = {1, 1};
        return new Row(
                name,
                "1.0 × C",
                reads,
                List.of(
                        new Contender(Rows.TUTTI, () -> {
                            for (int i = 0; i < reads; i++) {
                                long[] size = new long[2];
                                long[] start = place.of(i, size);
                                witness += data.f64(Slice.hyperslab(start, one, one, size))[0];
                            }
                        }),
                        new Contender(Rows.C_LIBRARY, () -> {
                            for (int i = 0; i < reads; i++) {
                                long[] size = new long[2];
                                c.read(place.of(i, size), size);
                            }
                        })));
    }

    private List<Row> values() {
        Path texts = directory.resolve("texts.h5");
        Path events = directory.resolve("events.h5");
        String[] strings = IntStream.range(0, STRINGS)
                .mapToObj(i -> "sample " + i * 7919L % 100_003)
                .toArray(String[]::new);
        try (H5File file = H5.create(texts, FileOptions.exclusive())) {
            file.create(Rows.NAME).type(DType.STRING).shape(STRINGS).create().write(strings);
        }
        try (H5File file = H5.create(events, FileOptions.exclusive())) {
            file.createTable(Rows.NAME, Event.class)
                    .appendAll(IntStream.range(0, RECORDS)
                            .mapToObj(i -> new Event(1_000L * i, i % 64, i * 0.25))
                            .toList());
        }
        Dataset text = opened(texts);
        Dataset table = opened(events);
        CParts textByC = kept(new CParts(texts, 1));
        CParts tableByC = kept(new CParts(events, 1));
        return List.of(
                new Row(
                        "parts: 200,000 strings of any length",
                        "1.0 × C",
                        1,
                        List.of(
                                new Contender(Rows.TUTTI, () -> witness += text.strings()[1].length()),
                                new Contender(Rows.C_LIBRARY, () -> textByC.readStrings(STRINGS)))),
                new Row(
                        "parts: 500,000 compounds (Tutti: records; C: structures)",
                        "1.0 × C",
                        1,
                        List.of(
                                new Contender(
                                        Rows.TUTTI,
                                        () -> witness += table.records(Event.class)
                                                .get(1)
                                                .energy()),
                                new Contender(Rows.C_LIBRARY, () -> tableByC.readRecords(RECORDS)))));
    }

    private Dataset opened(Path path) {
        H5File file = H5.open(path, FileOptions.readOnly());
        closers.add(file::close);
        return file.dataset(Rows.NAME);
    }

    private CParts kept(CParts side) {
        closers.add(side::close);
        return side;
    }

    @Override
    public void close() {
        closers.forEach(Runnable::run);
        if (Double.isNaN(witness)) {
            throw new IllegalStateException("no such values were written");
        }
    }
}
