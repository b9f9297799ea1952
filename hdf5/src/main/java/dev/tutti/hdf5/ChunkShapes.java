package dev.tutti.hdf5;

import dev.tutti.format.message.Dataspace;
import java.util.Arrays;

/** Which shape chunks get where nobody names one. */
final class ChunkShapes {
    /** The largest chunk in bytes, unless another bound is named. */
    static final long STANDARD_BYTES = 256 << 10;

    /** So many elements at least in a dimension that grows, whatever it has at first. */
    private static final long GROWING = 1024;

    private ChunkShapes() {}

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
