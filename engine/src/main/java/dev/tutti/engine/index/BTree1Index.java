package dev.tutti.engine.index;

import dev.tutti.engine.btree.BTree1;
import dev.tutti.engine.btree.BTree1.Step;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.btree.BTree1Node;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.Dataspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Chunks by their first element in a version 1 B-tree, the index of older files. Nodes change in place. */
final class BTree1Index implements ChunkIndex {
    private static final int ROOT = -1;

    /** A key has four bytes for the size of a chunk. */
    private static final long LONGEST = 0xffff_ffffL;

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
            List<BTree1Node.Entry> entries = node.entries();
            int i = lastNotBehind(entries.size(), at -> entries.get(at).key(), scaled);
            if (i < 0) {
                return null;
            }
            BTree1Node.Entry entry = entries.get(i);
            if (node.level() == 0) {
                return compare(scaled, entry.key()) == 0 ? chunk(view, address, entry) : null;
            }
            address = entry.child();
            node = load(view, address, node.level() - 1);
        }
    }

    private int lastNotBehind(int count, IntFunction<BTree1Node.Key> keys, long[] scaled) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (compare(scaled, keys.apply(middle)) >= 0) {
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
            new Walk(view, visitor).node(layout.address(), ROOT);
        }
    }

    /** Visits chunks in ascending order. A tree in which a node stands under two parents cannot have it, so that every walk ends. */
    private final class Walk {
        private final MetaView view;
        private final ChunkVisitor visitor;
        private long @Nullable [] before;

        Walk(MetaView view, ChunkVisitor visitor) {
            this.view = view;
            this.visitor = visitor;
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
        }
    }

    private BTree1<BTree1Node.Key> tree() {
        return BTree1.open(layout.address(), new ChunkNodes(codec));
    }

    /** The way to the leaf where a chunk stands or would stand; the index in the leaf is that of the last chunk not behind it, or -1. */
    private List<Step<BTree1Node.Key>> path(MetaTransaction tx, long[] scaled) {
        return tree().descend(tx, node -> {
            int index = lastNotBehind(node.children().size(), at -> node.keys().get(at), scaled);
            return node.level() == 0 ? index : Math.max(0, index);
        });
    }

    private BTree1Node.Key key(MetaTransaction tx, long[] scaled, ChunkRef chunk) {
        if (chunk.storedBytes() > LONGEST) {
            throw new H5UnsupportedException(tx.path() + ": a chunk takes " + chunk.storedBytes()
                    + " bytes, but the index of its dataset has room for a size of 4 bytes; make the chunks smaller");
        }
        long[] offset = new long[scaled.length];
        for (int d = 0; d < offset.length; d++) {
            offset[d] = Math.multiplyExact(scaled[d], (long) layout.chunkDims()[d]);
        }
        return new BTree1Node.Key(chunk.storedBytes(), chunk.filterMask(), offset);
    }

    /** A key behind a chunk's, as the C library makes it for the last chunk of a tree: one further in every dimension. */
    private BTree1Node.Key behind(BTree1Node.Key key) {
        long[] offset = key.offset().clone();
        for (int d = 0; d < offset.length; d++) {
            long room = Long.MAX_VALUE - offset[d];
            offset[d] += Math.min(room - room % layout.chunkDims()[d], layout.chunkDims()[d]);
        }
        return new BTree1Node.Key(0, 0, offset, layout.elementSize());
    }

    @Override
    public ChunkIndex put(MetaTransaction tx, long[] scaled, ChunkRef chunk) {
        grid.require(scaled);
        BTree1Node.Key key = key(tx, scaled, chunk);
        if (layout.address() == ByteSource.UNDEFINED) {
            BTree1<BTree1Node.Key> made =
                    BTree1.create(tx, new ChunkNodes(codec), List.of(key, behind(key)), List.of(chunk.address()));
            ChunkedLayout changed = new ChunkedLayout(
                    layout.chunkDims(),
                    layout.elementSize(),
                    layout.flags(),
                    layout.index(),
                    made.root(),
                    layout.version());
            return new BTree1Index(changed, grid, filters);
        }
        List<Step<BTree1Node.Key>> path = path(tx, scaled);
        Step<BTree1Node.Key> leaf = path.get(path.size() - 1);
        List<BTree1Node.Key> keys = new ArrayList<>(leaf.node().keys());
        List<Long> children = new ArrayList<>(leaf.node().children());
        int at = leaf.index();
        if (at >= 0 && compare(scaled, keys.get(at)) == 0) {
            keys.set(at, key);
            children.set(at, chunk.address());
        } else {
            at++;
            boolean last = at == children.size();
            keys.add(at, key);
            children.add(at, chunk.address());
            if (last && (at == 0 || key.comparePlace(keys.get(at + 1)) >= 0)) {
                keys.set(at + 1, bound(path, key));
            }
        }
        tree().change(tx, path, keys, children, at);
        return this;
    }

    /** The key behind the last chunk of a leaf: that of the next leaf, if there is one. */
    private BTree1Node.Key bound(List<Step<BTree1Node.Key>> path, BTree1Node.Key last) {
        for (int depth = path.size() - 2; depth >= 0; depth--) {
            Step<BTree1Node.Key> step = path.get(depth);
            if (step.index() + 1 < step.node().children().size()) {
                return step.node().keys().get(step.index() + 1);
            }
        }
        return behind(last);
    }

    @Override
    public ChunkIndex remove(MetaTransaction tx, long[] scaled) {
        grid.require(scaled);
        if (layout.address() == ByteSource.UNDEFINED) {
            return this;
        }
        List<Step<BTree1Node.Key>> path = path(tx, scaled);
        Step<BTree1Node.Key> leaf = path.get(path.size() - 1);
        int at = leaf.index();
        if (at >= 0 && compare(scaled, leaf.node().keys().get(at)) == 0) {
            List<BTree1Node.Key> keys = new ArrayList<>(leaf.node().keys());
            List<Long> children = new ArrayList<>(leaf.node().children());
            keys.remove(at);
            children.remove(at);
            tree().change(tx, path, keys, children, 0);
        }
        return this;
    }

    @Override
    public ChunkIndex resized(Dataspace space) {
        return new BTree1Index(layout, grid.resized(space), filters);
    }

    @Override
    public ChunkedLayout layout() {
        return layout;
    }

    @Override
    public void free(MetaTransaction tx) {
        if (layout.address() != ByteSource.UNDEFINED) {
            tree().free(tx);
        }
    }
}
