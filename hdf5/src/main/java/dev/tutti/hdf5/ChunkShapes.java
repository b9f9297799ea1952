package dev.tutti.hdf5;

import dev.tutti.errors.H5TypeException;
import dev.tutti.format.message.Dataspace;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Which shape chunks get where nobody names one. */
final class ChunkShapes {
    /** The largest chunk in bytes, unless another bound is named. */
    static final long STANDARD_BYTES = 256 << 10;

    /** So many elements at least in a dimension that grows, whatever it has at first. */
    private static final long GROWING = 1024;

    private ChunkShapes() {}

    /**
     * The shape that was named, with dimensions that were not taken whole; or where none was, {@link #halved}.
     *
     * @throws H5TypeException if it does not go with the dataset
     */
    static int[] of(String path, Dataspace space, int size, int @Nullable [] named, long most) {
        if (space.rank() == 0) {
            throw new H5TypeException(path + ": a scalar has no chunks");
        }
        if (named == null) {
            return halved(space, size, most);
        }
        int[] tile = new int[space.rank()];
        if (named.length > tile.length) {
            throw new H5TypeException(path + ": chunk names " + named.length + " dimensions, shape " + tile.length);
        }
        for (int i = 0; i < tile.length; i++) {
            long whole = Math.max(1, space.dims()[i]);
            tile[i] = i < named.length ? named[i] : (int) Math.min(Integer.MAX_VALUE, whole);
            if (tile[i] < 1) {
                throw new H5TypeException(
                        path + ": chunk dimension " + i + " of 1 or more is expected, found " + tile[i]);
            }
        }
        return clipped(tile, space);
    }

    /** The whole dataset, its largest dimension halved until a chunk has {@code most} bytes at most. */
    static int[] halved(Dataspace space, int size, long most) {
        long[] lengths = new long[space.rank()];
        for (int i = 0; i < lengths.length; i++) {
            boolean grows = space.dims()[i] != space.maxDims()[i];
            lengths[i] = Math.max(grows ? GROWING : 1, space.dims()[i]);
        }
        while (bytes(lengths, size) > most && Arrays.stream(lengths).anyMatch(length -> length > 1)) {
            int largest = 0;
            for (int i = 1; i < lengths.length; i++) {
                largest = lengths[i] > lengths[largest] ? i : largest;
            }
            lengths[largest] = (lengths[largest] + 1) / 2;
        }
        return Arrays.stream(lengths).mapToInt(length -> (int) length).toArray();
    }

    private static double bytes(long[] lengths, int size) {
        double bytes = size;
        for (long length : lengths) {
            bytes *= length;
        }
        return bytes;
    }

    /** A shape that is no larger than the dataset can become. */
    static int[] clipped(int[] chunk, Dataspace space) {
        int[] clipped = chunk.clone();
        for (int i = 0; i < clipped.length; i++) {
            long most = space.maxDims()[i];
            if (most != Dataspace.UNLIMITED && most > 0) {
                clipped[i] = (int) Math.min(clipped[i], most);
            }
        }
        return clipped;
    }
}
