package dev.tutti.engine.index;

import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.Dataspace;
import org.jspecify.annotations.Nullable;

/** Chunks by their number in an extensible or fixed array. */
final class ArrayIndex implements ChunkIndex {
    private final ChunkedLayout layout;
    private final ChunkGrid grid;
    private final FilterState filters;
    private final ChunkArray array;

    ArrayIndex(ChunkedLayout layout, ChunkGrid grid, FilterState filters, ChunkArray array) {
        this.layout = layout;
        this.grid = grid;
        this.filters = filters;
        this.array = array;
    }

    private boolean exists() {
        return layout.address() != ByteSource.UNDEFINED;
    }

    @Override
    public @Nullable ChunkRef find(MetaView view, long[] scaled) {
        long number = grid.number(scaled);
        if (!exists() || number == ChunkGrid.BEYOND) {
            return null;
        }
        ChunkArray.Slot slot = array.find(view, layout.address(), number);
        return slot.defined() ? chunk(slot.elements().address(slot.i()), slot) : null;
    }

    private ChunkRef chunk(long address, ChunkArray.Slot slot) {
        return filters == FilterState.FILTERED
                ? new ChunkRef(
                        address,
                        slot.elements().storedBytes(slot.i()),
                        slot.elements().filterMask(slot.i()))
                : new ChunkRef(address, grid.chunkBytes(), 0);
    }

    @Override
    public void forEach(MetaView view, ChunkVisitor visitor) {
        long end = exists() ? grid.end() : 0;
        if (end == 0) {
            return;
        }
        array.forEach(view, layout.address(), end, (number, elements, i) -> {
            long[] scaled = grid.scaled(number);
            if (grid.contains(scaled)) {
                visitor.visit(scaled, chunk(elements.address(i), new ChunkArray.Slot(elements, i)));
            }
        });
    }

    @Override
    public ChunkIndex put(MetaTransaction tx, long[] scaled, ChunkRef chunk) {
        long number = grid.number(scaled);
        if (number == ChunkGrid.BEYOND) {
            throw new IllegalArgumentException("chunk outside the dataset's maximum shape");
        }
        ArrayIndex index = exists() ? this : at(array.create(tx));
        array.set(
                tx,
                index.layout.address(),
                number,
                new ChunkArray.Value(chunk.address(), chunk.storedBytes(), chunk.filterMask()));
        return index;
    }

    private ArrayIndex at(long address) {
        ChunkedLayout changed = new ChunkedLayout(
                layout.chunkDims(), layout.elementSize(), layout.flags(), layout.index(), address, layout.version());
        return new ArrayIndex(changed, grid, filters, array);
    }

    @Override
    public ChunkIndex remove(MetaTransaction tx, long[] scaled) {
        if (find(tx, scaled) != null) {
            array.set(tx, layout.address(), grid.number(scaled), new ChunkArray.Value(ByteSource.UNDEFINED, 0, 0));
        }
        return this;
    }

    @Override
    public ChunkIndex resized(Dataspace space) {
        ChunkGrid resized = grid.resized(space);
        return resized == grid ? this : new ArrayIndex(layout, resized, filters, array);
    }

    @Override
    public ChunkedLayout layout() {
        return layout;
    }

    @Override
    public void free(MetaTransaction tx) {
        if (exists()) {
            array.free(tx, layout.address());
        }
    }
}
