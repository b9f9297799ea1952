package dev.tutti.hdf5;

import dev.tutti.engine.filter.Filters;
import dev.tutti.engine.object.DatasetHeader;
import dev.tutti.format.message.ChunkIndexType;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.CompactLayout;
import dev.tutti.format.message.ContiguousLayout;
import dev.tutti.format.message.Filter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Says in the API's words how a dataset lies in the file. */
final class Layouts {
    private Layouts() {}

    static Layout describe(DatasetHeader state, Filters known) {
        if (state.layout() instanceof CompactLayout) {
            return new Layout(Layout.Kind.COMPACT, List.of(), List.of(), "");
        }
        if (state.layout() instanceof ContiguousLayout) {
            return new Layout(Layout.Kind.CONTIGUOUS, List.of(), List.of(), "");
        }
        if (state.layout() instanceof ChunkedLayout chunked) {
            List<Layout.FilterInfo> filters = new ArrayList<>();
            for (Filter filter : state.filters().filters()) {
                filters.add(new Layout.FilterInfo(
                        filter.id(),
                        known.nameOf(filter),
                        Arrays.stream(filter.clientData()).boxed().toList()));
            }
            return new Layout(
                    Layout.Kind.CHUNKED,
                    Arrays.stream(chunked.chunkDims()).boxed().toList(),
                    filters,
                    index(chunked.index()));
        }
        return new Layout(Layout.Kind.VIRTUAL, List.of(), List.of(), "");
    }

    private static String index(ChunkIndexType type) {
        if (type instanceof ChunkIndexType.SingleChunk) {
            return "single";
        }
        if (type instanceof ChunkIndexType.Implicit) {
            return "implicit";
        }
        if (type instanceof ChunkIndexType.FixedArray) {
            return "fixed array";
        }
        if (type instanceof ChunkIndexType.ExtensibleArray) {
            return "extensible array";
        }
        return type instanceof ChunkIndexType.BTree2 ? "b-tree 2" : "b-tree 1";
    }
}
