package dev.tutti.cli.text;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Slice;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The elements of a part of a dataset, in row-major order, read in pieces so that memory stays bounded. */
public final class Elements {
    private static final long PIECE_BYTES = 4 << 20;

    /** Takes one element. */
    @FunctionalInterface
    public interface Sink {
        /** Called for every element, in order. */
        void accept(@Nullable Object element) throws IOException;
    }

    private Elements() {}

    /** How many elements of this dataset are read at once. */
    public static long pieceLength(Dataset dataset) {
        return Math.max(1, PIECE_BYTES / Math.max(1, dataset.type().size()));
    }

    /** Number of elements of a shape. */
    public static long count(long[] shape) {
        long count = 1;
        for (long length : shape) {
            count = Math.multiplyExact(count, length);
        }
        return count;
    }

    /** Takes what one read has brought. */
    @FunctionalInterface
    interface Reading {
        /** Called for every piece, in order. */
        void accept(Object data) throws IOException;
    }

    /** Calls the sink with each piece as it is read. */
    static void forEachRead(Dataset dataset, Slice slice, Reading sink) throws IOException {
        for (Slice piece : slice.pieces(dataset.shape(), pieceLength(dataset))) {
            sink.accept(dataset.read(piece));
        }
    }

    /** Calls the sink for each element. */
    public static void forEach(Dataset dataset, Slice slice, Sink sink) throws IOException {
        DType type = dataset.type();
        for (Slice piece : slice.pieces(dataset.shape(), pieceLength(dataset))) {
            Object data = dataset.read(piece);
            int length = Values.length(data);
            for (int i = 0; i < length; i++) {
                sink.accept(Values.named(Values.element(data, i), type));
            }
        }
    }
}
