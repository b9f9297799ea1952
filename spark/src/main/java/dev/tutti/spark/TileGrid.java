package dev.tutti.spark;

import dev.tutti.hdf5.Slice;
import java.io.Serializable;
import java.util.Arrays;

/**
 * A box of a dataset cut into tiles, each of which is read at once: chunks, several small ones or a part of one that is very large.
 *
 * @param from first index of the box, per dimension
 * @param to first index behind the box, per dimension
 * @param tile lengths of a tile; tiles begin at multiples of these
 */
record TileGrid(long[] from, long[] to, long[] tile) implements Serializable {
    /** What is read at once has about so many bytes. */
    private static final long SMALL = 4L << 20;

    private static final long LARGE = 32L << 20;

    /**
     * The tiles of a box.
     *
     * @param chunk lengths of a chunk; empty if there are none
     * @param most bytes of a tile at most, where chunks and rows are smaller
     * @param whole how many of the inner dimensions a tile has as a whole
     * @throws IllegalArgumentException if such a tile would have more than an array can hold
     */
    static TileGrid of(
            long[] shape, int[] chunk, long[] from, long[] to, int elementBytes, int whole, long most, String place) {
        int rank = shape.length;
        long[] tile = new long[rank];
        for (int d = 0; d < rank; d++) {
            tile[d] = d >= rank - whole ? Math.max(1, shape[d]) : chunk.length == rank ? chunk[d] : 1;
        }
        double row = elementBytes;
        for (int d = rank - whole; d < rank; d++) {
            row *= tile[d];
        }
        if (whole > 0 && row > (1 << 30)) {
            throw new IllegalArgumentException(place + ": one row would be an array of " + (long) row
                    + " bytes; .option(\"rows\", \"elements\") reads element by element");
        }
        for (int d = 0; d < rank && bytes(tile, elementBytes) > LARGE; d++) {
            while (d < rank - whole && tile[d] > 1 && bytes(tile, elementBytes) > LARGE) {
                tile[d] = (tile[d] + 1) / 2;
            }
        }
        for (int d = rank - 1; d >= 0; d--) {
            while (tile[d] < shape[d] && 2 * bytes(tile, elementBytes) <= Math.min(SMALL, most)) {
                tile[d] *= 2;
            }
            if (tile[d] < shape[d]) {
                break;
            }
        }
        return new TileGrid(from.clone(), to.clone(), tile);
    }

    private static double bytes(long[] tile, int elementBytes) {
        double bytes = elementBytes;
        for (long length : tile) {
            bytes *= length;
        }
        return bytes;
    }

    private long first(int dimension) {
        return from[dimension] / tile[dimension];
    }

    private long tiles(int dimension) {
        return to[dimension] <= from[dimension] ? 0 : (to[dimension] - 1) / tile[dimension] + 1 - first(dimension);
    }

    /** Number of tiles; one for a dataset without dimensions. */
    long count() {
        long count = 1;
        for (int d = 0; d < from.length; d++) {
            count = Math.multiplyExact(count, tiles(d));
        }
        return count;
    }

    /** Elements of the box. */
    double elements() {
        double elements = 1;
        for (int d = 0; d < from.length; d++) {
            elements *= Math.max(0, to[d] - from[d]);
        }
        return elements;
    }

    /** Bytes of a whole tile. */
    double tileBytes(int elementBytes) {
        return bytes(tile, elementBytes);
    }

    /** Where a tile begins and how long it is: two rows of numbers. */
    long[][] box(long number) {
        int rank = from.length;
        long[] start = new long[rank];
        long[] length = new long[rank];
        long rest = number;
        for (int d = rank - 1; d >= 0; d--) {
            long at = first(d) + rest % tiles(d);
            rest /= tiles(d);
            start[d] = Math.max(from[d], at * tile[d]);
            length[d] = Math.min(to[d], (at + 1) * tile[d]) - start[d];
        }
        return new long[][] {start, length};
    }

    /** A box as a slice. */
    static Slice slice(long[] start, long[] length) {
        if (start.length == 0) {
            return Slice.all();
        }
        long[] ones = new long[start.length];
        Arrays.fill(ones, 1);
        return Slice.hyperslab(start, length, ones, length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TileGrid grid
                && Arrays.equals(from, grid.from)
                && Arrays.equals(to, grid.to)
                && Arrays.equals(tile, grid.tile);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(from) + Arrays.hashCode(to);
    }

    @Override
    public String toString() {
        return Arrays.toString(from) + " to " + Arrays.toString(to) + " in tiles of " + Arrays.toString(tile);
    }
}
