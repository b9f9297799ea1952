package dev.tutti.engine.filter;

import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.message.Filter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The filters of one dataset in their order, and the size of its chunks. Immutable and thread-safe. */
public final class FilterChain {
    private final List<Filter> filters;
    private final List<@Nullable ChunkFilter> codes;
    private final int elementSize;
    private final int chunkBytes;
    private final Buffers buffers;

    FilterChain(
            List<Filter> filters, List<@Nullable ChunkFilter> codes, int elementSize, int chunkBytes, Buffers buffers) {
        this.filters = List.copyOf(filters);
        this.codes = new ArrayList<>(codes);
        this.elementSize = elementSize;
        this.chunkBytes = chunkBytes;
        this.buffers = buffers;
    }

    /**
     * A chunk as it goes to the file.
     *
     * @param bytes the filtered bytes
     * @param mask the filters that were left out, bit 0 the first
     */
    public record Encoded(ByteBuffer bytes, int mask) {}

    /** Bytes of one chunk before filters. */
    public int chunkBytes() {
        return chunkBytes;
    }

    /** The filters, in the order in which they are applied. */
    public List<Filter> filters() {
        return filters;
    }

    /** The most bytes that a stored chunk may have. */
    public int storedBound() {
        return boundBefore(filters.size(), 0);
    }

    /**
     * Checks, before memory is taken for it, that a stored chunk of this length can be one of this chain's chunks.
     *
     * @throws FormatException if it cannot
     * @throws H5UnsupportedException if a filter is missing; the message names it
     */
    public void check(long storedBytes, int mask) {
        for (int i = 0; i < filters.size(); i++) {
            if (!skipped(mask, i)) {
                code(i);
            }
        }
        if (storedBytes < 0 || storedBytes > boundBefore(filters.size(), mask)) {
            throw new FormatException(
                    "filtered chunk",
                    "at most " + boundBefore(filters.size(), mask) + " bytes",
                    Long.toUnsignedString(storedBytes));
        }
        long most = storedBytes;
        for (int i = filters.size() - 1; i >= 0 && most < chunkBytes; i--) {
            ChunkFilter code = codes.get(i);
            if (!skipped(mask, i) && code != null) {
                most = code.decodedBound(most);
            }
        }
        if (most < chunkBytes) {
            throw new FormatException(
                    "filtered chunk",
                    "enough bytes to make a chunk of " + chunkBytes + " bytes",
                    String.valueOf(storedBytes));
        }
    }

    /**
     * Undoes the filters: takes a stored chunk and fills the first {@link #chunkBytes} bytes of {@code target}.
     *
     * @param mask the filters that were left out for this chunk
     * @throws FormatException if the bytes do not make a chunk of exactly this size
     * @throws H5UnsupportedException if a filter is missing; the message names it
     */
    public void decode(ByteBuffer stored, int mask, byte[] target) {
        List<byte[]> taken = new ArrayList<>(filters.size());
        try {
            ByteBuffer bytes = stored.duplicate();
            int first = 0;
            while (first < filters.size() && skipped(mask, first)) {
                first++;
            }
            for (int i = filters.size() - 1; i >= first; i--) {
                if (!skipped(mask, i)) {
                    int bound = boundBefore(i, mask);
                    bytes = code(i).decode(bytes, new Step(i, bound, taken, i == first ? target : null));
                    if (bytes.remaining() > bound) {
                        throw new FormatException(
                                "filtered chunk", "at most " + bound + " bytes", String.valueOf(bytes.remaining()));
                    }
                }
            }
            if (bytes.remaining() != chunkBytes) {
                throw new FormatException(
                        "filtered chunk", chunkBytes + " bytes after the filters", String.valueOf(bytes.remaining()));
            }
            if (!bytes.hasArray() || bytes.array() != target || bytes.arrayOffset() + bytes.position() != 0) {
                bytes.duplicate().get(target, 0, chunkBytes);
            }
        } finally {
            for (byte[] array : taken) {
                buffers.give(array);
            }
        }
    }

    /**
     * Applies the filters to the first {@link #chunkBytes} bytes of {@code chunk}. What comes back is to be given to {@link #recycle} once
     * it is written.
     *
     * @throws H5UnsupportedException if a filter that is not optional is missing, or its parameters make no sense
     */
    public Encoded encode(byte[] chunk) {
        List<byte[]> taken = new ArrayList<>(filters.size());
        ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, chunkBytes);
        int mask = 0;
        for (int i = 0; i < filters.size(); i++) {
            Filter filter = filters.get(i);
            ByteBuffer next = codes.get(i) == null && filter.optional() ? null : encode(i, bytes, taken);
            if (next != null) {
                bytes = next;
            } else if (filter.optional()) {
                mask |= 1 << i;
            } else {
                throw new H5UnsupportedException(
                        Filters.describe(filter) + " cannot filter this chunk and is not optional");
            }
        }
        for (byte[] array : taken) {
            if (array != bytes.array()) {
                buffers.give(array);
            }
        }
        return new Encoded(bytes, mask);
    }

    private @Nullable ByteBuffer encode(int index, ByteBuffer bytes, List<byte[]> taken) {
        try {
            return code(index).encode(bytes, new Step(index, Integer.MAX_VALUE, taken, null));
        } catch (FormatException e) {
            // Not the chunk but the filter's parameters in the file make no sense.
            throw new H5UnsupportedException(
                    Filters.describe(filters.get(index)) + " cannot filter this chunk: " + e.getMessage());
        }
    }

    /** Takes back the memory of an encoded chunk, if it is not that of {@code chunk} itself. */
    public void recycle(Encoded encoded, byte[] chunk) {
        if (encoded.bytes().hasArray() && encoded.bytes().array() != chunk) {
            buffers.give(encoded.bytes().array());
        }
    }

    /** The most bytes that may stand before filter {@code index}, which the filters up to there made of a chunk. */
    private int boundBefore(int index, int mask) {
        int bound = chunkBytes;
        for (int i = 0; i < index; i++) {
            ChunkFilter code = codes.get(i);
            if (!skipped(mask, i) && code != null) {
                bound = code.encodedBound(bound);
            }
        }
        return bound;
    }

    private static boolean skipped(int mask, int index) {
        return (mask >>> index & 1) != 0;
    }

    private ChunkFilter code(int index) {
        ChunkFilter code = codes.get(index);
        if (code == null) {
            throw Filters.missing(filters.get(index));
        }
        return code;
    }

    private final class Step implements ChunkFilter.Task {
        private final Filter filter;
        private final int bound;
        private final List<byte[]> taken;
        /** Where the result is wanted; given out once. */
        private byte @Nullable [] target;

        Step(int index, int bound, List<byte[]> taken, byte @Nullable [] target) {
            this.filter = filters.get(index);
            this.bound = bound;
            this.taken = taken;
            this.target = target;
        }

        @Override
        public int[] clientData() {
            return filter.clientData();
        }

        @Override
        public int elementSize() {
            return elementSize;
        }

        @Override
        public int bound() {
            return bound;
        }

        @Override
        public boolean optional() {
            return filter.optional();
        }

        @Override
        public ByteBuffer allocate(int bytes) {
            byte[] result = target;
            target = null;
            if (result == null || bytes > result.length) {
                result = buffers.take(bytes);
                taken.add(result);
            }
            return ByteBuffer.wrap(result, 0, bytes);
        }
    }
}
