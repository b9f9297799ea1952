package dev.tutti.engine.object;

import dev.tutti.engine.convert.VlenReader;
import dev.tutti.engine.convert.VlenWriter;
import dev.tutti.engine.heap.GlobalHeap;
import dev.tutti.engine.heap.GlobalHeapId;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;

/** Values of variable length: where they are kept in a file's global heap. */
public final class Vlens {
    private Vlens() {}

    /** Fetches values through a view. */
    public static VlenReader reader(MetaView view) {
        return (collection, index) -> GlobalHeap.read(view, collection, index);
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
