package dev.tutti.hdf5;

import dev.tutti.engine.object.References;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.selection.StoredSelection;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A reference to an object, to elements of a dataset, or to an attribute: one that was read from a dataset or an attribute, or one that was made
 * ({@link Node#reference}, {@link Dataset#reference}, {@link Attributes#reference}) to be written in one, alone, in arrays, or as a component of a record.
 * Immutable and thread-safe, and good for as long as the file is open. What it leads to is looked up when it is asked for; it leads to nothing useful once the
 * object was deleted.
 *
 * <p>Without a type that is named, references to objects are stored as {@link DType#REFERENCE}, to elements as {@link DType#REGION_REFERENCE}, and to attributes
 * or different ones in one array as {@link DType#ANY_REFERENCE}, which those to an object of another open file are to be given. Null in an array leads to
 * nothing.
 */
public final class ObjectReference {
    /** More elements of boxes than that are not counted one by one. */
    private static final long MOST_POINTS = 1 << 24;

    private final H5File file;
    private final References.Target target;

    ObjectReference(H5File file, References.Target target) {
        this.file = file;
        this.target = target;
    }

    static ObjectReference to(Place place, @Nullable StoredSelection region, int rank, @Nullable String attribute) {
        return new ObjectReference(place.file(), new References.Target(place.address(), null, region, rank, attribute));
    }

    H5File file() {
        return file;
    }

    References.Target target() {
        return target;
    }

    /**
     * The object. Its path is the first that leads to it, with groups in the order of names; one that no path leads to has its address as its name.
     *
     * @throws dev.tutti.errors.H5NotFoundException if it is in another file, which is not there
     * @throws dev.tutti.errors.H5CorruptException if there is no object where the reference says
     */
    public Node node() {
        return file.at(target);
    }

    /**
     * The object, which is a dataset.
     *
     * @throws H5TypeException if it is none
     */
    public Dataset dataset() {
        if (node() instanceof Dataset dataset) {
            return dataset;
        }
        throw new H5TypeException(file.path() + ": the reference leads to " + node().path() + ", which is no dataset");
    }

    /** Which elements of the dataset are meant; empty if the reference is to an object or an attribute. */
    public Optional<Slice> region() {
        StoredSelection region = target.region();
        return region == null ? Optional.empty() : Optional.of(slice(region));
    }

    /** The name of the attribute that is meant; empty if the reference is to an object or to elements. */
    public Optional<String> attribute() {
        return Optional.ofNullable(target.attribute());
    }

    /** The values that the reference is to: of the dataset, of its region, or of the attribute (null if it has none); see {@link Dataset#read()}. */
    public @Nullable Object read() {
        String attribute = target.attribute();
        if (attribute != null) {
            return node().attrs().get(attribute);
        }
        return dataset().read(region().orElse(Slice.all()));
    }

    private static Slice slice(StoredSelection region) {
        if (region instanceof StoredSelection.Regular regular && regular.unlimited() < 0) {
            return Slice.hyperslab(regular.start(), regular.stride(), regular.count(), regular.block());
        }
        if (region instanceof StoredSelection.Points points) {
            long[][] coordinates = new long[points.count()][];
            Arrays.setAll(
                    coordinates,
                    i -> Arrays.copyOfRange(points.coordinates(), i * points.rank(), (i + 1) * points.rank()));
            return Slice.points(coordinates);
        }
        if (region instanceof StoredSelection.Blocks blocks) {
            return Slice.points(points(blocks));
        }
        return region instanceof StoredSelection.None ? Slice.points(new long[0][]) : Slice.all();
    }

    /** The elements of boxes in row-major order, each once. */
    private static long[][] points(StoredSelection.Blocks blocks) {
        int rank = blocks.rank();
        long total = 0;
        for (int box = 0; box < blocks.count(); box++) {
            long elements = 1;
            for (int d = 0; d < rank; d++) {
                long length = blocks.corners()[(2 * box + 1) * rank + d] - blocks.corners()[2 * box * rank + d] + 1;
                elements = Dataset.times(elements, length);
            }
            total += Math.min(elements, MOST_POINTS + 1);
            if (total > MOST_POINTS) {
                throw new H5TypeException("a reference to more than " + MOST_POINTS
                        + " elements in boxes of different sizes; read the dataset");
            }
        }
        long[][] points = new long[(int) total][];
        int at = 0;
        for (int box = 0; box < blocks.count(); box++) {
            long[] first = Arrays.copyOfRange(blocks.corners(), 2 * box * rank, (2 * box + 1) * rank);
            long[] last = Arrays.copyOfRange(blocks.corners(), (2 * box + 1) * rank, (2 * box + 2) * rank);
            long[] point = first.clone();
            for (int d = rank - 1; d >= 0; ) {
                points[at++] = point.clone();
                for (d = rank - 1; d >= 0 && point[d] == last[d]; d--) {
                    point[d] = first[d];
                }
                if (d >= 0) {
                    point[d]++;
                }
            }
        }
        Arrays.sort(points, Arrays::compare);
        return points;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ObjectReference that && file == that.file && target.equals(that.target);
    }

    @Override
    public int hashCode() {
        return target.hashCode();
    }

    @Override
    public String toString() {
        String attribute = target.attribute();
        return "reference to " + node().path()
                + region().map(slice -> " [" + slice + "]").orElse("")
                + (attribute == null ? "" : " @" + attribute);
    }
}
