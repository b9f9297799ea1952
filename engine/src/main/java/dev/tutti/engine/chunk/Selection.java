package dev.tutti.engine.chunk;

import java.util.Arrays;

/**
 * Which elements of a dataset are read or written. Elements are numbered in row-major order of the selection, points in the order given;
 * that number is the index in the Java array.
 */
public sealed interface Selection {
    /** Every element. */
    Selection ALL = new All();

    /** Number of elements selected in a dataset of {@code shape}. */
    long elements(long[] shape);

    /** Throws {@link IndexOutOfBoundsException} unless the selection lies inside {@code shape}. */
    void check(long[] shape);

    /** Every element. */
    record All() implements Selection {
        @Override
        public long elements(long[] shape) {
            long product = 1;
            for (long dim : shape) {
                product = dim == 0 ? 0 : Math.multiplyExact(product, dim);
            }
            return product;
        }

        @Override
        public void check(long[] shape) {}
    }

    /**
     * Blocks at regular distances, in each dimension.
     *
     * @param start first index
     * @param stride distance from one block's start to the next's, at least the block's length
     * @param count number of blocks
     * @param block length of each block
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
    record Hyperslab(long[] start, long[] stride, long[] count, long[] block) implements Selection {
        /** Checks that the blocks are in order and do not overlap. */
        public Hyperslab {
            int rank = start.length;
            if (stride.length != rank || count.length != rank || block.length != rank) {
                throw new IllegalArgumentException("a hyperslab needs start, stride, count and block of one length");
            }
            for (int d = 0; d < rank; d++) {
                if (start[d] < 0
                        || count[d] < 0
                        || block[d] < 1
                        || stride[d] < 1
                        || (count[d] > 1 && stride[d] < block[d])) {
                    throw new IllegalArgumentException(
                            "dimension " + d + ": start " + start[d] + ", stride " + stride[d] + ", count " + count[d]
                                    + ", block " + block[d] + " is no row of separate blocks");
                }
            }
        }

        /** One box. */
        public static Hyperslab box(long[] start, long[] lengths) {
            int rank = start.length;
            long[] count = new long[rank];
            long[] block = new long[rank];
            for (int d = 0; d < rank; d++) {
                count[d] = lengths[d] == 0 ? 0 : 1;
                block[d] = Math.max(1, lengths[d]);
            }
            return new Hyperslab(start.clone(), block, count, block);
        }

        /** So many whole rows of a dataset of {@code shape}, from row {@code first} on. */
        public static Hyperslab rows(long[] shape, long first, long rows) {
            int rank = shape.length;
            long[] start = new long[rank];
            long[] count = new long[rank];
            long[] block = new long[rank];
            for (int d = 0; d < rank; d++) {
                long length = d == 0 ? rows : shape[d];
                count[d] = length == 0 ? 0 : 1;
                block[d] = Math.max(1, length);
            }
            start[0] = first;
            return new Hyperslab(start, block, count, block);
        }

        /** Elements selected in dimension {@code d}. */
        public long width(int d) {
            return Math.multiplyExact(count[d], block[d]);
        }

        /** One past the last index selected in dimension {@code d}; the start if there is none. */
        public long end(int d) {
            return count[d] == 0
                    ? start[d]
                    : Math.addExact(start[d], Math.addExact(Math.multiplyExact(count[d] - 1, stride[d]), block[d]));
        }

        @Override
        public long elements(long[] shape) {
            long product = 1;
            for (int d = 0; d < count.length; d++) {
                product = count[d] == 0 ? 0 : Math.multiplyExact(product, width(d));
            }
            return product;
        }

        @Override
        public void check(long[] shape) {
            if (shape.length != start.length) {
                throw new IndexOutOfBoundsException(
                        "a selection of " + start.length + " dimensions in a dataset of " + shape.length);
            }
            for (int d = 0; d < shape.length; d++) {
                if (count[d] > 0 && end(d) > shape[d]) {
                    throw new IndexOutOfBoundsException("the selection reaches index " + (end(d) - 1) + " of dimension "
                            + d + ", which has " + shape[d] + " elements");
                }
            }
        }
    }

    /**
     * Single elements.
     *
     * @param coordinates one row for each element
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
    record Points(long[][] coordinates) implements Selection {
        @Override
        public long elements(long[] shape) {
            return coordinates.length;
        }

        @Override
        public void check(long[] shape) {
            for (long[] point : coordinates) {
                boolean inside = point.length == shape.length;
                for (int d = 0; inside && d < shape.length; d++) {
                    inside = point[d] >= 0 && point[d] < shape[d];
                }
                if (!inside) {
                    throw new IndexOutOfBoundsException(
                            "point " + Arrays.toString(point) + " in a dataset of shape " + Arrays.toString(shape));
                }
            }
        }
    }
}
