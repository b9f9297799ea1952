package dev.tutti.engine.group;

import dev.tutti.engine.btree.BTree1;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.engine.meta.Rank;
import dev.tutti.format.btree.GroupNode;

/** Nodes of a group's tree: the keys are offsets of names, each the last name of the child before it. */
final class GroupNodes implements BTree1.Form<Long> {
    static final GroupNodes FORM = new GroupNodes();

    private GroupNodes() {}

    @Override
    public BTree1.Node<Long> load(MetaView view, long address) {
        GroupNode node = view.load(address, GroupNode.CODEC);
        return new BTree1.Node<>(node.level(), node.left(), node.right(), node.keys(), node.children());
    }

    @Override
    public void stage(MetaTransaction tx, long address, BTree1.Node<Long> node) {
        GroupNode block = new GroupNode(node.level(), node.left(), node.right(), node.keys(), node.children());
        tx.stage(address, block, GroupNode.CODEC, Rank.INDEX_NODE);
    }

    @Override
    public int capacity(MetaView view) {
        return 2 * view.treeSizes().groupInternal();
    }

    @Override
    public long length(MetaView view) {
        return GroupNode.length(view.widths(), view.treeSizes().groupInternal());
    }

    @Override
    public BTree1.Side goesWithChild() {
        return BTree1.Side.RIGHT;
    }
}
