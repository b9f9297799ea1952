package dev.tutti.engine.chunk;

import dev.tutti.engine.chunk.Selection.Hyperslab;
import java.util.function.Consumer;

/** A dataset's shape cut into chunks. Chunks are named by scaled coordinates: element index divided by chunk size. Immutable. */
final class ChunkGrid {
    private final long[] shape;
    private final int[] chunk;
    private final long[] box;

    ChunkGrid(long[] shape, int[] chunk) {
        this.shape = shape;
        this.chunk = chunk;
        this.box = new long[chunk.length];
        for (int d = 0; d < box.length; d++) {
            box[d] = chunk[d];
        }
    }

    private ChunkGrid(long[] shape, ChunkGrid like) {
        this.shape = shape;
        this.chunk = like.chunk;
        this.box = like.box;
    }

    /** Another shape cut into the same chunks. */
    ChunkGrid of(long[] other) {
        return other == shape ? this : new ChunkGrid(other, this);
    }

    int rank() {
        return chunk.length;
    }

    /** The shape of every chunk, those at the edges included. */
    long[] box() {
        return box;
    }

    /** Elements of a chunk. */
    long elements() {
        long product = 1;
        for (long dim : box) {
            product *= dim;
        }
        return product;
    }

    /** Index of the chunk's first element. */
    long[] origin(long[] scaled) {
        long[] origin = new long[rank()];
        for (int d = 0; d < origin.length; d++) {
            origin[d] = scaled[d] * chunk[d];
        }
        return origin;
    }

    /** One past the chunk's last index in each dimension. */
    long[] end(long[] scaled) {
        long[] end = new long[rank()];
        for (int d = 0; d < end.length; d++) {
            end[d] = scaled[d] * chunk[d] + chunk[d];
        }
        return end;
    }

    /** Whether the chunk sticks out over the edge of the dataset. */
    boolean partial(long[] scaled) {
        for (int d = 0; d < chunk.length; d++) {
            if ((scaled[d] + 1) * chunk[d] > shape[d]) {
                return true;
            }
        }
        return false;
    }

    /** Whether all elements of a chunk that lie inside the shape are selected. */
    boolean covered(Hyperslab slab, long[] scaled) {
        for (int d = 0; d < chunk.length; d++) {
            boolean whole = slab.count()[d] == 1
                    && slab.start()[d] <= scaled[d] * chunk[d]
                    && slab.end(d) >= Math.min(scaled[d] * chunk[d] + chunk[d], shape[d]);
            if (!whole) {
                return false;
            }
        }
        return true;
    }

    /** The coordinates of the chunk that holds an element. */
    long[] scaled(long[] element) {
        long[] scaled = new long[rank()];
        for (int d = 0; d < scaled.length; d++) {
            scaled[d] = element[d] / chunk[d];
        }
        return scaled;
    }

    /** Place of an element inside its chunk. */
    long offset(long[] element) {
        long offset = 0;
        for (int d = 0; d < chunk.length; d++) {
            offset = offset * chunk[d] + element[d] % chunk[d];
        }
        return offset;
    }

    /** At most how many chunks a selection touches; {@link Long#MAX_VALUE} where that is too large a number. */
    long overlapBound(Hyperslab slab) {
        long bound = 1;
        for (int d = 0; d < chunk.length; d++) {
            if (slab.count()[d] == 0) {
                return 0;
            }
            long span = (slab.end(d) - 1) / chunk[d] - slab.start()[d] / chunk[d] + 1;
            long touched = Math.min(span, slab.width(d));
            bound = bound > Long.MAX_VALUE / touched ? Long.MAX_VALUE : bound * touched;
        }
        return bound;
    }

    /** Whether a selection touches a chunk. */
    boolean overlaps(Hyperslab slab, long[] scaled) {
        if (scaled.length != chunk.length) {
            return false;
        }
        for (int d = 0; d < chunk.length; d++) {
            if (next(slab, d, scaled[d]) != scaled[d]) {
                return false;
            }
        }
        return true;
    }

    /** Visits the chunks that a selection touches, in row-major order, and no others. */
    void forEachOverlap(Hyperslab slab, Consumer<long[]> visitor) {
        walk(slab, 0, new long[rank()], visitor);
    }

    private void walk(Hyperslab slab, int d, long[] scaled, Consumer<long[]> visitor) {
        if (d == chunk.length) {
            visitor.accept(scaled.clone());
            return;
        }
        for (long c = next(slab, d, 0); c >= 0; c = next(slab, d, c + 1)) {
            scaled[d] = c;
            walk(slab, d + 1, scaled, visitor);
        }
    }

    /** The first chunk from {@code from} on that holds a selected index of dimension {@code d}; -1 if there is none. */
    private long next(Hyperslab slab, int d, long from) {
        if (from > Long.MAX_VALUE / chunk[d]) {
            return -1;
        }
        long low = from * chunk[d];
        long block = Runs.firstBlock(slab, d, low);
        if (block >= slab.count()[d]) {
            return -1;
        }
        return Math.max(low, slab.start()[d] + block * slab.stride()[d]) / chunk[d];
    }
}
