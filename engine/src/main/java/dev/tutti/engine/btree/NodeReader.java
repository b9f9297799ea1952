package dev.tutti.engine.btree;

import dev.tutti.engine.meta.MetaView;
import dev.tutti.format.btree.BTree2Header;
import dev.tutti.format.btree.BTree2Internal;
import dev.tutti.format.btree.BTree2Leaf;
import dev.tutti.format.btree.BTree2Pointer;
import dev.tutti.format.btree.BTree2Shape;
import dev.tutti.format.btree.RecordCodec;
import dev.tutti.format.io.FormatException;
import java.util.List;

/**
 * Reads the nodes of one tree in one view and checks what the parent says of them. A tree walk ends whatever stands in the file: levels
 * only decrease, there are fewer than 64, each node holds a record, and the total that the header states fits into the file.
 */
final class NodeReader<R> {
    private final MetaView view;
    private final long address;
    private final RecordCodec<R> codec;
    private final BTree2Header header;
    private final BTree2Shape shape;

    NodeReader(MetaView view, long address, RecordCodec<R> codec) {
        this.view = view;
        this.address = address;
        this.codec = codec;
        this.header = view.load(address, BTree2Header.CODEC);
        int size = codec.size(view.widths());
        if (header.type() != codec.type() || header.recordSize() != size) {
            throw damaged(
                    "records of type " + codec.type() + " with " + size + " bytes",
                    "type " + header.type() + " with " + header.recordSize());
        }
        try {
            this.shape = BTree2Shape.of(header, view.widths());
        } catch (FormatException e) {
            throw view.corrupt(address, e);
        }
        BTree2Pointer root = header.root();
        if (root.records() > shape.capacity(header.depth())) {
            throw damaged("at most " + shape.capacity(header.depth()) + " records in the root", "" + root.records());
        }
        if (root.total() > view.endOfAllocation() / size) {
            throw damaged("records that fit into the file", root.total() + " records of " + size + " bytes");
        }
    }

    private RuntimeException damaged(String expected, String found) {
        return view.corrupt(address, new FormatException(BTree2Header.CODEC.structure(), expected, found));
    }

    BTree2Header header() {
        return header;
    }

    BTree2Shape shape() {
        return shape;
    }

    Node<R> load(BTree2Pointer pointer, int level) {
        if (level == 0) {
            BTree2Leaf<R> leaf =
                    view.load(pointer.address(), BTree2Leaf.codec(codec, header.nodeSize(), pointer.records()));
            return checked(new Node<>(leaf.records(), List.of()), pointer, "version 2 B-tree leaf node");
        }
        BTree2Internal<R> internal = view.load(
                pointer.address(), BTree2Internal.codec(codec, header.nodeSize(), shape, level, pointer.records()));
        return checked(new Node<>(internal.records(), internal.children()), pointer, "version 2 B-tree internal node");
    }

    private Node<R> checked(Node<R> node, BTree2Pointer pointer, String structure) {
        if (node.size() != pointer.records() || node.total() != pointer.total()) {
            throw view.corrupt(
                    pointer.address(),
                    new FormatException(
                            structure,
                            pointer.records() + " records of " + pointer.total(),
                            node.size() + " of " + node.total()));
        }
        return node;
    }
}
