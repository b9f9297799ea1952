package dev.tutti.engine.btree;

import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaTransaction.Placement;
import dev.tutti.engine.meta.Rank;
import dev.tutti.format.btree.BTree2Header;
import dev.tutti.format.btree.BTree2Internal;
import dev.tutti.format.btree.BTree2Leaf;
import dev.tutti.format.btree.BTree2Pointer;
import dev.tutti.format.btree.BTree2Shape;
import dev.tutti.format.btree.RecordCodec;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One change of one tree. A change goes down to its record and mends the nodes on the way back up: a node with too many records shares
 * with a neighbour or is split, one with too few shares or is merged. After each change every node but the root holds between the merge
 * percent and the split percent, which is what the C library's own changes count on.
 */
final class TreeChange<R> {
    private final MetaTransaction tx;
    private final long address;
    private final RecordCodec<R> codec;
    private final NodeUpdate update;
    private final NodeReader<R> reader;
    private final BTree2Header header;
    private BTree2Shape shape;
    private @Nullable R found;

    TreeChange(MetaTransaction tx, long address, RecordCodec<R> codec, NodeUpdate update) {
        this.tx = tx;
        this.address = address;
        this.codec = codec;
        this.update = update;
        this.reader = new NodeReader<>(tx, address, codec);
        this.header = reader.header();
        this.shape = reader.shape();
    }

    /** The same for a tree that will be deeper than its header says. */
    TreeChange(MetaTransaction tx, long address, RecordCodec<R> codec, NodeUpdate update, BTree2Shape shape) {
        this(tx, address, codec, update);
        this.shape = shape;
    }

    boolean insert(Probe<? super R> probe, Supplier<? extends R> record) {
        BTree2Pointer root = header.root();
        if (root.address() == ByteSource.UNDEFINED) {
            setRoot(store(ByteSource.UNDEFINED, 0, new Node<>(List.of(record.get()), List.of())), 0);
            return true;
        }
        int depth = header.depth();
        Node<R> node = insertBelow(root, depth, probe, record);
        if (node == null) {
            return false;
        }
        if (node.size() <= shape.full(depth)) {
            setRoot(store(root.address(), depth, node), depth);
            return true;
        }
        try {
            shape = BTree2Shape.of(header, depth + 1, tx.widths());
        } catch (FormatException e) {
            throw tx.corrupt(address, e);
        }
        Node.Cut<R> cut = node.cut();
        BTree2Pointer left = store(root.address(), depth, cut.left());
        BTree2Pointer right = store(ByteSource.UNDEFINED, depth, cut.right());
        Node<R> top = new Node<>(List.of(cut.middle()), List.of(left, right));
        setRoot(store(ByteSource.UNDEFINED, depth + 1, top), depth + 1);
        return true;
    }

    private @Nullable Node<R> insertBelow(
            BTree2Pointer pointer, int level, Probe<? super R> probe, Supplier<? extends R> record) {
        Node<R> node = reader.load(pointer, level);
        int index = node.search(probe);
        if (index >= 0) {
            return null;
        }
        int at = -(index + 1);
        if (level == 0) {
            return node.withInserted(at, record.get());
        }
        Node<R> child = insertBelow(node.children().get(at), level - 1, probe, record);
        return child == null ? null : mend(node, at, level - 1, child);
    }

    @Nullable
    R replace(Probe<? super R> probe, R record) {
        BTree2Pointer root = header.root();
        if (root.address() == ByteSource.UNDEFINED) {
            return null;
        }
        BTree2Pointer changed = replaceBelow(root, header.depth(), probe, record);
        if (found != null && !changed.equals(root)) {
            setRoot(changed, header.depth());
        }
        return found;
    }

    private BTree2Pointer replaceBelow(BTree2Pointer pointer, int level, Probe<? super R> probe, R record) {
        Node<R> node = reader.load(pointer, level);
        int index = node.search(probe);
        if (index >= 0) {
            found = node.records().get(index);
            return store(pointer.address(), level, node.withRecord(index, record));
        }
        if (level == 0) {
            return pointer;
        }
        int at = -(index + 1);
        BTree2Pointer child = replaceBelow(node.children().get(at), level - 1, probe, record);
        if (child.equals(node.children().get(at))) {
            return pointer;
        }
        return store(pointer.address(), level, node.withChild(at, child));
    }

    @Nullable
    R remove(Probe<? super R> probe) {
        BTree2Pointer root = header.root();
        if (root.address() == ByteSource.UNDEFINED) {
            return null;
        }
        int depth = header.depth();
        Node<R> node = removeBelow(root, depth, probe);
        if (node == null) {
            return null;
        }
        if (node.size() > 0) {
            setRoot(store(root.address(), depth, node), depth);
        } else {
            tx.release(root.address(), header.nodeSize());
            if (depth == 0) {
                setRoot(BTree2Pointer.EMPTY, 0);
            } else {
                setRoot(node.children().get(0), depth - 1);
            }
        }
        return found;
    }

