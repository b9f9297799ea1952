package dev.tutti.engine.convert;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Elements whose bytes come and go as they are stored.
 *
 * @param bytes all of the selection, from index 0 on; its position and limit are left alone
 * @param size bytes of one element
 */
record RawElements(ByteBuffer bytes, int size) implements RunReader, RunWriter {
    @Override
    public void read(ByteBuffer from, int position, int elements, int targetIndex) {
        bytes.put(targetIndex * size, from, position, elements * size);
    }

    @Override
    public void write(int sourceIndex, int elements, ByteBuffer to, int position) {
        to.put(position, bytes, sourceIndex * size, elements * size);
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public @Nullable ByteBuffer room(int targetIndex, int elements) {
        return plain(targetIndex, elements);
    }

    @Override
    public @Nullable ByteBuffer stored(int sourceIndex, int elements) {
        return plain(sourceIndex, elements);
    }

    /** Of memory on the heap the system can make no use: it may move. */
    private @Nullable ByteBuffer plain(int index, int elements) {
        return bytes.isDirect() ? bytes.slice(index * size, elements * size) : null;
    }
}
