package dev.tutti.engine.heap;

import dev.tutti.engine.meta.MetaView;
import dev.tutti.format.heap.GlobalHeapCollection;
import dev.tutti.format.io.FormatException;

/** Reads the objects of the global heap. */
public final class GlobalHeap {
    private GlobalHeap() {}

    /** The bytes of an object, shared with others: not to be changed. */
    public static byte[] read(MetaView view, long collection, int index) {
        GlobalHeapCollection.Item item =
                view.load(collection, GlobalHeapCollection.CODEC).find(index);
        if (item == null) {
            throw view.corrupt(
                    collection,
                    new FormatException(
                            GlobalHeapCollection.CODEC.structure(), "an object with index " + index, "none"));
        }
        return item.data();
    }

    /** Bytes of a collection. */
    public static long size(MetaView view, long collection) {
        return view.load(collection, GlobalHeapCollection.CODEC).size();
    }
}
