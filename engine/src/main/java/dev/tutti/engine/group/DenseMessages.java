package dev.tutti.engine.group;

import dev.tutti.engine.btree.BTree2;
import dev.tutti.engine.btree.NodeUpdate;
import dev.tutti.engine.btree.Probe;
import dev.tutti.engine.header.SharedMessages;
import dev.tutti.engine.heap.FractalHeap;
import dev.tutti.engine.meta.Gathering;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.btree.DenseName;
import dev.tutti.format.btree.DenseOrder;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Lookup3;
import dev.tutti.format.message.Message;
import dev.tutti.format.message.MessageCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Messages in a fractal heap with a B-tree by name and, if wanted, one by order of creation. What {@link DenseLinks} and
 * {@link DenseAttributes} share. Immutable; the state is in the view.
 */
final class DenseMessages {
    private static final int NODE = 512;
    private static final int SPLIT = 100;
    private static final int MERGE = 40;
    private static final int SHARED = 0x02;
    private static final int USUAL_MESSAGE = 64;

    /** Longer messages do not wait for others: what waits is held in memory. */
    private static final int MOST_GATHERED = 512;

    /** What a byte that is no text becomes when a name is decoded. */
    private static final char REPLACEMENT = '\ufffd';

    private final DenseKind kind;
    private final FractalHeap heap;
    private final BTree2<DenseName> names;
    private final @Nullable BTree2<DenseOrder> orders;

    private DenseMessages(
            DenseKind kind, FractalHeap heap, BTree2<DenseName> names, @Nullable BTree2<DenseOrder> orders) {
        this.kind = kind;
        this.heap = heap;
        this.names = names;
        this.orders = orders;
    }

    static DenseMessages open(DenseKind kind, long heap, long names, long orders) {
        return new DenseMessages(
                kind,
                FractalHeap.open(heap),
                BTree2.open(names, kind.names(), NodeUpdate.IN_PLACE),
                orders == ByteSource.UNDEFINED ? null : BTree2.open(orders, kind.orders(), NodeUpdate.IN_PLACE));
    }

    /** The kinds of indexes that a new storage has. */
    enum Indexes {
        NAME,
        NAME_AND_ORDER
    }

    static DenseMessages create(MetaTransaction tx, DenseKind kind, Indexes indexes) {
        return new DenseMessages(
                kind,
                FractalHeap.create(tx, kind.idLength()),
                BTree2.create(tx, kind.names(), NodeUpdate.IN_PLACE, NODE, SPLIT, MERGE),
                indexes == Indexes.NAME
                        ? null
                        : BTree2.create(tx, kind.orders(), NodeUpdate.IN_PLACE, NODE, SPLIT, MERGE));
    }

    long heapAddress() {
        return heap.address();
    }

    long namesAddress() {
        return names.address();
    }

    long ordersAddress() {
        return orders == null ? ByteSource.UNDEFINED : orders.address();
    }

    long count(MetaView view) {
        GatheredMessages gathered = gathered(view);
        return names.count(view) + (gathered == null ? 0 : gathered.size());
    }

    private @Nullable GatheredMessages gathered(MetaView view) {
        return (GatheredMessages) view.gathering().at(names.address());
    }

    private List<GatheredMessages.Entry> waiting(MetaView view) {
        GatheredMessages gathered = gathered(view);
        return gathered == null ? List.of() : gathered.all();
    }

    private ByteSource source(MetaView view, GatheredMessages.Entry entry) {
        return ByteSource.of("fractal heap object", view.widths(), entry.bytes());
    }

    /** Brings what waits into the heap and the indexes, for what needs it there. */
    private void settle(MetaTransaction tx) {
        Gathering.Additions waiting = tx.gathering().take(names.address());
        if (waiting != null) {
            waiting.settle(tx);
        }
    }

    private record Found(DenseName key, Message message) {}

    /** The place of a name among the records; equal hashes are told apart by the names in the heap. */
    private final class NameProbe implements Probe<DenseName> {
        private final MetaView view;
        private final byte[] name;
        private final int hash;
        private @Nullable Found found;

        NameProbe(MetaView view, String name) {
            this.view = view;
            this.name = name.getBytes(StandardCharsets.UTF_8);
            this.hash = hash(this.name);
        }

        NameProbe(MetaView view, byte[] name, int hash) {
            this.view = view;
            this.name = name;
            this.hash = hash;
        }

        @Override
        public int compareTo(DenseName record) {
            int byHash = Integer.compareUnsigned(hash, record.hash());
            if (byHash != 0) {
                return byHash;
            }
            Message message = read(view, record);
            byte[] other = kind.name(message).getBytes(StandardCharsets.UTF_8);
            int byName = Arrays.compareUnsigned(name, other);
            if (byName == 0) {
                found = new Found(record, message);
            }
            return byName;
        }
    }

    private static int hash(byte[] name) {
        return Lookup3.hash(name, 0, name.length);
    }

    private static Probe<DenseOrder> order(long order) {
        return record -> Long.compare(order, record.order());
    }

    private byte[] id(long id) {
        byte[] bytes = new byte[kind.idLength()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (id >>> (8 * i));
        }
        return bytes;
    }

