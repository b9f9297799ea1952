package dev.tutti.engine.index;

import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.Dataspace;
import org.jspecify.annotations.Nullable;

/** All chunks of the maximum shape stand one after the other: a chunk's number is its place. Such a chunk cannot move. */
final class ImplicitIndex implements ChunkIndex {
    private final ChunkedLayout layout;
    private final ChunkGrid grid;

    ImplicitIndex(ChunkedLayout layout, ChunkGrid grid) {
        this.layout = layout;
        this.grid = grid;
    }

    private boolean allocated() {
        return layout.address() != ByteSource.UNDEFINED;
    }

    private ChunkRef chunk(MetaView view, long number) {
        long bytes = grid.chunkBytes();
        if (number >= (view.endOfAllocation() - layout.address()) / bytes) {
            throw new H5CorruptException(
                    view.path(),
                    layout.address(),
                    "implicit chunk index",
                    number + 1 + " chunks of " + bytes + " bytes",
                    "end of allocation " + view.endOfAllocation(),
                    null);
        }
        return new ChunkRef(layout.address() + number * bytes, bytes, 0);
    }

    @Override
    public @Nullable ChunkRef find(MetaView view, long[] scaled) {
        long number = grid.number(scaled);
        return allocated() && number < grid.maxChunks() ? chunk(view, number) : null;
    }

    @Override
    public void forEach(MetaView view, ChunkVisitor visitor) {
        long end = allocated() ? grid.end() : 0;
        if (end == 0) {
            return;
        }
        chunk(view, end - 1);
        for (long number = 0; number < end; number++) {
            long[] scaled = grid.scaled(number);
            if (grid.contains(scaled)) {
                visitor.visit(scaled, chunk(view, number));
            }
        }
    }

    @Override
    public ChunkIndex prepared(MetaTransaction tx) {
        if (allocated() || grid.maxChunks() == 0) {
            return this;
        }
        if (grid.maxChunks() > Long.MAX_VALUE / grid.chunkBytes()) {
            throw new H5UnsupportedException(
                    tx.path() + ": all chunks of the dataset together are larger than 2^63 bytes; copy the dataset");
        }
        long address = tx.allocate(fixedBytes(), MetaTransaction.Placement.RAW);
        ChunkedLayout placed = new ChunkedLayout(
                layout.chunkDims(), layout.elementSize(), layout.flags(), layout.index(), address, layout.version());
        return new ImplicitIndex(placed, grid);
    }

    @Override
    public long fixedBytes() {
        return grid.maxChunks() * grid.chunkBytes();
    }

    @Override
    public ChunkIndex put(MetaTransaction tx, long[] scaled, ChunkRef chunk) {
        ChunkRef place = find(tx, scaled);
        if (place == null || !place.equals(chunk)) {
            throw new H5UnsupportedException(tx.path()
                    + ": the dataset's chunks have fixed places (implicit index); one cannot be stored elsewhere: copy the"
                    + " dataset to change it");
        }
        return this;
    }

    @Override
    public ChunkIndex remove(MetaTransaction tx, long[] scaled) {
        return this;
    }

    @Override
    public ChunkIndex resized(Dataspace space) {
        return new ImplicitIndex(layout, grid.resized(space));
    }

    @Override
    public ChunkedLayout layout() {
        return layout;
    }

    /** Gives back the chunks outside the current shape too, which no visitor sees. */
    @Override
    public void free(MetaTransaction tx) {
        long end = allocated() ? grid.maxChunks() : 0;
        if (end == 0) {
            return;
        }
        chunk(tx, end - 1);
        for (long number = 0; number < end; number++) {
            if (!grid.contains(grid.scaled(number))) {
                tx.release(layout.address() + number * grid.chunkBytes(), grid.chunkBytes());
            }
        }
    }
}
