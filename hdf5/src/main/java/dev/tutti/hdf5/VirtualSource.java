package dev.tutti.hdf5;

import dev.tutti.errors.H5TypeException;
import dev.tutti.format.selection.StoredSelection;
import dev.tutti.format.selection.VirtualMappings;
import java.util.Arrays;

/**
 * One source of a virtual dataset: which elements of which dataset stand where in it. Immutable. The elements of both parts belong together in their order,
 * so there must be as many in one as in the other.
 *
 * <p>The source need not exist when the virtual dataset is made; elements of a source that is missing read as the fill value. File names are taken relative
 * to the folder of the file with the virtual dataset. Whoever reads a virtual dataset opens the files that it names: do not read one of a file that you do
 * not trust where such files must not be read.
 */
public final class VirtualSource {
    private final String file;
    private final String dataset;
    private final long[] shape;
    private final Slice from;
    private final Slice into;

    private VirtualSource(String file, String dataset, long[] shape, Slice from, Slice into) {
        this.file = file;
        this.dataset = dataset;
        this.shape = shape;
        this.from = from;
        this.into = into;
    }

    /**
     * A dataset of another file, all of it.
     *
     * @param shape of the source
     */
    public static VirtualSource of(String file, String dataset, long... shape) {
        return new VirtualSource(file, dataset, shape.clone(), Slice.all(), Slice.all());
    }

    /** A dataset of the same file, all of it. */
    public static VirtualSource of(Dataset dataset) {
        return of(VirtualMappings.SAME_FILE, dataset.path(), dataset.shape());
    }

    /** What a file says of a source; its shape is not said. */
    static VirtualSource of(VirtualMappings.Mapping stored) {
        return new VirtualSource(
                stored.file(),
                stored.dataset(),
                new long[0],
                Regions.slice(stored.source()),
                Regions.slice(stored.virtual()));
    }

    /**
     * Only a part of the source; points are no such part. One without an end ({@link Slice#hyperslab}) goes into a part without an end, and grows with the
     * source.
     */
    public VirtualSource from(Slice part) {
        return new VirtualSource(file, dataset, shape, part, into);
    }

    /**
     * Which part of the virtual dataset the elements stand in; all of it unless said. With blocks without an end ({@link Slice#hyperslab}) and a source that has
     * one, each block has a source of its own: {@code %b} in the name of the file or of the dataset is the number of the block, from 0 on. The dataset then
     * has no end in that dimension ({@link DatasetBuilder#maxShape}), and is as large as {@link FileOptions#virtualView} says.
     */
    public VirtualSource into(Slice part) {
        return new VirtualSource(file, dataset, shape, from, part);
    }

    /** Which elements of the source are meant. */
    public Slice from() {
        return from;
    }

    /** Where in the virtual dataset they stand. */
    public Slice into() {
        return into;
    }

    /** Name of the source's file; "." for the file of the virtual dataset. */
    public String file() {
        return file;
    }

    /** Path of the source in its file. */
    public String dataset() {
        return dataset;
    }

    VirtualMappings.Mapping mapping(long[] virtual) {
        StoredSelection source = selection(from, shape);
        StoredSelection target = selection(into, virtual);
        boolean endless = isEndless(target);
        if (isEndless(source) && !endless) {
            throw new H5TypeException("a part without an end of " + dataset + " in " + file
                    + " needs a part without an end of the virtual dataset");
        }
        if (endless && !isEndless(source) && !file.contains("%b") && !dataset.contains("%b")) {
            throw new H5TypeException("blocks without an end need a source each: %b in the name of its file or dataset,"
                    + " found " + dataset + " in " + file);
        }
        long here = count(source, shape, false);
        long there = count(target, virtual, endless && !isEndless(source));
        if (here != there) {
            throw new H5TypeException("a source of " + there + " elements is expected for this part of the virtual"
                    + " dataset, found " + here + " of " + dataset + " in " + file);
        }
        return new VirtualMappings.Mapping(file, dataset, source, target);
    }

    private static StoredSelection selection(Slice slice, long[] shape) {
        if (slice.points() != null) {
            throw new H5TypeException(
                    "a part of a source that is a box, with steps or without, is expected, found points:"
                            + " no HDF5 library reads virtual datasets of points");
        }
        if (slice.isAll() || shape.length == 0) {
            return new StoredSelection.All();
        }
        SliceBox given = slice.hyperslab();
        if (given != null && given.start().length == shape.length && given.unlimited() >= 0) {
            return new StoredSelection.Regular(given.start(), given.stride(), given.count(), given.block());
        }
        SliceBox box = slice.resolve(shape);
        return new StoredSelection.Regular(box.start(), box.stride(), box.count(), box.block());
    }

    private static boolean isEndless(StoredSelection selection) {
        return selection instanceof StoredSelection.Regular regular && regular.unlimited() >= 0;
    }

    /** Elements of a selection; of one without an end those across it, or those of one block. */
    private static long count(StoredSelection selection, long[] shape, boolean block) {
        long[] widths = shape;
        if (selection instanceof StoredSelection.Regular regular) {
            widths = new long[shape.length];
            Arrays.setAll(
                    widths,
                    d -> d != regular.unlimited()
                            ? regular.count()[d] * regular.block()[d]
                            : block ? regular.block()[d] : 1);
        }
        return Arrays.stream(widths).reduce(1, (a, b) -> a * b);
    }

    @Override
    public String toString() {
        return dataset + " in " + file;
    }
}
