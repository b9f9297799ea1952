package dev.tutti.engine.btree;

import dev.tutti.format.btree.BTree2Pointer;
import java.util.ArrayList;
import java.util.List;

/**
 * A node of any level while the tree is changed. Immutable.
 *
 * @param records ascending
 * @param children one more than records; none in a leaf
 */
record Node<R>(List<R> records, List<BTree2Pointer> children) {
    /** Two nodes and the record between them. */
    record Cut<R>(Node<R> left, R middle, Node<R> right) {}

    int size() {
        return records.size();
    }

    boolean isLeaf() {
        return children.isEmpty();
    }

    /** Records in this node and below. */
    long total() {
        long total = records.size();
        for (BTree2Pointer child : children) {
            total += child.total();
        }
        return total;
    }

    /** Index of the record at the probe's place, or {@code -(index of the first record behind it) - 1}. */
    int search(Probe<? super R> probe) {
        int low = 0;
        int high = records.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = probe.compareTo(records.get(middle));
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return -(low + 1);
    }

    Node<R> withInserted(int at, R record) {
        List<R> changed = new ArrayList<>(records.size() + 1);
        changed.addAll(records);
        changed.add(at, record);
        return new Node<>(changed, children);
    }

    Node<R> withRecord(int at, R record) {
        List<R> changed = new ArrayList<>(records);
        changed.set(at, record);
        return new Node<>(changed, children);
    }

    Node<R> without(int at) {
        List<R> changed = new ArrayList<>(records);
        changed.remove(at);
        return new Node<>(changed, children);
    }

    Node<R> withChild(int at, BTree2Pointer child) {
        List<BTree2Pointer> changed = new ArrayList<>(children);
        changed.set(at, child);
        return new Node<>(records, changed);
    }

    /** Child {@code at} becomes two. */
    Node<R> withSplit(int at, BTree2Pointer left, R middle, BTree2Pointer right) {
        List<BTree2Pointer> changed = new ArrayList<>(children);
        changed.set(at, left);
        changed.add(at + 1, right);
        return new Node<>(withInserted(at, middle).records, changed);
    }

    /** Children {@code at} and {@code at + 1} have been balanced. */
    Node<R> withBalanced(int at, BTree2Pointer left, R middle, BTree2Pointer right) {
        List<BTree2Pointer> changed = new ArrayList<>(children);
        changed.set(at, left);
        changed.set(at + 1, right);
        return new Node<>(withRecord(at, middle).records, changed);
    }

    /** Children {@code at} and {@code at + 1} have become one. */
    Node<R> withMerged(int at, BTree2Pointer merged) {
        List<BTree2Pointer> changed = new ArrayList<>(children);
        changed.set(at, merged);
        changed.remove(at + 1);
        return new Node<>(without(at).records, changed);
    }

    static <R> Node<R> join(Node<R> left, R middle, Node<R> right) {
        List<R> records = new ArrayList<>(left.size() + 1 + right.size());
        records.addAll(left.records);
        records.add(middle);
        records.addAll(right.records);
        List<BTree2Pointer> children = new ArrayList<>(left.children);
        children.addAll(right.children);
        return new Node<>(records, children);
    }

    Cut<R> cut() {
        int at = (records.size() - 1) / 2;
        boolean leaf = isLeaf();
        Node<R> left = new Node<>(records.subList(0, at), leaf ? List.of() : children.subList(0, at + 1));
        Node<R> right = new Node<>(
                records.subList(at + 1, records.size()), leaf ? List.of() : children.subList(at + 1, children.size()));
        return new Cut<>(left, records.get(at), right);
    }
}
