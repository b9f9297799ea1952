package dev.tutti.bench;

import dev.tutti.bench.CObjects.Form;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Durability;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Slice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows about many objects, links and chunks in one file. */
final class ObjectRows {
    private static final int VALUES = 10;
    private static final int CHUNK = 16;
    private static final int OPENS = 100;

    private final Path directory;
    private final int objects;
    private final int links;
    private final int chunks;

    /** @param scale 1 for rounds of a moment; 10 for the sizes that are named in the documents */
    ObjectRows(Path directory, int scale) {
        this.directory = directory;
        this.objects = 10_000 * scale;
        this.links = 100_000 * scale;
        this.chunks = 100_000 * scale;
    }

    private static String name(int number) {
        return String.format(Locale.ROOT, "d%07d", number);
    }

    List<Row> all() {
        List<Row> rows = new ArrayList<>(making());
        for (Form form : Form.values()) {
            String of = form == Form.OLD ? ", old format" : "";
            Path linked = directory.resolve("links-" + form + ".h5");
            Path many = directory.resolve("many-" + form + ".h5");
            Path chunked = directory.resolve("chunks-" + form + ".h5");
            CObjects.makeLinks(linked, form, links);
            CObjects.makeDatasets(many, form, objects, VALUES);
            CObjects.makeChunks(chunked, form, chunks, CHUNK);
            rows.add(new Row(
                    "objects: list " + links + " links" + of,
                    "2 × C",
                    1,
                    List.of(
                            new Contender(Rows.TUTTI, () -> count(linked)),
                            new Contender(Rows.C_LIBRARY, () -> check(CObjects.countLinks(linked))))));
            Path walked = directory.resolve("walked-" + form + ".h5");
            CObjects.makeDatasets(walked, form, links, 1);
            rows.add(new Row(
                    "objects: walk " + links + " objects, each opened" + of,
                    "1.0 × C",
                    1,
                    List.of(
                            new Contender(Rows.TUTTI, () -> walk(walked)),
                            new Contender(Rows.C_LIBRARY, () -> check(CObjects.walk(walked) - 1)))));
            rows.add(new Row(
                    "objects: open each of " + objects + " datasets, ask for the shape" + of,
                    "1.0 × C",
                    objects,
                    List.of(
                            new Contender(Rows.TUTTI, () -> openAll(many)),
                            new Contender(Rows.C_LIBRARY, () -> CObjects.openAll(many, objects)))));
            rows.add(new Row(
                    "objects: open, read the last of " + chunks + " chunks, close" + of,
                    "1.0 × C",
                    OPENS,
                    List.of(
                            new Contender(Rows.TUTTI, () -> readLast(chunked)),
                            new Contender(
                                    Rows.C_LIBRARY,
                                    () -> CObjects.readLast(chunked, OPENS, (long) chunks * CHUNK, CHUNK)))));
        }
        return rows;
    }

    private List<Row> making() {
        return List.of(
                new Row(
                        "objects: make " + objects + " datasets of 10 float64",
                        "3 × C",
                        objects,
                        List.of(
                                new Contender(Rows.TUTTI, () -> makeDatasets(fresh("made.h5"))),
                                new Contender(
                                        Rows.C_LIBRARY,
                                        () -> CObjects.makeDatasets(fresh("made-c.h5"), Form.NEW, objects, VALUES)))),
                new Row(
                        "objects: make " + objects + " attributes of one object",
                        "1.0 × C",
                        objects,
                        List.of(
                                new Contender(Rows.TUTTI, () -> makeAttributes(fresh("noted.h5"))),
                                new Contender(
                                        Rows.C_LIBRARY, () -> CObjects.makeAttributes(fresh("noted-c.h5"), objects)))));
    }

    private void makeDatasets(Path path) {
        double[] values = new double[VALUES];
        try (H5File file = H5.create(path, FileOptions.exclusive().durability(Durability.PROCESS))) {
            for (int i = 0; i < objects; i++) {
                file.create(name(i)).type(DType.F64).shape(VALUES).create().write(values);
            }
        }
    }

    private void makeAttributes(Path path) {
        try (H5File file = H5.create(path, FileOptions.exclusive().durability(Durability.PROCESS))) {
            for (int i = 0; i < objects; i++) {
                file.attrs().set(name(i), (long) i);
            }
        }
    }

    private void count(Path path) {
        try (H5File file = H5.open(path, FileOptions.readOnly())) {
            check(file.root().names().size());
        }
    }

    private void walk(Path path) {
        try (H5File file = H5.open(path, FileOptions.readOnly())) {
            check(file.walk().count() - 1); // the root is no link
        }
    }

    private void check(long count) {
        if (count != links) {
            throw new IllegalStateException(count + " links: " + links + " are expected");
        }
    }

    private void openAll(Path path) {
        try (H5File file = H5.open(path, FileOptions.readOnly())) {
            for (int i = 0; i < objects; i++) {
                if (file.dataset(name(i)).shape()[0] != VALUES) {
                    throw new IllegalStateException(name(i));
                }
            }
        }
    }

    private void readLast(Path path) {
        long rows = (long) chunks * CHUNK;
        for (int i = 0; i < OPENS; i++) {
            try (H5File file = H5.open(path, FileOptions.readOnly())) {
                if (file.dataset(Rows.NAME).f64(Slice.rows(rows - CHUNK, rows)).length != CHUNK) {
                    throw new IllegalStateException("not " + CHUNK + " values");
                }
            }
        }
    }

    private Path fresh(String name) throws java.io.IOException {
        Path path = directory.resolve(name);
        Files.deleteIfExists(path);
        return path;
    }
}
