package dev.tutti.engine.convert;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes elements in the form of the file, run by run, and puts them into the Java value that it was made for. Calls for disjoint runs may
 * come from several threads at once.
 */
@FunctionalInterface
public interface RunReader {
    /**
     * Takes one run.
     *
     * @param bytes the elements, in a buffer of order LITTLE_ENDIAN whose position and limit are left alone
     * @param position index of the first element's first byte in {@code bytes}
     * @param elements number of elements, one after the other
     * @param targetIndex number of the first element in the selection
     */
    void read(ByteBuffer bytes, int position, int elements, int targetIndex);

    /**
     * Where the bytes of a run belong if they stay as they are stored: a file can be read straight into it, which takes the place of {@link #read}. Null if they have to be handed over.
     *
     * @param targetIndex number of the first element in the selection
     * @param elements number of elements, one after the other
     */
    default @Nullable ByteBuffer room(int targetIndex, int elements) {
        return null;
    }
}
