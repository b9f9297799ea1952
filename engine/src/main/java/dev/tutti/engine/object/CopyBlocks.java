package dev.tutti.engine.object;

/** A dataset in boxes of bounded size that end where chunks end, in row-major order. */
final class CopyBlocks {
    private static final long TILE_BYTES = 256 << 10;

    private CopyBlocks() {}

    /** Shape of a chunk for a dataset that had none and that grows. */
    static int[] tile(long[] shape, long[] maxShape, int elementSize) {
        int[] tile = new int[shape.length];
        long bytes = elementSize;
        for (int d = shape.length - 1; d >= 0; d--) {
            long most = Math.max(1, TILE_BYTES / bytes);
            boolean grows = maxShape[d] != shape[d];
            long length = !grows ? Math.max(1, shape[d]) : maxShape[d] < 0 ? most : maxShape[d];
            tile[d] = (int) Math.min(length, most);
            bytes = Math.min(TILE_BYTES, bytes * tile[d]);
        }
        return tile;
    }

    /** Takes one box. */
    interface Taker {
        void take(long[] start, long[] length);
    }

    /**
     * Visits the boxes.
     *
     * @param shape of the dataset; every dimension has elements
     * @param tile shape of a chunk
     * @param most elements of a box, unless one chunk alone has more
     */
    static void forEach(long[] shape, int[] tile, long most, Taker taker) {
        int rank = shape.length;
        long[] box = new long[rank];
        long elements = 1;
        for (int d = 0; d < rank; d++) {
            box[d] = Math.min(tile[d], shape[d]);
            elements *= box[d];
        }
        for (int d = rank - 1; d >= 0; d--) {
            long others = elements / box[d];
            long tiles = Math.max(1, most / Math.max(1, others) / tile[d]);
            boolean whole = tiles >= (shape[d] - 1) / tile[d] + 1;
            box[d] = whole ? shape[d] : Math.min(shape[d], tiles * tile[d]);
            elements = others * box[d];
            if (!whole) {
                break;
            }
        }
        long[] start = new long[rank];
        while (true) {
            long[] length = new long[rank];
            for (int d = 0; d < rank; d++) {
                length[d] = Math.min(box[d], shape[d] - start[d]);
            }
            taker.take(start.clone(), length);
            int d = rank - 1;
            for (; d >= 0; d--) {
                start[d] += box[d];
                if (start[d] < shape[d]) {
                    break;
                }
                start[d] = 0;
            }
            if (d < 0) {
                return;
            }
        }
    }
}
