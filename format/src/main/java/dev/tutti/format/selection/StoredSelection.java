package dev.tutti.format.selection;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which elements of a dataset are meant (format specification III.F and IV.A.2.d, "Dataspace Selection"). Immutable: arrays are not to be changed.
 *
 * <pre>
 *  4  type: 0 none, 1 points, 2 hyperslab, 3 all
 *  4  version
 *     none and all, version 1: 8 reserved bytes
 *     points
 *       version 1: 4 reserved bytes, 4 for the length of what follows, 4 rank, 4 number of points, 4 per coordinate
 *       version 2: 1 width w, 4 rank, w number of points, w per coordinate
 *     hyperslab
 *       version 1: 4 reserved bytes, 4 for the length of what follows, 4 rank, 4 number of blocks, first and last corners of 4 per coordinate
 *       version 2: 1 flags, 4 for the length of what follows, 4 rank, per dimension start, stride, count and block of 8 each
 *       version 3: 1 flags, 1 width w, 4 rank, then as version 2 (flag bit 0) or 1, w per number
 * </pre>
 *
 * <p>All versions are read. Written is the lowest that says the same: 1, or 2 for a hyperslab that is {@link Regular}; for coordinates of more than 32 bits
 * version 2 of points and version 3 of other hyperslabs.
 */
public sealed interface StoredSelection {
    /** Name of the structure, for errors. */
    String STRUCTURE = "dataspace selection";

    /** Count or block of a hyperslab that goes as far as the dataset. */
    long UNLIMITED = -1;

    /** No element. */
    record None() implements StoredSelection {}

    /** Every element. */
    record All() implements StoredSelection {}

    /**
     * Single elements, in their order.
     *
     * @param rank dimensions
     * @param coordinates those of the first point, then those of the next
     */
    record Points(int rank, long[] coordinates) implements StoredSelection {
        /** Checks that there are whole points. */
        public Points {
            check(rank, coordinates.length % Math.max(1, rank) == 0, coordinates);
        }

        /** Number of points. */
        public int count() {
            return coordinates.length / rank;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Points that && rank == that.rank && Arrays.equals(coordinates, that.coordinates);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(coordinates);
        }
    }

    /**
     * Boxes, whose elements count in row-major order of all of them together.
     *
     * @param rank dimensions
     * @param corners first and last corner, both inside, of the first box, then those of the next
     */
    record Blocks(int rank, long[] corners) implements StoredSelection {
        /** Checks that there are whole boxes whose corners are in order. */
        public Blocks {
            check(rank, corners.length % (2 * Math.max(1, rank)) == 0, corners);
            for (int i = 0; i < corners.length; i++) {
                if (i / rank % 2 == 0 && corners[i] > corners[i + rank]) {
                    throw new FormatException(
                            STRUCTURE,
                            "a block whose end is behind its start",
                            corners[i] + " to " + corners[i + rank]);
                }
            }
        }

        /** Number of boxes. */
        public int count() {
            return corners.length / (2 * rank);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Blocks that && rank == that.rank && Arrays.equals(corners, that.corners);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(corners);
        }
    }

    /**
     * Blocks at regular distances, in each dimension; in at most one dimension without end.
     *
     * @param start first index
     * @param stride distance from one block's start to the next's
     * @param count number of blocks, or {@link #UNLIMITED}
     * @param block length of each block, or {@link #UNLIMITED}
     */
    record Regular(long[] start, long[] stride, long[] count, long[] block) implements StoredSelection {
        /** Checks that the blocks do not overlap and that at most one dimension has no end. */
        public Regular {
            int rank = start.length;
            check(rank, stride.length == rank && count.length == rank && block.length == rank, start);
            int unlimited = 0;
            for (int d = 0; d < rank; d++) {
                boolean endless = count[d] == UNLIMITED || block[d] == UNLIMITED;
                unlimited += endless ? 1 : 0;
                boolean sound = stride[d] > 0
                        && count[d] >= UNLIMITED
                        && block[d] >= UNLIMITED
                        && (block[d] == UNLIMITED ? count[d] == 1 : count[d] == 1 || stride[d] >= block[d]);
                if (!sound && count[d] != 0) {
                    throw new FormatException(
                            STRUCTURE,
                            "blocks that do not overlap",
                            "start " + start[d] + ", stride " + stride[d] + ", count " + count[d] + ", block "
                                    + block[d]);
                }
            }
            FormatException.unless(unlimited <= 1, STRUCTURE, "at most one dimension without end", unlimited);
        }

        /** The dimension without end; -1 if all have one. */
        public int unlimited() {
            for (int d = 0; d < start.length; d++) {
                if (count[d] == UNLIMITED || block[d] == UNLIMITED) {
                    return d;
                }
            }
            return -1;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Regular that
                    && Arrays.equals(start, that.start)
                    && Arrays.equals(stride, that.stride)
                    && Arrays.equals(count, that.count)
                    && Arrays.equals(block, that.block);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(start) * 31 + Arrays.hashCode(block);
        }
    }

    private static void check(int rank, boolean whole, long[] numbers) {
        FormatException.unless(rank >= 1 && rank <= 32, STRUCTURE, "1 to 32 dimensions", rank);
        FormatException.unless(whole, STRUCTURE, "coordinates for " + rank + " dimensions", numbers.length);
        for (long number : numbers) {
            FormatException.unless(number >= 0, STRUCTURE, "coordinates of 0 or more", number);
        }
    }

    /** Reads a selection; bytes behind it are left. */
    static StoredSelection decode(ByteSource source) {
        return SelectionCodec.decode(source);
    }

    /** Writes the selection. */
    default void encode(ByteSink sink) {
        SelectionCodec.encode(this, sink);
    }
}
