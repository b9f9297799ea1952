package dev.tutti.engine.convert;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Gives elements of a Java value in the form of the file, run by run. One thread at a time, unless it says otherwise: strings may go to a heap on the way. */
@FunctionalInterface
public interface RunWriter {
    /**
     * Gives one run.
     *
     * @param sourceIndex number of the first element in the selection
     * @param elements number of elements, one after the other
     * @param bytes where they go, a buffer of order LITTLE_ENDIAN whose position and limit are left alone
     * @param position index of the first byte to set in {@code bytes}
     */
    void write(int sourceIndex, int elements, ByteBuffer bytes, int position);

    /**
     * Throws what {@link #write} would throw for these elements, and stores nothing: so that a value that does not fit is refused before
     * anything has changed. Does nothing where every value fits.
     *
     * @param sourceIndex number of the first element
     * @param elements number of elements, one after the other
     * @throws dev.tutti.errors.H5TypeException if a value does not fit
     */
    default void check(int sourceIndex, int elements) {}

    /** Whether several threads may ask at once, for the same run again too, and nothing can be wrong with a value. */
    default boolean shared() {
        return false;
    }

    /**
     * The bytes of a run where they stand as they are to be stored: a file can be written straight from it, in place of a call of {@link #write}. Null if they have to be asked for.
     *
     * @param sourceIndex number of the first element in the selection
     * @param elements number of elements, one after the other
     */
    default @Nullable ByteBuffer stored(int sourceIndex, int elements) {
        return null;
    }
}
