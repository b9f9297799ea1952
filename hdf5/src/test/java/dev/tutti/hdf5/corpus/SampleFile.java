package dev.tutti.hdf5.corpus;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** A small file with one of each: layouts, chunk indexes, filters, types, dense and compact groups and attributes, links. */
public final class SampleFile {
    /** A row of the table. */
    public record Row(double x, int id, String name, float[] position) {}

    private SampleFile() {}

    /** Makes the file. */
    public static Path make(Path path) {
        return make(path, FileOptions.exclusive());
    }

    /** Makes the file with options. */
    public static Path make(Path path, FileOptions options) {
        double[] ramp = IntStream.range(0, 60).mapToDouble(i -> i / 4.0).toArray();
        try (H5File file = H5.create(path, options)) {
            file.put("contiguous", ramp);
            file.create("compact")
                    .type(DType.I32)
                    .shape(3, 4)
                    .compact()
                    .create()
                    .write(new int[12]);
            file.create("single")
                    .type(DType.F64)
                    .shape(6, 10)
                    .chunk(6, 10)
                    .deflate(4)
                    .create()
                    .write(ramp);
            file.create("fixed")
                    .type(DType.F64)
                    .shape(6, 10)
                    .chunk(4, 3)
                    .shuffle()
                    .deflate(1)
                    .create()
                    .write(ramp);
            file.create("extensible")
                    .type(DType.F32)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(2)
                    .fletcher32()
                    .create()
                    .append(ramp);
            file.create("tree")
                    .type(DType.I16)
                    .shape(5, 7)
                    .maxShape(H5.UNLIMITED, H5.UNLIMITED)
                    .chunk(2, 2)
                    .create()
                    .write(new short[35]);
            file.create("never written")
                    .type(DType.F64)
                    .shape(1L << 33, 1L << 20)
                    .chunk(1 << 10, 1 << 10)
                    .create();
            others(file);
        }
        return path;
    }

    private static void others(H5File file) {
        file.put("strings", new String[] {"a", "", "Grüße", "x".repeat(300)});
        file.put("table", new Row[] {new Row(1, 2, "three", new float[] {4, 5, 6})});
        file.put("flags", new boolean[] {true, false});
        for (int i = 0; i < 12; i++) {
            file.createGroup("dense/group " + i);
            file.dataset("contiguous").attrs().set("attribute " + i, i);
        }
        file.softLink("soft", "/dense/group 1");
        file.softLink("loop", "/loop");
        file.externalLink("external", "nowhere.h5", "/x");
        file.hardLink("dense/group 2/root", "/dense");
        file.attrs().set("title", "a sample");
        file.attrs().set("list", new String[] {"one", "two"});
    }
}
