package dev.tutti.hdf5;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** A box cut into boxes of bounded size that follow one another in row-major order. The dimension that is cut is the innermost that must be. */
final class SlicePieces implements Iterator<Slice> {
    private final SliceBox box;
    private final long[] extent;
    private final int cut;
    private final long rows;
    private final long[] position;
    private boolean done;

    SlicePieces(SliceBox box, long elements) {
        this.box = box;
        this.extent = box.shape();
        int dimension = extent.length - 1;
        long inner = 1;
        while (dimension > 0 && inner * Math.max(1, extent[dimension]) <= elements) {
            inner *= Math.max(1, extent[dimension]);
            dimension--;
        }
        this.cut = dimension;
        this.rows = Math.max(1, elements / inner);
        this.position = new long[extent.length];
        this.done = Arrays.stream(extent).anyMatch(length -> length == 0);
    }

    @Override
    public boolean hasNext() {
        return !done;
    }

    @Override
    public Slice next() {
        if (done) {
            throw new NoSuchElementException();
        }
        if (extent.length == 0) {
            done = true;
            return Slice.all();
        }
        long[] start = box.start().clone();
        long[] stride = box.stride().clone();
        long[] count = box.count().clone();
        long[] block = box.block().clone();
        for (int i = 0; i < cut; i++) {
            start[i] = box.element(i, position[i]);
            one(i, stride, count, block);
        }
        long length = cutLength();
        start[cut] = box.element(cut, position[cut]);
        if (box.block()[cut] == 1) {
            count[cut] = length;
        } else {
            one(cut, stride, count, block);
            block[cut] = length;
            stride[cut] = length;
        }
        advance(length);
        return Slice.hyperslab(start, stride, count, block);
    }

    private long cutLength() {
        long left = Math.min(rows, extent[cut] - position[cut]);
        long block = box.block()[cut];
        return block == 1 ? left : Math.min(left, block - position[cut] % block);
    }

    private void advance(long length) {
        position[cut] += length;
        int dimension = cut;
        while (position[dimension] == extent[dimension]) {
            if (dimension == 0) {
                done = true;
                return;
            }
            position[dimension] = 0;
            dimension--;
            position[dimension]++;
        }
    }

    private static void one(int dimension, long[] stride, long[] count, long[] block) {
        stride[dimension] = 1;
        count[dimension] = 1;
        block[dimension] = 1;
    }
}
