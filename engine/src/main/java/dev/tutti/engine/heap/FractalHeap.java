package dev.tutti.engine.heap;

import dev.tutti.engine.btree.BTree2;
import dev.tutti.engine.btree.NodeUpdate;
import dev.tutti.engine.btree.Probe;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaTransaction.Placement;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.engine.meta.Rank;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.btree.HugeObject;
import dev.tutti.format.btree.RecordCodec;
import dev.tutti.format.heap.FractalHeapHeader;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A fractal heap: objects of up to 4 KiB share blocks, smaller ones than an ID stand in their ID, larger ones have file space of their
 * own. The handle holds no state of the heap; all of it is in the view that is passed. Immutable and thread-safe.
 */
public final class FractalHeap {
    private static final int MANAGED = 0;
    private static final int HUGE = 1;
    private static final int TINY = 2;

    private static final int HUGE_NODE = 512;
    private static final int HUGE_SPLIT = 100;
    private static final int HUGE_MERGE = 40;

    /** Longest tiny object whose length fits into the first byte of its ID. */
    private static final int TINY_SHORT = 16;

    private final long address;

    private FractalHeap(long address) {
        this.address = address;
    }

    /** The heap whose header lies at {@code address}. Nothing is read yet. */
    public static FractalHeap open(long address) {
        return new FractalHeap(address);
    }

    /**
     * Makes an empty heap for messages, with the parameters of the C library.
     *
     * @param idLength 7 for links, 8 for attributes
     */
    public static FractalHeap create(MetaTransaction tx, int idLength) {
        FractalHeapHeader header = FractalHeapHeader.forMessages(idLength);
        long address = tx.allocate(FractalHeapHeader.CODEC.prefix(tx.widths()), Placement.METADATA);
        tx.stage(address, header, FractalHeapHeader.CODEC, Rank.INDEX_HEADER);
        return new FractalHeap(address);
    }

    /** Address of the header, by which other structures point to the heap. */
    public long address() {
        return address;
    }

    /** Number of objects. */
    public long count(MetaView view) {
        FractalHeapHeader header = header(view);
        return header.managed().count() + header.huge().count() + header.tiny().count();
    }

    /** Length of this heap's IDs. */
    public int idLength(MetaView view) {
        return header(view).idLength();
    }

    private FractalHeapHeader header(MetaView view) {
        return view.load(address, FractalHeapHeader.CODEC);
    }

    /** The header of a heap that is to be changed. */
    private FractalHeapHeader changeable(MetaTransaction tx) {
        FractalHeapHeader header = header(tx);
        if (header.filters() != null) {
            throw new H5UnsupportedException(tx.path() + ": the links or attributes in the fractal heap at address "
                    + address + " went through filters; they can be read but not changed");
        }
        return header;
    }

    /** The bytes of an object. */
    public byte[] read(MetaView view, byte[] id) {
        FractalHeapHeader header = header(view);
        ByteSource source = ByteSource.of("fractal heap ID", view.widths(), id);
        try {
            int type = type(source, header);
            return switch (type) {
                case MANAGED -> {
                    ManagedObject object = ManagedObject.decode(source, header, view.widths());
                    yield new ManagedBlocks(view, address, header).read(object);
                }
                case HUGE -> readHuge(view, header, source);
                default -> readTiny(header, source);
            };
        } catch (FormatException e) {
            throw view.corrupt(address, e);
        }
    }

    /**
     * Gives the bytes of many objects to {@code visitor}, in the order in which they lie in the heap.
     *
     * @param ids the bytes of each ID in order from the lowest; this call changes the array
     * @param idLength how many bytes of each are the ID
     */
    public void forEach(MetaView view, long[] ids, int idLength, Consumer<ByteSource> visitor) {
        try {
            new HeapScan(view, this, header(view), idLength).run(ids, visitor);
        } catch (FormatException e) {
            throw view.corrupt(address, e);
        }
    }

    /** Reads the first byte of an ID, and leaves the source at it. */
    private static int type(ByteSource id, FractalHeapHeader header) {
        if (id.remaining() < header.idLength()) {
            throw new FormatException(id.structure(), header.idLength() + " bytes", id.remaining() + " bytes");
        }
        int flags = id.u8();
        id.position(0);
        int type = flags >>> 4 & 3;
        id.require(flags >>> 6 == 0 && type != 3, "an ID of version 0 and type 0 to 2", flags);
        return type;
    }

    /** Adds an object of at least one byte and returns its ID. */
    public byte[] insert(MetaTransaction tx, byte[] object) {
        if (object.length == 0) {
            throw new IllegalArgumentException("an empty object has no place in a heap");
        }
        FractalHeapHeader header = changeable(tx);
        if (object.length > header.maxManaged()) {
            return insertHuge(tx, header, object);
        }
        if (object.length <= longestTiny(header)) {
            return insertTiny(tx, header, object);
        }
        try {
            ManagedSpace space = new ManagedSpace(tx, address, header);
            ManagedObject place = space.insert(object);
            tx.stage(address, space.header(), FractalHeapHeader.CODEC, Rank.INDEX_HEADER);
            return place.encode(header, tx.widths());
        } catch (FormatException e) {
            throw tx.corrupt(address, e);
        }
    }

