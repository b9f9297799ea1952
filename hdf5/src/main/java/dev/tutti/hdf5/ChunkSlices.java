package dev.tutti.hdf5;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A box of a dataset cut where its chunks meet. */
final class ChunkSlices {
    private ChunkSlices() {}

    static List<Slice> of(Slice selection, long[] shape, int @Nullable [] chunk) {
        if (selection.points() != null || selection.hasList()) {
            throw new IllegalArgumentException("slice [" + selection + "]: a box without steps is expected");
        }
        SliceBox box = selection.resolve(shape);
        long[] length = box.shape();
        for (int d = 0; d < length.length; d++) {
            if (length[d] == 0) {
                return List.of();
            }
            if (box.count()[d] > 1 && box.stride()[d] != box.block()[d]) {
                throw new IllegalArgumentException("slice [" + selection + "]: a box without steps is expected");
            }
        }
        if (chunk == null || shape.length == 0) {
            return List.of(selection);
        }
        List<Slice> slices = new ArrayList<>();
        add(box.start(), length, chunk, new long[shape.length], new long[shape.length], 0, slices);
        return slices;
    }

    private static void add(
            long[] start, long[] length, int[] chunk, long[] from, long[] size, int dimension, List<Slice> slices) {
        if (dimension == start.length) {
            long[] one = new long[size.length];
            Arrays.fill(one, 1);
            slices.add(Slice.hyperslab(from, size, one, size));
            return;
        }
        long end = start[dimension] + length[dimension];
        for (long at = start[dimension]; at < end; at += size[dimension]) {
            from[dimension] = at;
            long next = (at / chunk[dimension] + 1) * chunk[dimension];
            size[dimension] = Math.min(next, end) - at;
            add(start, length, chunk, from, size, dimension + 1, slices);
        }
    }
}
