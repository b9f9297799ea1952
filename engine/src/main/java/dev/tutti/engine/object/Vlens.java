package dev.tutti.engine.object;

import dev.tutti.engine.convert.VlenReader;
import dev.tutti.engine.convert.VlenWriter;
import dev.tutti.engine.heap.GlobalHeap;
import dev.tutti.engine.heap.GlobalHeapId;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.io.AddressRanges;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Values of variable length: where they are kept in a file's global heap. */
public final class Vlens {
    private static final long SHARED_BYTES = 32L << 20;
    private static final long SHARED_TIMES = 8;

    private Vlens() {}

    /**
     * Fetches values through a view, for one read. Elements may share values, but a file whose elements all point at one large value would fill
     * any heap: so what comes out is bounded by what the collections that were visited hold.
     */
    public static VlenReader reader(MetaView view) {
        Set<Long> collections = ConcurrentHashMap.newKeySet();
        AtomicLong room = new AtomicLong(SHARED_BYTES);
        return (collection, index) -> {
            byte[] value = GlobalHeap.read(view, place(view, collection), index);
            if (collections.add(collection)) {
                room.addAndGet(SHARED_TIMES * GlobalHeap.size(view, place(view, collection)));
            }
            if (room.addAndGet(-value.length) < 0) {
                throw new H5TypeException(
                        view.path() + ": the elements share values of variable length, which together are more than "
                                + SHARED_TIMES + " times as long as what is stored; read fewer elements at once");
            }
            return value;
        };
    }

    /** An address that stands among the values, as addresses among metadata are read. */
    private static long place(MetaView view, long address) {
        AddressRanges ranges = view.widths().ranges();
        return ranges == null ? address : ranges.place(address);
    }

    /**
     * Keeps values in a file. Guarded by the file's write lock; {@link OpenFile#stageHeap} stages what was kept.
     *
     * <p>In a live file collections that readers know are never changed: their blocks have no checksum that would tell a half-written one (L6).
     */
    public static VlenWriter writer(MetaTransaction tx, OpenFile file) {
        return bytes -> {
            GlobalHeapId id = file.heap(tx).put(bytes);
            return new VlenWriter.Place(id.collection(), id.index());
        };
    }
}