    private static long id(byte[] bytes) {
        long id = 0;
        for (int i = 0; i < bytes.length; i++) {
            id |= (bytes[i] & 0xffL) << (8 * i);
        }
        return id;
    }

    private Message read(MetaView view, DenseName record) {
        return read(view, record.id(), record.flags());
    }

    private Message read(MetaView view, long id, int flags) {
        if ((flags & SHARED) != 0) {
            return SharedMessages.read(view, kind.messageType(), id(id));
        }
        byte[] bytes = heap.read(view, id(id));
        try {
            return kind.decode(ByteSource.of("fractal heap object", view.widths(), bytes));
        } catch (FormatException e) {
            throw view.corrupt(heap.address(), e);
        }
    }

    @Nullable
    Message find(MetaView view, String name) {
        GatheredMessages gathered = gathered(view);
        GatheredMessages.Entry waiting = gathered == null ? null : gathered.find(name);
        if (waiting != null) {
            return kind.decode(source(view, waiting));
        }
        Found found = search(view, name);
        return found == null ? null : found.message;
    }

    private @Nullable Found search(MetaView view, String name) {
        NameProbe probe = new NameProbe(view, name);
        if (names.find(view, probe) != null) {
            return probe.found;
        }
        if (name.indexOf(REPLACEMENT) < 0) {
            return null;
        }
        // A name that is no text has a hash that its decoded form does not have.
        Found[] first = new Found[1];
        names.walk(view, null, record -> {
            Message message = read(view, record);
            if (kind.name(message).equals(name)) {
                first[0] = new Found(record, message);
            }
            return first[0] == null;
        });
        return first[0];
    }

    /** Every message in the order of the name index, and behind them those that wait, with its creation order as the index has it. */
    void forEach(MetaView view, BiConsumer<? super Message, ? super Long> visitor) {
        names.forEach(view, record -> visitor.accept(read(view, record), Integer.toUnsignedLong(record.order())));
        waiting(view).forEach(entry -> visitor.accept(kind.decode(source(view, entry)), entry.order()));
    }

    /** Every message, in the order in which they lie in the heap: for kinds that are never shared with other objects. */
    <T> void forEachStored(MetaView view, Function<ByteSource, T> decoding, Consumer<? super T> visitor) {
        LongStream.Builder ids = LongStream.builder();
        names.forEach(view, record -> ids.add(record.id()));
        heap.forEach(view, ids.build().toArray(), kind.idLength(), bytes -> visitor.accept(decoding.apply(bytes)));
        waiting(view).forEach(entry -> visitor.accept(decoding.apply(source(view, entry))));
    }

    /** Every message in the order of creation; without an index for that, in the order of the name index. */
    void forEachByOrder(MetaView view, BiConsumer<? super Message, ? super Long> visitor) {
        if (orders == null) {
            forEach(view, visitor);
            return;
        }
        TreeMap<Long, Message> waiting = new TreeMap<>();
        waiting(view).forEach(entry -> waiting.put(entry.order(), kind.decode(source(view, entry))));
        orders.forEach(view, record -> {
            drain(waiting.headMap(record.order()), visitor);
            visitor.accept(read(view, record.id(), record.flags()), record.order());
        });
        drain(waiting, visitor);
    }

    private static void drain(SortedMap<Long, Message> messages, BiConsumer<? super Message, ? super Long> visitor) {
        messages.forEach((order, message) -> visitor.accept(message, order));
        messages.clear();
    }

    private static byte[] encode(MetaTransaction tx, Message message) {
        ByteSink body = new ByteSink(tx.widths(), USUAL_MESSAGE);
        MessageCodec.encode(message, body);
        return body.toByteArray();
    }

    boolean insert(MetaTransaction tx, Message message, long order) {
        String name = kind.name(message);
        if (name.indexOf(REPLACEMENT) >= 0 && search(tx, name) != null) {
            return false;
        }
        NameProbe probe = new NameProbe(tx, name);
        if (name.indexOf(REPLACEMENT) < 0 && tx.gathers(names.address())) {
            byte[] bytes = encode(tx, message);
            if (bytes.length <= MOST_GATHERED) {
                return gather(tx, probe, new GatheredMessages.Entry(name, probe.hash, bytes, order));
            }
        }
        settle(tx);
        long[] id = new long[1];
        boolean added = names.insert(tx, probe, () -> {
            id[0] = id(heap.insert(tx, encode(tx, message)));
            return new DenseName(probe.hash, id[0], 0, (int) order);
        });
        if (added && orders != null) {
            orders.insert(tx, order(order), new DenseOrder(order, id[0], 0));
        }
        return added;
    }

    /** Lets a message wait for others; false, and no change, if its name is taken. */
    private boolean gather(MetaTransaction tx, NameProbe probe, GatheredMessages.Entry entry) {
        GatheredMessages gathered = gathered(tx);
        boolean taken = gathered != null && gathered.find(entry.name()) != null;
        if (taken || names.find(tx, probe) != null) {
            return false;
        }
        GatheredMessages to = gathered == null ? new GatheredMessages(this) : gathered;
        tx.gathering().addTo(names.address(), to);
        to.add(entry);
        return true;
    }

