package dev.tutti.engine.index;

import dev.tutti.engine.btree.BTree1;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.format.btree.BTree1Node;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.message.ChunkIndexType;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.Dataspace;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the chunks of one dataset are. Immutable: a description of the index; its state is in the file and is read through a view at each
 * call. Chunks are named by scaled coordinates: element offset divided by chunk size, in each dimension.
 *
 * <p>Every change is staged so that a reader that follows the pointers finds, after any number of the staged blocks have reached the
 * file in their order, the chunk that was there before or the new one.
 */
public sealed interface ChunkIndex permits ArrayIndex, BTree1Index, BTree2Index, ImplicitIndex, SingleChunkIndex {
    /**
     * The index that a layout message describes.
     *
     * @param space the dataset's shape; its maximum is part of how most indexes number chunks
     * @throws dev.tutti.errors.H5CorruptException if layout and shape do not go together
     */
    static ChunkIndex open(ChunkedLayout layout, Dataspace space, FilterState filters) {
        ChunkGrid grid = ChunkGrid.of(layout, space);
        ChunkIndexType type = layout.index();
        if (type instanceof ChunkIndexType.SingleChunk single) {
            return new SingleChunkIndex(layout, single, grid, filters);
        }
        if (type instanceof ChunkIndexType.Implicit) {
            return new ImplicitIndex(layout, grid);
        }
        if (type instanceof ChunkIndexType.FixedArray parameters) {
            return new ArrayIndex(layout, grid, filters, new FixedArray(layout, parameters, grid, filters));
        }
        if (type instanceof ChunkIndexType.ExtensibleArray parameters) {
            return new ArrayIndex(layout, grid, filters, new ExtensibleArray(layout, parameters, filters));
        }
        if (type instanceof ChunkIndexType.BTree2 parameters) {
            return new BTree2Index(layout, parameters, grid, filters);
        }
        return new BTree1Index(layout, grid, filters);
    }

    /** The layout with the index that the C library chooses for new datasets (file format 1.10 and later); there is no index block yet. */
    static ChunkedLayout choose(Dataspace space, int[] chunkDims, int elementSize, FilterState filters) {
        if (space.rank() == 0 || space.rank() != chunkDims.length) {
            throw new IllegalArgumentException(
                    "chunks of " + chunkDims.length + " dimensions for a dataset of " + space.rank());
        }
        int unlimited = 0;
        boolean single = true;
        for (int d = 0; d < chunkDims.length; d++) {
            long max = space.maxDims()[d];
            unlimited += max == Dataspace.UNLIMITED ? 1 : 0;
            single &= space.dims()[d] == max && max == chunkDims[d];
        }
        boolean filteredSingle = single && filters == FilterState.FILTERED;
        ChunkIndexType type;
        if (unlimited > 1) {
            type = new ChunkIndexType.BTree2(2048, 100, 40);
        } else if (unlimited == 1) {
            type = new ChunkIndexType.ExtensibleArray(32, 4, 4, 16, 10);
        } else if (single) {
            type = new ChunkIndexType.SingleChunk(filteredSingle ? 0 : -1, 0);
        } else {
            type = new ChunkIndexType.FixedArray(10);
        }
        int flags = filteredSingle ? ChunkedLayout.SINGLE_FILTERED : 0;
        return new ChunkedLayout(
                Arrays.copyOf(chunkDims, chunkDims.length), elementSize, flags, type, ByteSource.UNDEFINED);
    }

    /** The layout with the index that every library reads; there is no index block yet. */
    static ChunkedLayout old(int[] chunkDims, int elementSize) {
        return new ChunkedLayout(chunkDims.clone(), elementSize, 0, new ChunkIndexType.BTree1(), ByteSource.UNDEFINED);
    }

    /** Looks at the nodes of a version 1 B-tree: how full they are, their neighbours and the order of the chunks. */
    static void examineTree(MetaView view, ChunkedLayout layout, BTree1.Findings findings) {
        ChunkNodes nodes = new ChunkNodes(new BTree1Node.Codec(layout.chunkDims().length));
        BTree1.open(layout.address(), nodes).examine(view, BTree1Node.Key::comparePlace, findings);
    }

    /** The chunk at {@code scaled}, or null if it does not exist. */
    @Nullable
    ChunkRef find(MetaView view, long[] scaled);

    /** Visits the chunks that exist inside the dataset's current shape, in the order of the index. */
    void forEach(MetaView view, ChunkVisitor visitor);

    /** This index, or the one that it becomes when its chunks get places which they keep, all of them at once; what stands there is undefined then. */
    default ChunkIndex prepared(MetaTransaction tx) {
        return this;
    }

    /** Bytes of the places that all chunks have, used or not; 0 if each gets its own. */
    default long fixedBytes() {
        return 0;
    }

    /**
     * Sets the chunk at {@code scaled}, which may lie outside the current shape but not outside the maximum. Bytes of the chunk itself must
     * reach the file before this change does.
     *
     * @return this index, or, if the layout message has to change, the index with the new {@link #layout}
     */
    ChunkIndex put(MetaTransaction tx, long[] scaled, ChunkRef chunk);

    /** Forgets the chunk at {@code scaled}, if there is one. The chunk's own space stays the caller's. Returns as {@link #put} does. */
    ChunkIndex remove(MetaTransaction tx, long[] scaled);

    /** The same index for a dataset whose shape has changed. Chunks outside a smaller shape are removed before, through the old index. */
    ChunkIndex resized(Dataspace space);

    /** What the layout message has to say. */
    ChunkedLayout layout();

    /** Gives the blocks of the index back. The chunks' own space stays the caller's. */
    void free(MetaTransaction tx);
}
