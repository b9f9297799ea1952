package dev.tutti.engine.filter;

import dev.tutti.format.datatype.Datatype;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One kind of filter. Those that belong to HDF5 are built in; others are found by {@link java.util.ServiceLoader}.
 * Thread-safe: chunks are filtered in parallel.
 *
 * <p>Sources are read from their position to their limit. Results are buffers from {@link Task#allocate}, or the source itself with
 * another position and limit.
 */
public interface ChunkFilter {
    /** The filter's number in the registry of the HDF Group. */
    int id();

    /** Name for people. */
    String name();

    /** The most bytes that {@link #encode} makes of {@code bytes} bytes; what is longer in a file is refused. */
    int encodedBound(int bytes);

    /**
     * The most bytes that {@link #decode} makes of {@code bytes} bytes. A chunk that says it is larger than its stored bytes can make is refused
     * before memory is taken for it.
     */
    default long decodedBound(long bytes) {
        return Long.MAX_VALUE;
    }

    /**
     * The parameters that a new dataset keeps, made of those that the user asked for: what the filter has to know of the dataset is added.
     *
     * @throws dev.tutti.errors.H5TypeException if the parameters are wrong, or the filter cannot be used for this dataset
     */
    default int[] complete(int[] parameters, Tile tile) {
        return parameters;
    }

    /**
     * Undoes the filter.
     *
     * @throws dev.tutti.format.io.FormatException if the bytes were not made by this filter, or make more than {@link Task#bound} bytes
     */
    ByteBuffer decode(ByteBuffer source, Task task);

    /** Applies the filter; null if that is not possible or gains nothing, so that an optional filter is left out. */
    @Nullable
    ByteBuffer encode(ByteBuffer source, Task task);

    /**
     * The chunks of a new dataset.
     *
     * @param type of the elements
     * @param shape elements in each dimension
     * @param fill bytes of an element that was never written; empty for zeros
     */
    record Tile(Datatype type, int[] shape, byte[] fill) {
        /** Elements of a chunk; as many as an int can tell if there are more. */
        public int elements() {
            long elements = 1;
            for (int length : shape) {
                elements = Math.min(Integer.MAX_VALUE, elements * length);
            }
            return (int) elements;
        }
    }

    /** What a filter needs to know about the chunk at hand. */
    interface Task {
        /** The filter's parameters in the pipeline message. */
        int[] clientData();

        /** Bytes of one element. */
        int elementSize();

        /** The most bytes that the result may have. */
        int bound();

        /** Whether {@link #encode} may refuse by returning null; if not it has to give a result, though it be longer than the source. */
        boolean optional();

        /**
         * An array-backed buffer with {@code bytes} remaining, whose array begins with it and may be longer; what stands in it is undefined. The result is best put into
         * the first one.
         */
        ByteBuffer allocate(int bytes);
    }
}
