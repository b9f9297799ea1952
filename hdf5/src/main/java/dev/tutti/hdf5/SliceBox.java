package dev.tutti.hdf5;

/**
 * A slice made definite for one shape.
 *
 * @param start first index, per dimension
 * @param stride distance of the blocks
 * @param count number of blocks
 * @param block length of each block
 */
record SliceBox(long[] start, long[] stride, long[] count, long[] block) {
    /** The dimension without an end; -1 if all have one. */
    int unlimited() {
        for (int d = 0; d < count.length; d++) {
            if (count[d] == H5.UNLIMITED || block[d] == H5.UNLIMITED) {
                return d;
            }
        }
        return -1;
    }

    /** The same with as many whole blocks as go into a dataset. */
    SliceBox within(long[] of) {
        int d = unlimited();
        long[] counts = count.clone();
        long[] blocks = block.clone();
        long room = Math.max(0, of[d] - start[d]);
        if (block[d] == H5.UNLIMITED) {
            blocks[d] = Math.max(1, room);
            counts[d] = room == 0 ? 0 : 1;
        } else {
            counts[d] = room < block[d] ? 0 : (room - block[d]) / stride[d] + 1;
        }
        return new SliceBox(start, stride, counts, blocks);
    }

    /** Which index of a dimension the n-th is that is selected there. */
    long element(int dimension, long n) {
        return start[dimension] + n / block[dimension] * stride[dimension] + n % block[dimension];
    }

    long[] shape() {
        long[] shape = new long[count.length];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = count[i] * block[i];
        }
        return shape;
    }
}
