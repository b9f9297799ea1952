package dev.tutti.engine.index;

import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.btree.BTree1Node;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.Dataspace;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chunks by their first element in a version 1 B-tree, the index of older files. Its chunks are read only. */
final class BTree1Index implements ChunkIndex {
    private static final int ROOT = -1;

    private final ChunkedLayout layout;
    private final ChunkGrid grid;
    private final FilterState filters;
    private final BTree1Node.Codec codec;

    BTree1Index(ChunkedLayout layout, ChunkGrid grid, FilterState filters) {
        this.layout = layout;
        this.grid = grid;
        this.filters = filters;
        this.codec = new BTree1Node.Codec(grid.rank());
    }

    /**
     * Loads a node.
     *
     * @param level the level it must have, so that a walk ends, or {@link #ROOT} for any
     */
    private BTree1Node load(MetaView view, long address, int level) {
        BTree1Node node = view.load(address, codec);
        if (level != ROOT && (node.level() != level || node.entries().isEmpty())) {
            throw damaged(
                    view, address, "entries on level " + level, node.entries().size() + " on level " + node.level());
        }
        return node;
    }

    private H5UnsupportedException readOnly(MetaTransaction tx) {
        return new H5UnsupportedException(tx.path()
                + ": the dataset's chunks are found through a version 1 B-tree, which is read only here: copy the dataset"
                + " to change it");
    }

    private static RuntimeException damaged(MetaView view, long address, String expected, String found) {
        return view.corrupt(address, new FormatException("version 1 B-tree node", expected, found));
    }

    /** Negative if the chunk is before the key's, positive if it is behind it. */
    private int compare(long[] scaled, BTree1Node.Key key) {
        return Arrays.compare(scaled, scaled(key));
    }

    private long[] scaled(BTree1Node.Key key) {
        long[] scaled = key.offset().clone();
        for (int d = 0; d < scaled.length; d++) {
            scaled[d] /= layout.chunkDims()[d];
        }
        return scaled;
    }

    private ChunkRef chunk(MetaView view, long node, BTree1Node.Entry entry) {
        if (entry.child() == ByteSource.UNDEFINED) {
            throw damaged(view, node, "the address of a chunk", "none");
        }
        return filters == FilterState.FILTERED
                ? new ChunkRef(
                        entry.child(), entry.key().storedBytes(), entry.key().filterMask())
                : new ChunkRef(entry.child(), grid.chunkBytes(), 0);
    }

    @Override
    public @Nullable ChunkRef find(MetaView view, long[] scaled) {
        grid.require(scaled);
        if (layout.address() == ByteSource.UNDEFINED) {
            return null;
        }
        long address = layout.address();
        BTree1Node node = load(view, address, ROOT);
        while (true) {
            int i = lastNotBehind(node.entries(), scaled);
            if (i < 0) {
                return null;
            }
            BTree1Node.Entry entry = node.entries().get(i);
            if (node.level() == 0) {
                return compare(scaled, entry.key()) == 0 ? chunk(view, address, entry) : null;
            }
            address = entry.child();
            node = load(view, address, node.level() - 1);
        }
    }

    private int lastNotBehind(List<BTree1Node.Entry> entries, long[] scaled) {
        int low = 0;
        int high = entries.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (compare(scaled, entries.get(middle).key()) >= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    @Override
    public void forEach(MetaView view, ChunkVisitor visitor) {
        if (layout.address() != ByteSource.UNDEFINED && grid.end() > 0) {
            new Walk(view, visitor, (address, node) -> {}).node(layout.address(), ROOT);
        }
    }

    /** Takes nodes, children before their parents. */
    private interface NodeVisitor {
        void visit(long address, BTree1Node node);
    }

    /** Visits chunks in ascending order. A tree in which a node stands under two parents cannot have it, so that every walk ends. */
    private final class Walk {
        private final MetaView view;
        private final ChunkVisitor visitor;
        private final NodeVisitor nodes;
        private long @Nullable [] before;

        Walk(MetaView view, ChunkVisitor visitor, NodeVisitor nodes) {
            this.view = view;
            this.visitor = visitor;
            this.nodes = nodes;
        }

        void node(long address, int level) {
            BTree1Node node = load(view, address, level);
            for (BTree1Node.Entry entry : node.entries()) {
                if (node.level() > 0) {
                    node(entry.child(), node.level() - 1);
                    continue;
                }
                long[] scaled = scaled(entry.key());
                if (before != null && Arrays.compare(before, scaled) >= 0) {
                    throw damaged(
                            view,
                            address,
                            "a chunk behind " + Arrays.toString(before),
                            "one at " + Arrays.toString(scaled));
                }
                before = scaled;
                if (grid.contains(scaled)) {
                    visitor.visit(scaled.clone(), chunk(view, address, entry));
                }
            }
            nodes.visit(address, node);
        }
    }

    @Override
    public ChunkIndex put(MetaTransaction tx, long[] scaled, ChunkRef chunk) {
        if (chunk.equals(find(tx, scaled))) {
            return this;
        }
        throw readOnly(tx);
    }

    @Override
    public ChunkIndex remove(MetaTransaction tx, long[] scaled) {
        if (find(tx, scaled) == null) {
            return this;
        }
        throw readOnly(tx);
    }

    @Override
    public ChunkIndex resized(Dataspace space) {
        return new BTree1Index(layout, grid.resized(space), filters);
    }

    @Override
    public ChunkedLayout layout() {
        return layout;
    }

    /** Gives back what the nodes use. The room behind it, which only the superblock tells, stays unused. */
    @Override
    public void free(MetaTransaction tx) {
        if (layout.address() != ByteSource.UNDEFINED) {
            new Walk(
                            tx,
                            (scaled, chunk) -> {},
                            (address, node) -> tx.release(
                                    address, ByteSink.lengthOf(tx.widths(), sink -> codec.encode(node, sink))))
                    .node(layout.address(), ROOT);
        }
    }
}
