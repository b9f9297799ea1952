package dev.tutti.engine.index;

import dev.tutti.errors.H5CorruptException;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.Dataspace;
import java.util.Arrays;

/**
 * The chunks of a dataset as a grid, and their numbering: row-major in the maximum shape, in which an unlimited dimension counts as
 * the slowest one, so that growing never renumbers a chunk. Numbers that leave the range of long are {@link #BEYOND}.
 */
final class ChunkGrid {
    /** A number that no index can hold. */
    static final long BEYOND = Long.MAX_VALUE;

    private final int[] chunkDims;
    private final long chunkBytes;
    private final long[] counts;
    private final long[] maxCounts;
    // Dimensions from the slowest to the fastest, and the number of chunks that one step in each is worth.
    private final int[] order;
    private final long[] strides;

    private ChunkGrid(int[] chunkDims, long chunkBytes, Dataspace space) {
        this.chunkDims = chunkDims;
        this.chunkBytes = chunkBytes;
        int rank = chunkDims.length;
        counts = new long[rank];
        maxCounts = new long[rank];
        int unlimited = 0;
        for (int d = 0; d < rank; d++) {
            counts[d] = chunks(space.dims()[d], chunkDims[d]);
            maxCounts[d] = most(space, d, chunkDims[d]);
            if (space.maxDims()[d] == Dataspace.UNLIMITED) {
                unlimited = d;
            }
        }
        order = new int[rank];
        for (int d = 0; d < rank; d++) {
            order[d == unlimited ? 0 : d < unlimited ? d + 1 : d] = d;
        }
        strides = new long[rank];
        long stride = 1;
        for (int k = rank - 1; k >= 0; k--) {
            strides[k] = stride;
            stride = times(stride, maxCounts[order[k]]);
        }
    }

    static ChunkGrid of(ChunkedLayout layout, Dataspace space) {
        int rank = layout.chunkDims().length;
        if (space.rank() != rank) {
            throw new H5CorruptException(
                    "chunked dataset",
                    -1,
                    "data layout message",
                    "chunks of " + space.rank() + " dimensions",
                    rank + " dimensions",
                    null);
        }
        try {
            return new ChunkGrid(layout.chunkDims().clone(), layout.chunkBytes(), space);
        } catch (FormatException e) {
            throw new H5CorruptException("chunked dataset", -1, e.structure(), e.expected(), e.found(), e);
        }
    }

    private static long chunks(long elements, int chunk) {
        return elements == 0 ? 0 : (elements - 1) / chunk + 1;
    }

    private static long most(Dataspace space, int d, int chunk) {
        long max = space.maxDims()[d];
        return max == Dataspace.UNLIMITED ? BEYOND : chunks(max, chunk);
    }

    private static long times(long a, long b) {
        return a == 0 || b == 0 ? 0 : a > BEYOND / b ? BEYOND : a * b;
    }

    private static long plus(long a, long b) {
        return a > BEYOND - b ? BEYOND : a + b;
    }

    ChunkGrid resized(Dataspace space) {
        if (space.rank() != chunkDims.length) {
            throw new IllegalArgumentException(
                    "a shape of " + space.rank() + " dimensions for chunks of " + chunkDims.length);
        }
        return isOf(space) ? this : new ChunkGrid(chunkDims, chunkBytes, space);
    }

    /** Whether a shape takes the same chunks, as most do that have grown by a few rows. */
    private boolean isOf(Dataspace space) {
        for (int d = 0; d < chunkDims.length; d++) {
            if (chunks(space.dims()[d], chunkDims[d]) != counts[d] || most(space, d, chunkDims[d]) != maxCounts[d]) {
                return false;
            }
        }
        return true;
    }

    int rank() {
        return chunkDims.length;
    }

    /** Bytes of one chunk before filters. */
    long chunkBytes() {
        return chunkBytes;
    }

    /** Number of chunks in the maximum shape, or {@link #BEYOND}. */
    long maxChunks() {
        long product = 1;
        for (long count : maxCounts) {
            product = times(product, count);
        }
        return product;
    }

    /** One more than the highest number of a chunk in the current shape; 0 if that is empty. */
    long end() {
        long last = 0;
        for (int k = 0; k < order.length; k++) {
            long count = counts[order[k]];
            if (count == 0) {
                return 0;
            }
            last = plus(last, times(count - 1, strides[k]));
        }
        return plus(last, 1);
    }

    /** Whether a chunk lies at least partly inside the current shape. */
    boolean contains(long[] scaled) {
        for (int d = 0; d < counts.length; d++) {
            if (scaled[d] >= counts[d]) {
                return false;
            }
        }
        return true;
    }

    /** Checks that these are coordinates. */
    void require(long[] scaled) {
        if (scaled.length != rank()) {
            throw new IllegalArgumentException(
                    scaled.length + " chunk coordinates for a dataset of " + rank() + " dimensions");
        }
        for (long at : scaled) {
            if (at < 0) {
                throw new IllegalArgumentException("chunk coordinates " + Arrays.toString(scaled));
            }
        }
    }

    /** The number of a chunk, or {@link #BEYOND} if it lies outside the maximum shape. */
    long number(long[] scaled) {
        require(scaled);
        long number = 0;
        for (int k = 0; k < order.length; k++) {
            long at = scaled[order[k]];
            if (at >= maxCounts[order[k]]) {
                return BEYOND;
            }
            number = plus(number, times(at, strides[k]));
        }
        return number;
    }

    /** The coordinates of a chunk by its number, which lies inside the maximum shape. */
    long[] scaled(long number) {
        long[] scaled = new long[rank()];
        long rest = number;
        for (int k = 0; k < order.length; k++) {
            scaled[order[k]] = rest / strides[k];
            rest %= strides[k];
        }
        return scaled;
    }
}
