package dev.tutti.engine.btree;

import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaTransaction.Placement;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.engine.meta.Rank;
import dev.tutti.format.btree.BTree2Header;
import dev.tutti.format.btree.BTree2Pointer;
import dev.tutti.format.btree.RecordCodec;
import dev.tutti.format.io.ByteSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A version 2 B-tree: a sorted set of records of one size. The order is the caller's: each call brings a {@link Probe} that knows it. The handle
 * holds no state of the tree; all of it is in the view that is passed. Immutable and thread-safe.
 *
 * @param <R> the immutable record
 */
public final class BTree2<R> {
    private final long address;
    private final RecordCodec<R> codec;
    private final NodeUpdate update;

    private BTree2(long address, RecordCodec<R> codec, NodeUpdate update) {
        this.address = address;
        this.codec = codec;
        this.update = update;
    }

    /** The tree whose header lies at {@code address}. Nothing is read yet. */
    public static <R> BTree2<R> open(long address, RecordCodec<R> codec, NodeUpdate update) {
        return new BTree2<>(address, codec, update);
    }

    /** Makes an empty tree. */
    public static <R> BTree2<R> create(
            MetaTransaction tx,
            RecordCodec<R> codec,
            NodeUpdate update,
            int nodeSize,
            int splitPercent,
            int mergePercent) {
        BTree2Header header = new BTree2Header(
                codec.type(), nodeSize, codec.size(tx.widths()), 0, splitPercent, mergePercent, BTree2Pointer.EMPTY);
        long address = tx.allocate(headerLength(tx), Placement.METADATA);
        tx.stage(address, header, BTree2Header.CODEC, Rank.INDEX_HEADER);
        return new BTree2<>(address, codec, update);
    }

    private static int headerLength(MetaView view) {
        return BTree2Header.CODEC.prefix(view.widths());
    }

    /** Address of the header, by which other structures point to the tree. */
    public long address() {
        return address;
    }

    /** Number of records. */
    public long count(MetaView view) {
        return new NodeReader<>(view, address, codec).header().root().total();
    }

    /** The record at the probe's place. */
    public @Nullable R find(MetaView view, Probe<? super R> probe) {
        NodeReader<R> reader = new NodeReader<>(view, address, codec);
        BTree2Pointer pointer = reader.header().root();
        if (pointer.address() == ByteSource.UNDEFINED) {
            return null;
        }
        for (int level = reader.header().depth(); ; level--) {
            Node<R> node = reader.load(pointer, level);
            int index = node.search(probe);
            if (index >= 0) {
                return node.records().get(index);
            }
            if (level == 0) {
                return null;
            }
            pointer = node.children().get(-(index + 1));
        }
    }

    /** Every record, ascending. */
    public void forEach(MetaView view, Consumer<? super R> visitor) {
        walk(view, null, r -> {
            visitor.accept(r);
            return true;
        });
    }

    /**
     * The records from the probe's place on, ascending, until {@code visitor} returns false.
     *
     * @param from the first place, or null for all
     */
    public void walk(MetaView view, @Nullable Probe<? super R> from, Predicate<? super R> visitor) {
        NodeReader<R> reader = new NodeReader<>(view, address, codec);
        if (reader.header().root().address() != ByteSource.UNDEFINED) {
            walk(reader, reader.header().root(), reader.header().depth(), from, visitor);
        }
    }

    private static <R> boolean walk(
            NodeReader<R> reader,
            BTree2Pointer pointer,
            int level,
            @Nullable Probe<? super R> from,
            Predicate<? super R> visitor) {
        Node<R> node = reader.load(pointer, level);
        int index = from == null ? -1 : node.search(from);
        int at = index >= 0 ? index : -(index + 1);
        boolean descend = level > 0 && index < 0;
        Probe<? super R> bound = from;
        while (true) {
            if (descend && !walk(reader, node.children().get(at), level - 1, bound, visitor)) {
                return false;
            }
            if (at == node.size()) {
                return true;
            }
            if (!visitor.test(node.records().get(at))) {
                return false;
            }
            at++;
            descend = level > 0;
            bound = null;
        }
    }

    /** Adds a record; false, and no change, if its place is taken. */
    public boolean insert(MetaTransaction tx, Probe<? super R> probe, R record) {
        return insert(tx, probe, () -> record);
    }

    /** The same with a record that is made when its place is found empty, and not otherwise; making it must not change this tree. */
    public boolean insert(MetaTransaction tx, Probe<? super R> probe, Supplier<? extends R> record) {
        return new TreeChange<>(tx, address, codec, update).insert(probe, record);
    }

    /**
     * Adds many records, whose places are empty, at once: the tree is made anew where that is less work.
     *
     * @param records in their order
     * @param probes the place of each, by its number in the list
     */
    public void insertAll(MetaTransaction tx, List<R> records, IntFunction<? extends Probe<? super R>> probes) {
        new TreeBuild<>(tx, address, codec, update).insertAll(records, probes);
    }

    /** Sets another record of the same place; the one before, or null, and no change, if the place is empty. */
    public @Nullable R replace(MetaTransaction tx, Probe<? super R> probe, R record) {
        return new TreeChange<>(tx, address, codec, update).replace(probe, record);
    }

    /** Takes the record at the probe's place out; null if there is none. */
    public @Nullable R remove(MetaTransaction tx, Probe<? super R> probe) {
        return new TreeChange<>(tx, address, codec, update).remove(probe);
    }

    /** Gives back the space of all nodes and the header. */
    public void free(MetaTransaction tx) {
        NodeReader<R> reader = new NodeReader<>(tx, address, codec);
        if (reader.header().root().address() != ByteSource.UNDEFINED) {
            free(tx, reader, reader.header().root(), reader.header().depth());
        }
        tx.release(address, headerLength(tx));
    }

    private static <R> void free(MetaTransaction tx, NodeReader<R> reader, BTree2Pointer pointer, int level) {
        if (level > 0) {
            for (BTree2Pointer child : reader.load(pointer, level).children()) {
                free(tx, reader, child, level - 1);
            }
        }
        tx.release(pointer.address(), reader.header().nodeSize());
    }
}
