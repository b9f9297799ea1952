package dev.tutti.hdf5;

import dev.tutti.engine.object.Located;
import dev.tutti.engine.object.References;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.selection.StoredSelection;
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
    private final H5File file;
    private final References.Target target;

    ObjectReference(H5File file, References.Target target) {
        this.file = file;
        this.target = target;
    }

    static ObjectReference to(Place place, @Nullable StoredSelection region, int rank, @Nullable String attribute) {
        return place.reading(() -> {
            Located found = place.located();
            // Behind an external link the address is one of the other file, whose name belongs to the reference.
            String other =
                    found.file() == place.file().open() ? null : found.file().path();
            return new ObjectReference(
                    place.file(), new References.Target(found.address(), other, region, rank, attribute));
        });
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
        return region == null ? Optional.empty() : Optional.of(Regions.slice(region));
    }

    /** The region as it is stored, box by box or element by element; empty if the reference is to an object or an attribute. */
    public Optional<Region> stored() {
        StoredSelection region = target.region();
        return region == null ? Optional.empty() : Optional.of(Regions.stored(region));
    }

    /** The name of the file that the object is in, as it is stored; empty if it is in this one. */
    public Optional<String> otherFile() {
        return Optional.ofNullable(target.file());
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
