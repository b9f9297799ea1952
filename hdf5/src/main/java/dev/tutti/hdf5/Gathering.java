package dev.tutti.hdf5;

import java.util.ArrayList;
import java.util.List;

/** The indices that a slice selects, one by one: for slices that are no view of an array. */
final class Gathering {
    private Gathering() {}

    static long[][] indices(Slice slice, long[] shape) {
        slice.checkMask(shape);
        long[][] points = slice.points();
        if (points != null) {
            return points;
        }
        long[][] perDimension = new long[shape.length][];
        SliceBox box = slice.resolve(shape);
        for (int d = 0; d < shape.length; d++) {
            int length = (int) (box.count()[d] * box.block()[d]);
            perDimension[d] = new long[length];
            for (int i = 0; i < length; i++) {
                perDimension[d][i] = box.start()[d] + i / box.block()[d] * box.stride()[d] + i % box.block()[d];
            }
        }
        for (Slice.Part part : slice.listed(shape)) {
            SliceBox rows = part.slice().resolve(shape);
            int d = part.dimension();
            for (int i = 0; i < rows.count()[d] * rows.block()[d]; i++) {
                perDimension[d][part.first() + i] = rows.start()[d] + i;
            }
        }
        List<long[]> all = new ArrayList<>();
        add(perDimension, new long[shape.length], 0, all);
        return all.toArray(long[][]::new);
    }

    private static void add(long[][] perDimension, long[] index, int dimension, List<long[]> all) {
        if (dimension == index.length) {
            all.add(index.clone());
            return;
        }
        for (long i : perDimension[dimension]) {
            index[dimension] = i;
            add(perDimension, index, dimension + 1, all);
        }
    }
}
