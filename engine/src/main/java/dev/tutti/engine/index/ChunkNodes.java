package dev.tutti.engine.index;

import dev.tutti.engine.btree.BTree1;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.engine.meta.Rank;
import dev.tutti.format.btree.BTree1Node;
import java.util.ArrayList;
import java.util.List;

/**
 * Nodes of a chunk tree: the keys are the chunks' own, and the last one of a node bounds its last chunk.
 *
 * @param codec of the dataset's tree
 */
record ChunkNodes(BTree1Node.Codec codec) implements BTree1.Form<BTree1Node.Key> {
    @Override
    public BTree1.Node<BTree1Node.Key> load(MetaView view, long address) {
        BTree1Node node = view.load(address, codec);
        List<BTree1Node.Key> keys = new ArrayList<>(node.entries().size() + 1);
        List<Long> children = new ArrayList<>(node.entries().size());
        for (BTree1Node.Entry entry : node.entries()) {
            keys.add(entry.key());
            children.add(entry.child());
        }
        keys.add(node.end());
        return new BTree1.Node<>(node.level(), node.left(), node.right(), keys, children);
    }

    @Override
    public void stage(MetaTransaction tx, long address, BTree1.Node<BTree1Node.Key> node) {
        int count = node.children().size();
        List<BTree1Node.Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(new BTree1Node.Entry(node.keys().get(i), node.children().get(i)));
        }
        BTree1Node block = new BTree1Node(
                node.level(), node.left(), node.right(), entries, node.keys().get(count));
        tx.stage(address, block, codec, node.level() == 0 ? Rank.INDEX_LEAF : Rank.INDEX_NODE);
    }

    @Override
    public int capacity(MetaView view) {
        return 2 * view.treeSizes().chunkInternal();
    }

    @Override
    public long length(MetaView view) {
        return codec.length(view.widths(), view.treeSizes().chunkInternal());
    }

    @Override
    public BTree1.Side goesWithChild() {
        return BTree1.Side.LEFT;
    }
}