    private @Nullable Node<R> removeBelow(BTree2Pointer pointer, int level, Probe<? super R> probe) {
        Node<R> node = reader.load(pointer, level);
        int index = node.search(probe);
        if (index >= 0) {
            R removed = node.records().get(index);
            Node<R> changed = level == 0 ? node.without(index) : replaceByPredecessor(node, index, level);
            found = removed;
            return changed;
        }
        if (level == 0) {
            return null;
        }
        int at = -(index + 1);
        Node<R> child = removeBelow(node.children().get(at), level - 1, probe);
        return child == null ? null : mend(node, at, level - 1, child);
    }

    /** An inner record separates two children, so that another one must take its place: the last one of the left child. */
    private Node<R> replaceByPredecessor(Node<R> node, int index, int level) {
        Node<R> child = removeLast(node.children().get(index), level - 1);
        R last = found;
        if (last == null) {
            throw new IllegalStateException("a child without a record");
        }
        return mend(node.withRecord(index, last), index, level - 1, child);
    }

    private Node<R> removeLast(BTree2Pointer pointer, int level) {
        Node<R> node = reader.load(pointer, level);
        if (level == 0) {
            found = node.records().get(node.size() - 1);
            return node.without(node.size() - 1);
        }
        Node<R> child = removeLast(node.children().get(node.size()), level - 1);
        return mend(node, node.size(), level - 1, child);
    }

    /** Stores the changed child {@code at} of {@code node}, together with a neighbour where its size asks for it; the node as it is then. */
    private Node<R> mend(Node<R> node, int at, int level, Node<R> child) {
        if (child.size() > shape.full(level)) {
            return relieve(node, at, level, child);
        }
        if (child.size() < shape.sparse(level)) {
            return fill(node, at, level, child);
        }
        return node.withChild(at, store(node.children().get(at).address(), level, child));
    }

    private Node<R> relieve(Node<R> node, int at, int level, Node<R> child) {
        int full = shape.full(level);
        List<BTree2Pointer> children = node.children();
        if (at > 0 && children.get(at - 1).records() < full) {
            Node<R> left = reader.load(children.get(at - 1), level);
            return balance(node, at - 1, level, Node.join(left, node.records().get(at - 1), child));
        }
        if (at < node.size() && children.get(at + 1).records() < full) {
            Node<R> right = reader.load(children.get(at + 1), level);
            return balance(node, at, level, Node.join(child, node.records().get(at), right));
        }
        Node.Cut<R> cut = child.cut();
        BTree2Pointer left = store(children.get(at).address(), level, cut.left());
        BTree2Pointer right = store(ByteSource.UNDEFINED, level, cut.right());
        return node.withSplit(at, left, cut.middle(), right);
    }

    private Node<R> fill(Node<R> node, int at, int level, Node<R> child) {
        int first = at > 0 ? at - 1 : 0;
        R between = node.records().get(first);
        Node<R> joined;
        if (at > 0) {
            joined = Node.join(reader.load(node.children().get(first), level), between, child);
        } else {
            joined = Node.join(child, between, reader.load(node.children().get(1), level));
        }
        if (joined.size() > shape.full(level)) {
            return balance(node, first, level, joined);
        }
        BTree2Pointer merged = store(node.children().get(first).address(), level, joined);
        tx.release(node.children().get(first + 1).address(), header.nodeSize());
        return node.withMerged(first, merged);
    }

    /** Children {@code first} and its right neighbour share what both hold together. */
    private Node<R> balance(Node<R> node, int first, int level, Node<R> joined) {
        Node.Cut<R> cut = joined.cut();
        BTree2Pointer left = store(node.children().get(first).address(), level, cut.left());
        BTree2Pointer right = store(node.children().get(first + 1).address(), level, cut.right());
        return node.withBalanced(first, left, cut.middle(), right);
    }

    /** Stages a node at its own address, at a new one if it has none, or where {@link NodeUpdate} says. */
    BTree2Pointer store(long before, int level, Node<R> node) {
        long at = before;
        if (before == ByteSource.UNDEFINED || (update == NodeUpdate.SHADOW && !tx.isFresh(before))) {
            at = tx.allocate(header.nodeSize(), Placement.METADATA);
            if (before != ByteSource.UNDEFINED) {
                tx.release(before, header.nodeSize());
            }
        }
        if (level == 0) {
            tx.stage(
                    at,
                    new BTree2Leaf<>(node.records()),
                    BTree2Leaf.codec(codec, header.nodeSize(), node.size()),
                    Rank.INDEX_LEAF);
        } else {
            tx.stage(
                    at,
                    new BTree2Internal<>(node.records(), node.children()),
                    BTree2Internal.codec(codec, header.nodeSize(), shape, level, node.size()),
                    Rank.INDEX_NODE);
        }
        return new BTree2Pointer(at, node.size(), node.total());
    }

    void setRoot(BTree2Pointer root, int depth) {
        tx.stage(address, header.withRoot(root, depth), BTree2Header.CODEC, Rank.INDEX_HEADER);
    }
}
