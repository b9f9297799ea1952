package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.FormatException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Raw data in chunks of equal shape, found through an index.
 *
 * @param chunkDims elements of a chunk in each dimension, slowest first
 * @param elementSize bytes of one element; the file keeps it as one more, the fastest, dimension
 * @param flags bit 0: chunks that stick out over the edge of the dataset are not filtered; bit 1: {@code index} is a single chunk
 *     that is filtered
 * @param index kind and parameters of the index
 * @param address the index, or the single chunk, or the first of the implicit chunks; undefined while there is none
 * @param version version of the layout message: 3 for a version 1 B-tree, 4, or 5, in which the index keeps the stored size of a chunk in 8 bytes
 */
public record ChunkedLayout(
        int[] chunkDims, int elementSize, int flags, ChunkIndexType index, long address, int version)
        implements DataLayout {
    /** Bit 0 of the flags: partial chunks at the edges are stored without filters. */
    public static final int PARTIAL_UNFILTERED = 1;

    /** Bit 1 of the flags: the single chunk is filtered. */
    public static final int SINGLE_FILTERED = 2;

    /** Checks shape, flags and version. */
    public ChunkedLayout {
        FormatException.unless(
                chunkDims.length >= 1 && chunkDims.length <= Dataspace.MAX_RANK,
                STRUCTURE,
                "1 to 32 chunk dimensions",
                chunkDims.length);
        for (int dim : chunkDims) {
            FormatException.unless(dim > 0, STRUCTURE, "a chunk dimension of 1 to 2^31 - 1", dim);
        }
        FormatException.unless(elementSize > 0, STRUCTURE, "an element size of 1 to 2^31 - 1", elementSize);
        boolean old = index instanceof ChunkIndexType.BTree1;
        FormatException.unless(
                old ? version >= 1 && version <= 3 : version == 4 || version == 5,
                STRUCTURE,
                "a version that has this kind of index",
                version);
        boolean filtered = index instanceof ChunkIndexType.SingleChunk single && single.filteredSize() >= 0;
        FormatException.unless(
                (flags & ~(PARTIAL_UNFILTERED | SINGLE_FILTERED)) == 0
                        && filtered == ((flags & SINGLE_FILTERED) != 0)
                        && !(old && flags != 0),
                STRUCTURE,
                "flags that go with the index",
                flags);
    }

    /** A layout of the lowest version that has this kind of index. */
    public ChunkedLayout(int[] chunkDims, int elementSize, int flags, ChunkIndexType index, long address) {
        this(chunkDims, elementSize, flags, index, address, index instanceof ChunkIndexType.BTree1 ? 3 : 4);
    }

    /** Bytes of one chunk before filters; a product beyond 2^63 - 1 is a {@link FormatException}. */
    public long chunkBytes() {
        long bytes = elementSize;
        for (int dim : chunkDims) {
            long high = Math.multiplyHigh(bytes, dim);
            bytes *= dim;
            if (!(high == 0 && bytes > 0)) {
                throw new FormatException(STRUCTURE, "a chunk below 2^63 bytes", Arrays.toString(chunkDims));
            }
        }
        return bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ChunkedLayout that
                && Arrays.equals(chunkDims, that.chunkDims)
                && elementSize == that.elementSize
                && flags == that.flags
                && index.equals(that.index)
                && address == that.address
                && version == that.version;
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(chunkDims), elementSize, flags, index, address, version);
    }

    @Override
    public void encode(ByteSink body) {
        LayoutCodec.encode(this, body);
    }
}
