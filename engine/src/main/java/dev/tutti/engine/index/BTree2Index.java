package dev.tutti.engine.index;

import dev.tutti.engine.btree.BTree2;
import dev.tutti.engine.btree.NodeUpdate;
import dev.tutti.engine.btree.Probe;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.btree.ChunkRecord;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.message.ChunkIndexType;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.Dataspace;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Chunks by their coordinates in a version 2 B-tree: for more than one unlimited dimension. Nodes that a reader may stand on are never
 * changed, only the header is.
 */
final class BTree2Index implements ChunkIndex {
    private final ChunkedLayout layout;
    private final ChunkIndexType.BTree2 parameters;
    private final ChunkGrid grid;
    private final FilterState filters;
    private final ChunkRecord.Codec codec;

    BTree2Index(ChunkedLayout layout, ChunkIndexType.BTree2 parameters, ChunkGrid grid, FilterState filters) {
        this.layout = layout;
        this.parameters = parameters;
        this.grid = grid;
        this.filters = filters;
        this.codec = new ChunkRecord.Codec(
                grid.rank(), ChunkArray.encoding(layout, filters).sizeWidth());
    }

    private @Nullable BTree2<ChunkRecord> tree() {
        return layout.address() == ByteSource.UNDEFINED
                ? null
                : BTree2.open(layout.address(), codec, NodeUpdate.SHADOW);
    }

    private Probe<ChunkRecord> probe(long[] scaled) {
        grid.require(scaled);
        return record -> Arrays.compare(scaled, record.scaled());
    }

    private ChunkRef chunk(MetaView view, ChunkRecord record) {
        if (record.address() == ByteSource.UNDEFINED) {
            throw view.corrupt(
                    layout.address(),
                    new FormatException("version 2 B-tree chunk record", "the address of a chunk", "none"));
        }
        return filters == FilterState.FILTERED
                ? new ChunkRef(record.address(), record.storedBytes(), record.filterMask())
                : new ChunkRef(record.address(), grid.chunkBytes(), 0);
    }

    @Override
    public @Nullable ChunkRef find(MetaView view, long[] scaled) {
        Probe<ChunkRecord> probe = probe(scaled);
        BTree2<ChunkRecord> tree = tree();
        ChunkRecord record = tree == null ? null : tree.find(view, probe);
        return record == null ? null : chunk(view, record);
    }

    @Override
    public void forEach(MetaView view, ChunkVisitor visitor) {
        BTree2<ChunkRecord> tree = tree();
        if (tree != null && grid.end() > 0) {
            tree.forEach(view, record -> {
                if (grid.contains(record.scaled())) {
                    visitor.visit(record.scaled().clone(), chunk(view, record));
                }
            });
        }
    }

    @Override
    public ChunkIndex put(MetaTransaction tx, long[] scaled, ChunkRef chunk) {
        Probe<ChunkRecord> probe = probe(scaled);
        boolean filtered = filters == FilterState.FILTERED;
        ChunkRecord record = new ChunkRecord(
                chunk.address(), filtered ? chunk.storedBytes() : 0, filtered ? chunk.filterMask() : 0, scaled.clone());
        requireRoom(tx, record);
        BTree2<ChunkRecord> tree = tree();
        BTree2Index index = this;
        if (tree == null) {
            tree = BTree2.create(
                    tx,
                    codec,
                    NodeUpdate.SHADOW,
                    parameters.nodeSize(),
                    parameters.splitPercent(),
                    parameters.mergePercent());
            index = at(tree.address());
        }
        if (!tree.insert(tx, probe, record)) {
            tree.replace(tx, probe, record);
        }
        return index;
    }

    private void requireRoom(MetaTransaction tx, ChunkRecord record) {
        int width = codec.sizeWidth();
        if (width > 0 && width < 8 && record.storedBytes() >>> (8 * width) != 0) {
            throw new H5UnsupportedException(tx.path() + ": a filter made a chunk of " + record.storedBytes()
                    + " bytes, but the index of its dataset has room for a size of " + width + " bytes");
        }
    }

    private BTree2Index at(long address) {
        ChunkedLayout changed = new ChunkedLayout(
                layout.chunkDims(), layout.elementSize(), layout.flags(), parameters, address, layout.version());
        return new BTree2Index(changed, parameters, grid, filters);
    }

    @Override
    public ChunkIndex remove(MetaTransaction tx, long[] scaled) {
        Probe<ChunkRecord> probe = probe(scaled);
        BTree2<ChunkRecord> tree = tree();
        if (tree != null) {
            tree.remove(tx, probe);
        }
        return this;
    }

    @Override
    public ChunkIndex resized(Dataspace space) {
        ChunkGrid resized = grid.resized(space);
        return resized == grid ? this : new BTree2Index(layout, parameters, resized, filters);
    }

    @Override
    public ChunkedLayout layout() {
        return layout;
    }

    @Override
    public void free(MetaTransaction tx) {
        BTree2<ChunkRecord> tree = tree();
        if (tree != null) {
            tree.free(tx);
        }
    }
}
