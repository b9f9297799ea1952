package dev.tutti.engine.chunk;

import dev.tutti.engine.chunk.Selection.Hyperslab;

/**
 * The part of a hyperslab that lies inside a clip, as runs: elements that follow each other both in a row-major box of memory and in the
 * selection. Runs are as long as they can be and come in ascending order of both.
 */
final class Runs {
    /** Takes runs. */
    @FunctionalInterface
    interface Taker {
        /**
         * One run.
         *
         * @param offset first element, counted from the start of the box
         * @param index number of that element in the selection
         * @param length number of elements
         */
        void take(long offset, long index, long length);
    }

    private final Hyperslab slab;
    private final long[] low;
    private final long[] high;
    private final long[] origin;
    private final long[] boxStride;
    private final long[] slabStride;
    private final int inner;
    private final Taker taker;

    private Runs(Hyperslab slab, long[] low, long[] high, long[] origin, long[] box, Taker taker) {
        this.slab = slab;
        this.low = low;
        this.high = high;
        this.origin = origin;
        this.taker = taker;
        int rank = box.length;
        boxStride = new long[rank];
        slabStride = new long[rank];
        long memory = 1;
        long selected = 1;
        for (int d = rank - 1; d >= 0; d--) {
            boxStride[d] = memory;
            slabStride[d] = selected;
            memory *= box[d];
            selected *= slab.width(d);
        }
        int k = rank - 1;
        while (k > 0 && whole(k, box)) {
            k--;
        }
        inner = k;
    }

    /**
     * Hands the runs to {@code taker}.
     *
     * @param low first index of the clip in each dimension
     * @param high one past its last index
     * @param origin index of the box's first element
     * @param box shape of the box; the clip lies inside
     */
    static void forEach(Hyperslab slab, long[] low, long[] high, long[] origin, long[] box, Taker taker) {
        if (box.length == 0) {
            taker.take(0, 0, 1);
            return;
        }
        new Runs(slab, low, high, origin, box, taker).walk(0, 0, 0);
    }

    /** The same selection in which blocks that touch are one. */
    static Hyperslab joined(Hyperslab slab) {
        if (!touches(slab)) {
            return slab;
        }
        int rank = slab.start().length;
        long[] stride = slab.stride().clone();
        long[] count = slab.count().clone();
        long[] block = slab.block().clone();
        for (int d = 0; d < rank; d++) {
            if (count[d] > 1 && stride[d] == block[d]) {
                block[d] = Math.multiplyExact(block[d], count[d]);
                stride[d] = block[d];
                count[d] = 1;
            }
        }
        return new Hyperslab(slab.start(), stride, count, block);
    }

    /** Whether there are blocks that touch. */
    private static boolean touches(Hyperslab slab) {
        for (int d = 0; d < slab.count().length; d++) {
            if (slab.count()[d] > 1 && slab.stride()[d] == slab.block()[d]) {
                return true;
            }
        }
        return false;
    }

    /** Number of the first block of dimension {@code d} that ends after {@code from}. */
    static long firstBlock(Hyperslab slab, int d, long from) {
        long start = slab.start()[d];
        if (from <= start) {
            return 0;
        }
        long number = (from - start) / slab.stride()[d];
        return (from - start) % slab.stride()[d] >= slab.block()[d] ? number + 1 : number;
    }

    /** Whether dimension {@code d} is selected, and clipped, as wide as the box is. */
    private boolean whole(int d, long[] box) {
        return slab.count()[d] == 1
                && slab.start()[d] == origin[d]
                && slab.block()[d] == box[d]
                && low[d] <= origin[d]
                && high[d] >= origin[d] + box[d];
    }

    private void walk(int d, long offset, long index) {
        long start = slab.start()[d];
        long stride = slab.stride()[d];
        long count = slab.count()[d];
        long block = slab.block()[d];
        for (long b = firstBlock(slab, d, low[d]); b < count; b++) {
            long first = start + b * stride;
            if (first >= high[d]) {
                return;
            }
            long from = Math.max(first, low[d]);
            long to = Math.min(first + block, high[d]);
            long at = offset + (from - origin[d]) * boxStride[d];
            long selected = index + (b * block + from - first) * slabStride[d];
            if (d == inner) {
                taker.take(at, selected, (to - from) * boxStride[d]);
            } else {
                for (long i = from; i < to; i++) {
                    walk(d + 1, at, selected);
                    at += boxStride[d];
                    selected += slabStride[d];
                }
            }
        }
    }
}
