package dev.tutti.engine.index;

import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.message.ChunkIndexType;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.Dataspace;
import org.jspecify.annotations.Nullable;

/** A dataset that is one chunk: the layout message itself says where it is. */
final class SingleChunkIndex implements ChunkIndex {
    private final ChunkedLayout layout;
    private final ChunkIndexType.SingleChunk single;
    private final ChunkGrid grid;
    private final FilterState filters;

    SingleChunkIndex(ChunkedLayout layout, ChunkIndexType.SingleChunk single, ChunkGrid grid, FilterState filters) {
        this.layout = layout;
        this.single = single;
        this.grid = grid;
        this.filters = filters;
    }

    @Override
    public @Nullable ChunkRef find(MetaView view, long[] scaled) {
        return grid.number(scaled) == 0 ? chunk() : null;
    }

    private @Nullable ChunkRef chunk() {
        if (layout.address() == ByteSource.UNDEFINED) {
            return null;
        }
        return single.filteredSize() >= 0
                ? new ChunkRef(layout.address(), single.filteredSize(), single.filterMask())
                : new ChunkRef(layout.address(), grid.chunkBytes(), 0);
    }

    @Override
    public void forEach(MetaView view, ChunkVisitor visitor) {
        ChunkRef chunk = chunk();
        if (chunk != null && grid.end() > 0) {
            visitor.visit(new long[grid.rank()], chunk);
        }
    }

    @Override
    public ChunkIndex put(MetaTransaction tx, long[] scaled, ChunkRef chunk) {
        if (grid.number(scaled) != 0) {
            throw new IllegalArgumentException("the dataset has one chunk");
        }
        return filters == FilterState.FILTERED
                ? with(new ChunkIndexType.SingleChunk(chunk.storedBytes(), chunk.filterMask()), chunk.address())
                : with(new ChunkIndexType.SingleChunk(-1, 0), chunk.address());
    }

    @Override
    public ChunkIndex remove(MetaTransaction tx, long[] scaled) {
        if (find(tx, scaled) == null) {
            return this;
        }
        return with(new ChunkIndexType.SingleChunk(filters == FilterState.FILTERED ? 0 : -1, 0), ByteSource.UNDEFINED);
    }

    private SingleChunkIndex with(ChunkIndexType.SingleChunk newSingle, long address) {
        int kept = layout.flags() & ~ChunkedLayout.SINGLE_FILTERED;
        int flags = newSingle.filteredSize() >= 0 ? kept | ChunkedLayout.SINGLE_FILTERED : kept;
        ChunkedLayout changed = new ChunkedLayout(
                layout.chunkDims(), layout.elementSize(), flags, newSingle, address, layout.version());
        return changed.equals(layout) ? this : new SingleChunkIndex(changed, newSingle, grid, filters);
    }

    @Override
    public ChunkIndex resized(Dataspace space) {
        return new SingleChunkIndex(layout, single, grid.resized(space), filters);
    }

    @Override
    public ChunkedLayout layout() {
        return layout;
    }

    @Override
    public void free(MetaTransaction tx) {
        // There is no block.
    }
}
