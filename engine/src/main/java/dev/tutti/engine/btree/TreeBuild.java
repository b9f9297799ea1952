package dev.tutti.engine.btree;

import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.format.btree.BTree2Header;
import dev.tutti.format.btree.BTree2Pointer;
import dev.tutti.format.btree.BTree2Shape;
import dev.tutti.format.btree.RecordCodec;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;

/** Makes one tree anew with many more records in it, level by level from the leaves: each node is written once, however many records it gets. */
final class TreeBuild<R> {
    /** Fewer additions than this part of the records that are there already go in one by one. */
    private static final int WORTH_IT = 8;

    private final MetaTransaction tx;
    private final long address;
    private final RecordCodec<R> codec;
    private final NodeUpdate update;
    private final NodeReader<R> reader;
    private final BTree2Header header;
    private final Deque<Long> places = new ArrayDeque<>();

    TreeBuild(MetaTransaction tx, long address, RecordCodec<R> codec, NodeUpdate update) {
        this.tx = tx;
        this.address = address;
        this.codec = codec;
        this.update = update;
        this.reader = new NodeReader<>(tx, address, codec);
        this.header = reader.header();
    }

    /** Adds records whose places are empty, given in their order. */
    void insertAll(List<R> added, IntFunction<? extends Probe<? super R>> probes) {
        if (added.size() < header.root().total() / WORTH_IT) {
            for (int i = 0; i < added.size(); i++) {
                R record = added.get(i);
                new TreeChange<>(tx, address, codec, update).insert(probes.apply(i), () -> record);
            }
            return;
        }
        List<R> all = merged(existing(), added, probes);
        if (!all.isEmpty()) {
            build(all);
        }
        places.forEach(place -> tx.release(place, header.nodeSize()));
    }

    /** The records that are there; the places of their nodes are noted. */
    private List<R> existing() {
        List<R> records = new ArrayList<>();
        if (header.root().address() != ByteSource.UNDEFINED) {
            collect(header.root(), header.depth(), records);
        }
        return records;
    }

    private void collect(BTree2Pointer pointer, int level, List<R> records) {
        Node<R> node = reader.load(pointer, level);
        places.add(pointer.address());
        for (int i = 0; i <= node.size(); i++) {
            if (level > 0) {
                collect(node.children().get(i), level - 1, records);
            }
            if (i < node.size()) {
                records.add(node.records().get(i));
            }
        }
    }

    private List<R> merged(List<R> old, List<R> added, IntFunction<? extends Probe<? super R>> probes) {
        List<R> all = new ArrayList<>(old.size() + added.size());
        int at = 0;
        for (int i = 0; i < added.size(); i++) {
            if (at < old.size()) {
                Probe<? super R> probe = probes.apply(i);
                while (at < old.size() && probe.compareTo(old.get(at)) > 0) {
                    all.add(old.get(at++));
                }
            }
            all.add(added.get(i));
        }
        all.addAll(old.subList(at, old.size()));
        return all;
    }

    private void build(List<R> records) {
        List<R> left = records;
        List<BTree2Pointer> children = List.of();
        for (int level = 0; ; level++) {
            TreeChange<R> change = new TreeChange<>(tx, address, codec, update, shape(level));
            int full = shape(level).full(level);
            int nodes = (left.size() + full + 1) / (full + 1); // one record fewer than nodes goes up
            List<R> up = new ArrayList<>(nodes - 1);
            List<BTree2Pointer> made = new ArrayList<>(nodes);
            int inNodes = left.size() - (nodes - 1);
            int from = 0;
            for (int i = 0; i < nodes; i++) {
                int to = from + inNodes / nodes + (i < inNodes % nodes ? 1 : 0);
                Node<R> node =
                        new Node<>(left.subList(from, to), level == 0 ? List.of() : children.subList(from, to + 1));
                Long place = update == NodeUpdate.IN_PLACE ? places.poll() : null;
                made.add(change.store(place == null ? ByteSource.UNDEFINED : place, level, node));
                if (i < nodes - 1) {
                    up.add(left.get(to));
                }
                from = to + 1;
            }
            if (nodes == 1) {
                change.setRoot(made.get(0), level);
                return;
            }
            left = up;
            children = made;
        }
    }

    private BTree2Shape shape(int level) {
        try {
            return BTree2Shape.of(header, level, tx.widths());
        } catch (FormatException e) {
            throw tx.corrupt(address, e);
        }
    }
}
