package dev.tutti.engine.heap;

import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaTransaction.Placement;
import dev.tutti.engine.meta.Rank;
import dev.tutti.format.heap.GlobalHeapCollection;
import dev.tutti.format.heap.GlobalHeapCollection.Item;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds objects to the global heap and takes them out. Objects that are put one after another share collections of 4 KiB, later of up to 64 KiB.
 * {@link #flush} or {@link #stageSoFar} must be called before the
 * transaction commits and before what was put is read. Not thread-safe: belongs to the
 * transaction.
 */
public final class GlobalHeapWriter {
    /** What may happen to a collection that stands in the file. */
    public enum Existing {
        /** Objects may be taken out, and others put into their place. */
        CHANGED,
        /** Nothing: readers may stand on it, and it has no checksum by which they could tell. */
        LEFT_ALONE
    }

    private static final int LARGEST = 64 * 1024;

    private final MetaTransaction tx;
    private final Existing existing;
    private final List<Item> items = new ArrayList<>();
    private long address = -1;
    private int size;
    private long used;
    private int nextIndex;
    private boolean unstaged;
    private int wish = GlobalHeapCollection.SMALLEST;

    /** A writer without a collection yet. */
    public GlobalHeapWriter(MetaTransaction tx, Existing existing) {
        this.tx = tx;
        this.existing = existing;
    }

    /** Adds an object. The array belongs to the heap from now on. */
    public GlobalHeapId put(byte[] object) {
        long length = GlobalHeapCollection.itemLength(tx.widths(), object.length);
        if (address < 0 || used + length > size || nextIndex > GlobalHeapCollection.MOST_ITEMS) {
            flush();
            open(length);
        }
        items.add(new Item(nextIndex, 0, object));
        unstaged = true;
        used += length;
        return new GlobalHeapId(address, nextIndex++);
    }

    private void open(long length) {
        int header = GlobalHeapCollection.headerLength(tx.widths());
        size = (int) Math.max(wish, Math.addExact(header, length));
        wish = Math.min(LARGEST, 2 * wish);
        address = tx.allocate(size, Placement.METADATA);
        used = header;
        nextIndex = 1;
    }

    /** Stages what was put and not staged yet; room that is left over is given back. */
    public void flush() {
        if (address < 0) {
            return;
        }
        long least = Math.max(GlobalHeapCollection.SMALLEST, used);
        if (least < size && tx.isFresh(address)) {
            tx.release(address + least, size - least);
            size = (int) least;
        }
        stage(address, new GlobalHeapCollection(size, items));
        address = -1;
        unstaged = false;
        items.clear();
    }

    /** Stages what was put so far, so that it can be read; objects that are put next may still join the same collection. */
    public void stageSoFar() {
        if (address >= 0 && unstaged) {
            stage(address, new GlobalHeapCollection(size, items));
            unstaged = false;
        }
    }

    private void stage(long at, GlobalHeapCollection collection) {
        tx.stage(at, collection, GlobalHeapCollection.CODEC, Rank.RAW);
    }

    /**
     * Takes an object out. Where collections in the file are left alone, and for an object that is not there any more, nothing happens. Room is
     * used again by the objects that are put next.
     */
    public void remove(GlobalHeapId id) {
        if (id.collection() == address) {
            flush();
        }
        if (existing == Existing.LEFT_ALONE && !tx.isFresh(id.collection())) {
            return;
        }
        GlobalHeapCollection collection = tx.load(id.collection(), GlobalHeapCollection.CODEC);
        Item item = collection.find(id.index());
        if (item == null) {
            return;
        }
        List<Item> rest = new ArrayList<>(collection.items());
        rest.remove(item);
        if (rest.isEmpty()) {
            tx.release(id.collection(), collection.size());
            return;
        }
        GlobalHeapCollection changed = new GlobalHeapCollection(collection.size(), rest);
        stage(id.collection(), changed);
        if (address < 0) {
            reopen(id.collection(), changed);
        }
    }

    private void reopen(long at, GlobalHeapCollection collection) {
        address = at;
        size = collection.size();
        used = collection.used(tx.widths());
        items.addAll(collection.items());
        nextIndex = 1;
        for (Item item : items) {
            nextIndex = Math.max(nextIndex, item.index() + 1);
        }
    }
}
