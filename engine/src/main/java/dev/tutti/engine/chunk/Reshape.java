package dev.tutti.engine.chunk;

import dev.tutti.engine.index.ChunkRef;
import dev.tutti.engine.meta.MetaView;
import java.util.ArrayList;
import java.util.List;

/**
 * What another shape means for the chunks that a dataset has.
 *
 * @param outside they fall outside of the shape
 * @param cut they stay and lose elements
 * @param turned they stay, and stick out over the edge in one of the two shapes only; none where that makes no difference to how they are stored
 */
record Reshape(List<Reshape.Outside> outside, List<long[]> cut, List<long[]> turned) {
    /** A chunk that falls outside of the shape. */
    record Outside(long[] scaled, ChunkRef chunk) {}

    static Reshape of(MetaView view, StoredData data, StoredData.Chunked place, long[] shape) {
        Reshape reshape = new Reshape(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        int[] box = place.layout().chunkDims();
        ChunkGrid old = new ChunkGrid(data.shape(), box);
        ChunkGrid now = new ChunkGrid(shape, box);
        place.index().forEach(view, (scaled, chunk) -> {
            boolean out = false;
            boolean partly = false;
            for (int d = 0; d < shape.length; d++) {
                out |= scaled[d] * box[d] >= shape[d];
                partly |= shape[d] < data.shape()[d] && (scaled[d] + 1) * box[d] > shape[d];
            }
            if (out) {
                reshape.outside.add(new Outside(scaled, chunk));
            } else {
                if (partly) {
                    reshape.cut.add(scaled);
                }
                if (place.partialUnfiltered()
                        && place.filters() != null
                        && old.partial(scaled) != now.partial(scaled)) {
                    reshape.turned.add(scaled);
                }
            }
        });
        return reshape;
    }
}