    /** Adds many objects of at least one byte, in the order of the list, and returns their IDs: each block of the heap is written once. */
    public List<byte[]> insertAll(MetaTransaction tx, List<byte[]> objects) {
        FractalHeapHeader header = changeable(tx);
        for (byte[] object : objects) {
            if (object.length > header.maxManaged() || object.length <= longestTiny(header)) {
                return objects.stream().map(each -> insert(tx, each)).toList();
            }
        }
        try {
            ManagedSpace space = new ManagedSpace(tx, address, header);
            List<ManagedObject> places = space.insertAll(objects);
            tx.stage(address, space.header(), FractalHeapHeader.CODEC, Rank.INDEX_HEADER);
            return places.stream()
                    .map(place -> place.encode(header, tx.widths()))
                    .toList();
        } catch (FormatException e) {
            throw tx.corrupt(address, e);
        }
    }

    /** Takes an object out; its space is free for others. */
    public void remove(MetaTransaction tx, byte[] id) {
        FractalHeapHeader header = changeable(tx);
        ByteSource source = ByteSource.of("fractal heap ID", tx.widths(), id);
        FractalHeapHeader changed;
        try {
            switch (type(source, header)) {
                case MANAGED -> {
                    ManagedSpace space = new ManagedSpace(tx, address, header);
                    space.remove(ManagedObject.decode(source, header, tx.widths()));
                    changed = space.header();
                }
                case HUGE -> changed = removeHuge(tx, header, source);
                default -> {
                    FractalHeapHeader.Tiny tiny = header.tiny();
                    int length = readTiny(header, source).length;
                    changed = header.with(new FractalHeapHeader.Tiny(
                            Math.max(0, tiny.size() - length), Math.max(0, tiny.count() - 1)));
                }
            }
        } catch (FormatException e) {
            throw tx.corrupt(address, e);
        }
        tx.stage(address, changed, FractalHeapHeader.CODEC, Rank.INDEX_HEADER);
    }

    /** Gives back the space of the heap and all its objects. */
    public void free(MetaTransaction tx) {
        FractalHeapHeader header = changeable(tx);
        try {
            new ManagedSpace(tx, address, header).free();
        } catch (FormatException e) {
            throw tx.corrupt(address, e);
        }
        if (header.huge().tree() != ByteSource.UNDEFINED) {
            BTree2<HugeObject> tree = hugeTree(tx, header);
            tree.forEach(tx, object -> tx.release(object.address(), object.length()));
            tree.free(tx);
        }
        tx.release(address, FractalHeapHeader.CODEC.prefix(tx.widths()));
    }

    // ---- tiny objects: the ID holds the bytes

    private static boolean longTinyLength(FractalHeapHeader header) {
        return header.idLength() - 1 > TINY_SHORT + 1;
    }

    private static int longestTiny(FractalHeapHeader header) {
        if (longTinyLength(header)) {
            return header.idLength() - 2;
        }
        return Math.min(header.idLength() - 1, TINY_SHORT);
    }

    private byte[] insertTiny(MetaTransaction tx, FractalHeapHeader header, byte[] object) {
        ByteSink id = new ByteSink(tx.widths());
        int length = object.length - 1;
        if (longTinyLength(header)) {
            id.u8(TINY << 4 | length >>> 8).u8(length);
        } else {
            id.u8(TINY << 4 | length);
        }
        id.bytes(object);
        id.zeros(header.idLength() - id.position());
        FractalHeapHeader.Tiny tiny = header.tiny();
        FractalHeapHeader changed =
                header.with(new FractalHeapHeader.Tiny(tiny.size() + object.length, tiny.count() + 1));
        tx.stage(address, changed, FractalHeapHeader.CODEC, Rank.INDEX_HEADER);
        return id.toByteArray();
    }

    private static byte[] readTiny(FractalHeapHeader header, ByteSource id) {
        int length = id.u8() & 0x0f;
        if (longTinyLength(header)) {
            length = length << 8 | id.u8();
        }
        return id.bytes(length + 1);
    }

    // ---- huge objects: file space of their own, found through a B-tree or by the ID alone

    private static boolean direct(MetaView view, FractalHeapHeader header) {
        int filtered = header.filters() == null ? 0 : 4 + view.widths().lengths();
        return header.idLength() - 1 >= view.widths().offsets() + view.widths().lengths() + filtered;
    }

    private static int hugeIdWidth(MetaView view, FractalHeapHeader header) {
        return Math.min(header.idLength() - 1, view.widths().lengths());
    }

