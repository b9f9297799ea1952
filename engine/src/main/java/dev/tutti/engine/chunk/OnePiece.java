package dev.tutti.engine.chunk;

import dev.tutti.engine.convert.RunWriter;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.message.Dataspace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Writes values that lie in one piece, or seem to: in a block of the file, in its object header, or in raw files outside of it. */
record OnePiece(RawStore store) {
    private static final int WINDOW = 1 << 20;

    /** Up to here a buffer on the heap does. */
    private static final int SMALL = 16 * 1024;

    /** Sets selected elements of data that begins at {@code base}. */
    void write(StoredData data, long base, Selection selection, RunWriter source) {
        int size = data.elementSize();
        int most = Math.max(1, Workers.WINDOW / size);
        long bytes = Math.max(size, Math.min(Workers.WINDOW, selection.elements(data.shape()) * size));
        try (Outgoing outgoing = new Outgoing(source, size, (int) bytes)) {
            ChunkReader.walk(selection, data.shape(), null).forEach((offset, index, length) -> {
                for (long done = 0; done < length; done += most) {
                    int count = (int) Math.min(most, length - done);
                    store.write(base + (offset + done) * size, outgoing.run((int) (index + done), count));
                }
            });
        }
    }

    /** Runs in the form of the file: where they stand, or through a buffer. */
    private static final class Outgoing implements AutoCloseable {
        private final RunWriter source;
        private final int size;
        private final int bytes;
        private @Nullable ByteBuffer window;

        /** @param bytes the longest run */
        Outgoing(RunWriter source, int size, int bytes) {
            this.source = source;
            this.size = size;
            this.bytes = bytes;
        }

        ByteBuffer run(int index, int elements) {
            ByteBuffer ready = source.stored(index, elements);
            if (ready != null) {
                return ready;
            }
            ByteBuffer buffer = window;
            if (buffer == null) {
                buffer = pooled()
                        ? Workers.takeWindow()
                        : ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
                window = buffer;
            }
            source.write(index, elements, buffer, 0);
            return buffer.duplicate().limit(elements * size);
        }

        private boolean pooled() {
            return size <= Workers.WINDOW && bytes > SMALL;
        }

        @Override
        public void close() {
            ByteBuffer buffer = window;
            if (buffer != null && pooled()) {
                Workers.giveWindow(buffer);
            }
        }
    }

    /** Data that stands in the object header itself, with selected elements set. */
    static StoredData.Compact written(
            StoredData data, StoredData.Compact compact, Selection selection, RunWriter source) {
        long needed = Math.multiplyExact(data.space().elements(), (long) data.elementSize());
        if (needed > compact.bytes().length) {
            throw new H5CorruptException(
                    data.path(), -1, "data layout message", needed + " bytes", compact.bytes().length + " bytes", null);
        }
        byte[] bytes = compact.bytes().clone();
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        ChunkReader.walk(selection, data.shape(), null)
                .forEach((offset, index, length) ->
                        source.write((int) index, (int) length, buffer, (int) offset * data.elementSize()));
        return new StoredData.Compact(bytes);
    }

    /** Writes one element's bytes, zeros if there are none, again and again. */
    void fill(byte[] element, int elementSize, long address, long size) {
        int piece = (int) Math.min(size, Math.max(1, WINDOW / elementSize) * (long) elementSize);
        byte[] bytes = ChunkReader.pattern(element, piece);
        for (long done = 0; done < size; done += piece) {
            store.write(address + done, ByteBuffer.wrap(bytes, 0, (int) Math.min(piece, size - done)));
        }
    }

    /**
     * Data outside of the file in another shape; what the raw files hold behind it stays there.
     *
     * @throws H5TypeException if they do not hold so much
     */
    static StoredData resized(StoredData data, Dataspace space) {
        for (int d = 1; d < space.rank(); d++) {
            if (space.dims()[d] != data.shape()[d]) {
                throw new H5UnsupportedException(
                        data.path() + ": of a dataset in external raw files only the first dimension can change");
            }
        }
        long most = data.place() instanceof StoredData.Outside outside ? outside.size() / data.elementSize() : 0;
        if (space.elements() > most) {
            throw new H5TypeException(data.path() + ": the external raw files hold up to " + most
                    + " elements, found a shape of " + space.elements());
        }
        return data.resized(space);
    }
}
