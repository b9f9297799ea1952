package dev.tutti.engine.mapping;

import dev.tutti.format.selection.StoredSelection;
import dev.tutti.format.selection.StoredSelection.Blocks;
import dev.tutti.format.selection.StoredSelection.Points;
import dev.tutti.format.selection.StoredSelection.Regular;
import java.util.Arrays;

/** The elements of one selection in an array of one shape, with their numbers. Immutable and thread-safe. */
public interface Places {
    /** Number of elements. */
    long count();

    /** First index of all elements in each dimension. */
    long[] low();

    /** One past the last index of all elements in each dimension. */
    long[] high();

    /** The elements between two corners, by ascending place in the array. */
    Intervals within(long[] from, long[] to);

    /** Where the elements with these numbers are; those that the selection does not have are left out. */
    void locate(long number, long length, Intervals.Taker taker);

    /**
     * A selection that ends.
     *
     * @throws IndexOutOfBoundsException if it does not fit the shape
     */
    static Places of(StoredSelection selection, long[] shape) {
        if (selection instanceof Regular regular) {
            return new GridPlaces(shape, regular.start(), regular.stride(), regular.block(), widths(regular));
        }
        if (selection instanceof Points points) {
            return ListedPlaces.of(points, shape);
        }
        if (selection instanceof Blocks blocks) {
            return ListedPlaces.of(blocks, shape);
        }
        long[] ones = new long[shape.length];
        Arrays.fill(ones, 1);
        boolean all = selection instanceof StoredSelection.All;
        return new GridPlaces(shape, new long[shape.length], ones, ones, all ? shape : new long[shape.length]);
    }

    private static long[] widths(Regular regular) {
        long[] widths = new long[regular.start().length];
        for (int d = 0; d < widths.length; d++) {
            widths[d] = Math.multiplyExact(regular.count()[d], regular.block()[d]);
        }
        return widths;
    }

    /** How many indices a selection has in a dimension below {@code extent}, if it goes on without end there. */
    static long below(Regular selection, int dimension, long extent) {
        long rest = extent - selection.start()[dimension];
        if (rest <= 0) {
            return 0;
        }
        long block = selection.block()[dimension];
        long stride = selection.stride()[dimension];
        if (block == StoredSelection.UNLIMITED || block == stride) {
            return rest;
        }
        return Math.addExact(rest / stride * block, Math.min(rest % stride, block));
    }

    /** The extent that a dimension must have for the first {@code indices} indices that a selection has in it, if it goes on without end there. */
    static long extentFor(Regular selection, int dimension, long indices) {
        long start = selection.start()[dimension];
        long block = selection.block()[dimension];
        long stride = selection.stride()[dimension];
        if (indices == 0) {
            return 0;
        }
        if (block == StoredSelection.UNLIMITED || block == stride) {
            return Math.addExact(start, indices);
        }
        long last = indices - 1;
        return Math.addExact(start, Math.addExact(Math.multiplyExact(last / block, stride), last % block + 1));
    }

    /**
     * A selection of which only the first indices count in one dimension.
     *
     * @param dimension one without end, or -1 for a selection that ends
     * @param width indices in that dimension
     */
    static Places limited(Regular selection, long[] shape, int dimension, long width) {
        if (dimension < 0) {
            return of(selection, shape);
        }
        long[] widths = new long[shape.length];
        long[] block = selection.block().clone();
        for (int d = 0; d < widths.length && d < block.length; d++) {
            if (d == dimension) {
                widths[d] = width;
                block[d] = block[d] == StoredSelection.UNLIMITED ? Math.max(1, width) : block[d];
            } else {
                widths[d] = Math.multiplyExact(selection.count()[d], block[d]);
            }
        }
        return new GridPlaces(shape, selection.start(), selection.stride(), block, widths);
    }
}