    /** Adds messages whose names are not there: they go into the heap in their order, and into the indexes in the order of those. */
    void insertAll(MetaTransaction tx, List<GatheredMessages.Entry> entries) {
        List<byte[]> ids = heap.insertAll(
                tx, entries.stream().map(GatheredMessages.Entry::bytes).toList());
        if (orders != null) {
            List<DenseOrder> byOrder = new ArrayList<>(entries.size());
            for (int i = 0; i < entries.size(); i++) {
                byOrder.add(new DenseOrder(entries.get(i).order(), id(ids.get(i)), 0));
            }
            byOrder.sort(Comparator.comparingLong(DenseOrder::order));
            orders.insertAll(tx, byOrder, i -> order(byOrder.get(i).order()));
        }
        int[] sorted = inOrderOfNames(entries);
        List<DenseName> records = new ArrayList<>(sorted.length);
        for (int i : sorted) {
            GatheredMessages.Entry entry = entries.get(i);
            records.add(new DenseName(entry.hash(), id(ids.get(i)), 0, (int) entry.order()));
        }
        names.insertAll(
                tx,
                records,
                i -> new NameProbe(
                        tx, utf8(entries.get(sorted[i])), records.get(i).hash()));
    }

    private static byte[] utf8(GatheredMessages.Entry entry) {
        return entry.name().getBytes(StandardCharsets.UTF_8);
    }

    /** The places of messages in their list, in the order of the name index: by hash and, where that is the same, by name. */
    private static int[] inOrderOfNames(List<GatheredMessages.Entry> entries) {
        long[] byHash = new long[entries.size()];
        for (int i = 0; i < byHash.length; i++) {
            byHash[i] = (long) (entries.get(i).hash() ^ Integer.MIN_VALUE) << Integer.SIZE | i; // sorts as without sign
        }
        Arrays.sort(byHash);
        int[] sorted = new int[byHash.length];
        for (int from = 0, to; from < sorted.length; from = to) {
            to = from;
            while (to < sorted.length && byHash[to] >> Integer.SIZE == byHash[from] >> Integer.SIZE) {
                sorted[to] = (int) byHash[to++];
            }
            if (to - from > 1) {
                sortByName(entries, sorted, from, to);
            }
        }
        return sorted;
    }

    private static void sortByName(List<GatheredMessages.Entry> entries, int[] places, int from, int to) {
        List<Integer> alike = new ArrayList<>();
        for (int i = from; i < to; i++) {
            alike.add(places[i]);
        }
        alike.sort((a, b) -> Arrays.compareUnsigned(utf8(entries.get(a)), utf8(entries.get(b))));
        for (int i = from; i < to; i++) {
            places[i] = alike.get(i - from);
        }
    }

    @Nullable
    Message replace(MetaTransaction tx, Message message, long newOrder) {
        settle(tx);
        NameProbe probe = new NameProbe(tx, kind.name(message));
        names.find(tx, probe);
        Found old = probe.found;
        if (old == null) {
            return null;
        }
        long id = id(heap.insert(tx, encode(tx, message)));
        names.replace(tx, probe, new DenseName(old.key.hash(), id, 0, old.key.order()));
        if (orders != null) {
            orders.replace(tx, order(newOrder), new DenseOrder(newOrder, id, 0));
        }
        drop(tx, old.key);
        return old.message;
    }

    /** Takes the bytes of a message out of the heap, unless they are shared with other objects. */
    private void drop(MetaTransaction tx, DenseName record) {
        if ((record.flags() & SHARED) == 0) {
            heap.remove(tx, id(record.id()));
        }
    }

    /** Takes a message out; {@code orderOf} tells its place in the order of creation. */
    @Nullable
    Message remove(MetaTransaction tx, String name, OrderOf orderOf) {
        settle(tx);
        Found old = search(tx, name);
        if (old == null) {
            return null;
        }
        Probe<DenseName> exact = new NameProbe(tx, name);
        if (names.remove(tx, exact) == null) {
            throw new H5UnsupportedException(
                    tx.path() + ": '" + name + "' has bytes in its name that are no UTF-8; Tutti cannot remove it");
        }
        if (orders != null) {
            orders.remove(tx, order(orderOf.order(old.message, old.key)));
        }
        drop(tx, old.key);
        return old.message;
    }

    /** Where a message stands in the order of creation. */
    interface OrderOf {
        long order(Message message, DenseName record);
    }

    /** The creation order that the name index has for a name, or -1. */
    long orderOf(MetaView view, String name) {
        GatheredMessages gathered = gathered(view);
        GatheredMessages.Entry waiting = gathered == null ? null : gathered.find(name);
        if (waiting != null) {
            return Integer.toUnsignedLong((int) waiting.order());
        }
        Found found = search(view, name);
        return found == null ? -1 : Integer.toUnsignedLong(found.key.order());
    }

    void free(MetaTransaction tx) {
        tx.gathering().take(names.address());
        heap.free(tx);
        names.free(tx);
        if (orders != null) {
            orders.free(tx);
        }
    }
}