    private static BTree2<HugeObject> hugeTree(MetaView view, FractalHeapHeader header) {
        RecordCodec<HugeObject> plain = direct(view, header) ? HugeObject.DIRECT : HugeObject.INDIRECT;
        RecordCodec<HugeObject> filtered =
                direct(view, header) ? HugeObject.DIRECT_FILTERED : HugeObject.INDIRECT_FILTERED;
        return BTree2.open(header.huge().tree(), header.filters() == null ? plain : filtered, NodeUpdate.IN_PLACE);
    }

    private static @Nullable HugeObject findHuge(MetaView view, FractalHeapHeader header, ByteSource id) {
        id.skip(1);
        if (direct(view, header)) {
            return header.filters() == null
                    ? new HugeObject(id.address(), id.length(), 0)
                    : new HugeObject(id.address(), id.length(), id.i32(), id.length(), 0);
        }
        long number = id.unsigned(hugeIdWidth(view, header));
        if (header.huge().tree() == ByteSource.UNDEFINED) {
            return null;
        }
        return hugeTree(view, header).find(view, object -> Long.compare(number, object.id()));
    }

    private byte[] readHuge(MetaView view, FractalHeapHeader header, ByteSource id) {
        HugeObject object = found(view, findHuge(view, header, id));
        if (!(object.length() > 0
                && object.length() <= view.endOfAllocation()
                && object.length() < Integer.MAX_VALUE)) {
            throw new FormatException(id.structure(), "an object inside the file", object.length() + " bytes");
        }
        byte[] bytes = new byte[(int) object.length()];
        view.read(object.address(), ByteBuffer.wrap(bytes));
        if (header.filters() == null) {
            return bytes;
        }
        return new FilteredBlocks(header, view.widths()).decode(bytes, object.mask(), object.unfiltered());
    }

    private HugeObject found(MetaView view, @Nullable HugeObject object) {
        if (object == null) {
            throw new H5CorruptException(
                    view.path(), address, "fractal heap ID", "the number of a huge object", "none", null);
        }
        return object;
    }

    private byte[] insertHuge(MetaTransaction tx, FractalHeapHeader header, byte[] object) {
        FractalHeapHeader.Huge huge = header.huge();
        boolean direct = direct(tx, header);
        BTree2<HugeObject> tree = huge.tree() == ByteSource.UNDEFINED
                ? BTree2.create(
                        tx,
                        direct ? HugeObject.DIRECT : HugeObject.INDIRECT,
                        NodeUpdate.IN_PLACE,
                        HUGE_NODE,
                        HUGE_SPLIT,
                        HUGE_MERGE)
                : hugeTree(tx, header);
        long number = direct ? 0 : huge.lastId() + 1;
        int width = hugeIdWidth(tx, header);
        if (header.idsWrapped() || (width < 8 && number >>> (8 * width) != 0)) {
            throw new H5UnsupportedException(
                    tx.path() + ": a heap that has used up its numbers for large objects takes no more of them");
        }
        long at = tx.allocate(object.length, Placement.RAW);
        tx.stageRaw(at, object.clone());
        HugeObject record = new HugeObject(at, object.length, number);
        tree.insert(tx, order(direct, record), record);
        FractalHeapHeader changed = header.with(new FractalHeapHeader.Huge(
                direct ? huge.lastId() : number, tree.address(), huge.size() + object.length, huge.count() + 1));
        tx.stage(address, changed, FractalHeapHeader.CODEC, Rank.INDEX_HEADER);
        ByteSink id = new ByteSink(tx.widths());
        id.u8(HUGE << 4);
        if (direct) {
            id.address(at).length(object.length);
        } else {
            id.unsigned(width, number);
        }
        return id.zeros(header.idLength() - id.position()).toByteArray();
    }

    private static Probe<HugeObject> order(boolean direct, HugeObject key) {
        if (direct) {
            return other -> key.address() != other.address()
                    ? Long.compare(key.address(), other.address())
                    : Long.compare(key.length(), other.length());
        }
        return other -> Long.compare(key.id(), other.id());
    }

    private FractalHeapHeader removeHuge(MetaTransaction tx, FractalHeapHeader header, ByteSource id) {
        boolean direct = direct(tx, header);
        HugeObject key = found(tx, findHuge(tx, header, id));
        BTree2<HugeObject> tree = hugeTree(tx, header);
        HugeObject object = found(tx, tree.remove(tx, order(direct, key)));
        tx.release(object.address(), object.length());
        FractalHeapHeader.Huge huge = header.huge();
        if (tree.count(tx) == 0) {
            tree.free(tx);
            return header.with(FractalHeapHeader.Huge.NONE);
        }
        return header.with(new FractalHeapHeader.Huge(
                huge.lastId(), huge.tree(), Math.max(0, huge.size() - object.length()), Math.max(0, huge.count() - 1)));
    }
}
