package dev.tutti.spark;

import org.apache.spark.sql.types.DataTypes;

/** The index in one dimension of each row of a tile, worked out when it is asked for. */
final class IndexVector extends PlainVector {
    private final long start;
    private final long length;
    private final long inner;

    /** For the tile with this start and these lengths, whose innermost dimensions are no rows but arrays. */
    IndexVector(long[] start, long[] length, int dimension, int arrayDepth) {
        super(DataTypes.LongType);
        this.start = start[dimension];
        this.length = length[dimension];
        long below = 1;
        for (int d = dimension + 1; d < length.length - arrayDepth; d++) {
            below *= length[d];
        }
        this.inner = below;
    }

    @Override
    public long getLong(int row) {
        return start + row / inner % length;
    }
}
