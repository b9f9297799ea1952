package dev.tutti.hdf5;

import dev.tutti.engine.filter.ChunkFilter;
import dev.tutti.engine.object.DatasetSpec;
import dev.tutti.errors.H5TypeException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.message.Dataspace;
import dev.tutti.format.message.Filter;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@link H5#repack} changes beside leaving the holes out. Immutable; each method returns changed options. */
public final class RepackOptions {
    /** szip, nbit, scaleoffset, LZF, Blosc, ZFP, Blosc 2: their numbers say how large a chunk is. */
    private static final Set<Integer> BOUND_TO_CHUNKS = Set.of(4, 5, 6, 32_000, 32_001, 32_013, 32_026);

    private static final long WORTH_CHUNKS = 4096;
    private static final RepackOptions DEFAULTS = new RepackOptions(null, null, FileOptions.exclusive());

    private final int @Nullable [] chunk;
    private final @Nullable Pipeline compression;
    private final FileOptions target;

    private RepackOptions(int @Nullable [] chunk, @Nullable Pipeline compression, FileOptions target) {
        this.chunk = chunk;
        this.compression = compression;
        this.target = target;
    }

    /** Everything as it is, without the holes. */
    public static RepackOptions defaults() {
        return DEFAULTS;
    }

    /** Chunks of this shape, for all datasets with as many dimensions. */
    public RepackOptions chunk(int... dimensions) {
        for (int length : dimensions) {
            if (length < 1) {
                throw new H5TypeException(
                        "chunks of 1 or more elements in each dimension are expected, found " + length);
            }
        }
        return new RepackOptions(dimensions.clone(), compression, target);
    }

    /**
     * Compression by name for all datasets but small ones: see {@link DatasetBuilder#compress}; {@code "none"} takes filters off.
     *
     * @throws H5TypeException if the name is unknown
     */
    public RepackOptions compress(String name) {
        return new RepackOptions(chunk, Pipeline.parse(name), target);
    }

    /** How the new file is made: its format ({@link FileOptions#compat}), threads, and how long to wait for who has the old one. It is made for its maker alone, whatever they say of access. */
    public RepackOptions file(FileOptions options) {
        return new RepackOptions(chunk, compression, options);
    }

    FileOptions target() {
        return target;
    }

    /** Whether values may come out otherwise than they went in. */
    boolean isLossy() {
        return compression != null && (compression.bits() > 0 || compression.digits() != null);
    }

    /** What a dataset becomes. */
    DatasetSpec remake(DatasetSpec spec) {
        Dataspace space = spec.space();
        boolean small =
                space.elements() * spec.type().size() < WORTH_CHUNKS && spec.storage() != DatasetSpec.Storage.CHUNKED;
        if (space.rank() == 0 || space.kind() == Dataspace.Kind.NULL || small) {
            return spec;
        }
        boolean cut = chunk != null && chunk.length == space.rank();
        boolean filtered = compression != null && !compression.isEmpty();
        if (!cut && compression == null) {
            return spec;
        }
        int[] tile = spec.chunk();
        if (cut && chunk != null) {
            tile = ChunkShapes.clipped(chunk, space);
        } else if (tile.length == 0 && filtered) {
            tile = ChunkShapes.halved(space, spec.type().size(), ChunkShapes.STANDARD_BYTES);
        }
        if (tile.length == 0) {
            return spec;
        }
        List<Filter> filters = compression == null
                ? spec.filters()
                : compression.filters(new ChunkFilter.Tile(spec.type(), tile, spec.fill()));
        if (compression == null) {
            for (Filter filter : filters) {
                if (BOUND_TO_CHUNKS.contains(filter.id())) {
                    throw new H5UnsupportedException("filter " + filter.id()
                            + " is made for chunks of one shape; where the shape changes, name a compression, too");
                }
            }
        }
        return new DatasetSpec(spec.type(), space, DatasetSpec.Storage.CHUNKED, tile, filters, spec.fill())
                .withOrder(spec.order())
                .withTimes(spec.times())
                .withFillTime(spec.fillTime());
    }
}
