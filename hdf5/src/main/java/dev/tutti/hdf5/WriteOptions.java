package dev.tutti.hdf5;

import dev.tutti.errors.H5TypeException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How {@link H5#write(java.nio.file.Path, String, Object, WriteOptions)} stores a value. Immutable and thread-safe; each method returns changed options.
 * For a map they hold for every dataset in it; {@link #type(String, DType)} names one. What makes no sense for a value, such as chunks for a scalar,
 * is left out for it.
 */
public final class WriteOptions {
    private static final long CHUNK_BYTES = 1 << 20;
    private static final WriteOptions DEFAULTS = new WriteOptions(new Settings());

    /** What was set; copied before each change. */
    private static final class Settings {
        private @Nullable DType type;
        private Map<String, DType> types = Map.of();
        private long @Nullable [] shape;
        private long @Nullable [] maxShape;
        private int @Nullable [] chunk;
        private long chunkBytes = CHUNK_BYTES;
        private int level = -1;
        private boolean shuffled;
        private boolean summed;
        private @Nullable String compression;
        private boolean smallest;
        private Map<String, Object> attributes = Map.of();

        private Settings copy() {
            Settings copy = new Settings();
            copy.type = type;
            copy.types = types;
            copy.shape = shape;
            copy.maxShape = maxShape;
            copy.chunk = chunk;
            copy.chunkBytes = chunkBytes;
            copy.level = level;
            copy.shuffled = shuffled;
            copy.summed = summed;
            copy.compression = compression;
            copy.smallest = smallest;
            copy.attributes = attributes;
            return copy;
        }
    }

    private final Settings set;

    private WriteOptions(Settings set) {
        this.set = set;
    }

    /** The type that Java's value suggests, one block without compression. */
    public static WriteOptions defaults() {
        return DEFAULTS;
    }

    /** Elements stored as {@code type}. */
    public static WriteOptions as(DType type) {
        return DEFAULTS.type(type);
    }

    /** Elements stored as {@code type}. */
    public WriteOptions type(DType type) {
        Settings next = set.copy();
        next.type = type;
        return new WriteOptions(next);
    }

    /** For a map: elements of the dataset of this name, or of this path within the map ({@code "a/b"}), stored as {@code type}. */
    public WriteOptions type(String name, DType type) {
        Settings next = set.copy();
        next.types = with(set.types, name, type);
        return new WriteOptions(next);
    }

    /** The shape of a value that is given as a flat array in row-major order. */
    public WriteOptions shape(long... dimensions) {
        Settings next = set.copy();
        next.shape = dimensions.clone();
        return new WriteOptions(next);
    }

    /** Size up to which each dimension can grow; {@link H5#UNLIMITED} for no bound. Dimensions not named keep their size. */
    public WriteOptions maxShape(long... dimensions) {
        Settings next = set.copy();
        next.maxShape = dimensions.clone();
        return new WriteOptions(next);
    }

    /** Shape of the tiles that the values are stored in; dimensions not named are taken whole. */
    public WriteOptions chunk(int... dimensions) {
        Settings next = set.copy();
        next.chunk = dimensions.clone();
        return new WriteOptions(next);
    }

    /** The largest chunk in bytes, where none is named: the largest dimension is halved until it is no larger. 1 MiB by default. */
    public WriteOptions chunkBytes(long most) {
        if (most < 1) {
            throw new H5TypeException("chunks of 1 byte or more are expected, found " + most);
        }
        Settings next = set.copy();
        next.chunkBytes = most;
        return new WriteOptions(next);
    }

    /** Bytes of equal weight side by side: helps {@link #deflate} with numbers. */
    public WriteOptions shuffle() {
        Settings next = set.copy();
        next.shuffled = true;
        return new WriteOptions(next);
    }

    /** Compression that every HDF5 program reads; level 1 (fast) to 9 (small), 0 for stored. */
    public WriteOptions deflate(int level) {
        if (level < 0 || level > 9) {
            throw new H5TypeException("a deflate level of 0 to 9 is expected, found " + level);
        }
        Settings next = set.copy();
        next.level = level;
        return new WriteOptions(next);
    }

    /**
     * Compression by name, such as {@code "zstd-3"} or {@code "int-packing+gzip-6"}: {@link DatasetBuilder#compress} has all.
     *
     * @throws H5TypeException if the name is unknown
     */
    public WriteOptions compress(String name) {
        Pipeline.parse(name);
        Settings next = set.copy();
        next.compression = name;
        return new WriteOptions(next);
    }

    /** A checksum with each chunk, verified on each read. */
    public WriteOptions fletcher32() {
        Settings next = set.copy();
        next.summed = true;
        return new WriteOptions(next);
    }

    /**
     * Elements stored in the smallest type that holds them all without loss, where none is named: whole numbers as integers, unsigned ones if none is negative;
     * numbers with fractions as they are; text in a fixed length unless a few are much longer than the others. As h5lite does it.
     */
    public WriteOptions smallest() {
        Settings next = set.copy();
        next.smallest = true;
        return new WriteOptions(next);
    }

    /** Whether the smallest type is wanted. */
    boolean isSmallest() {
        return set.smallest;
    }

    /** An attribute of the object that is written: of the group, if it is a map. */
    public WriteOptions attr(String name, Object value) {
        Settings next = set.copy();
        next.attributes = with(set.attributes, name, value);
        return new WriteOptions(next);
    }

    private static <V> Map<String, V> with(Map<String, V> map, String name, V value) {
        Map<String, V> changed = new LinkedHashMap<>(map);
        changed.put(name, value);
        return changed;
    }

    /** The type asked for what stands at this path within the value that is written; empty for the value itself. */
    @Nullable
    DType typeOf(String within) {
        DType named = set.types.get(within);
        if (named == null) {
            named = set.types.get(within.substring(within.lastIndexOf('/') + 1));
        }
        return named == null ? set.type : named;
    }

    /** The shape asked for a flat array. */
    long @Nullable [] flatShape() {
        return set.shape;
    }

    /** Attributes of what is written. */
    Map<String, Object> attributes() {
        return set.attributes;
    }

    /** Says in a description what was set, as far as it concerns a dataset of this rank. */
    void describe(DatasetBuilder builder, int rank) {
        if (rank == 0) {
            return;
        }
        if (set.maxShape != null) {
            builder.maxShape(set.maxShape);
        }
        builder.chunkBytes(set.chunkBytes);
        if (set.chunk != null) {
            builder.chunk(set.chunk);
        }
        if (set.shuffled) {
            builder.shuffle();
        }
        if (set.level >= 0) {
            builder.deflate(set.level);
        }
        if (set.compression != null) {
            builder.compress(set.compression);
        }
        if (set.summed) {
            builder.fletcher32();
        }
    }
}
