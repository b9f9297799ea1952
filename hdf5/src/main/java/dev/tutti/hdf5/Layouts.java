package dev.tutti.hdf5;

import dev.tutti.engine.filter.Filters;
import dev.tutti.engine.object.DatasetHeader;
import dev.tutti.format.message.ChunkIndexType;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.CompactLayout;
import dev.tutti.format.message.ContiguousLayout;
import dev.tutti.format.message.FillValue;
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

    /** Files from before there was a message for it say nothing of times: libraries then do what is usual for the layout. */
    static FillInfo fill(DatasetHeader state) {
        FillValue fill = state.header().first(FillValue.class);
        if (fill == null) {
            FillInfo.Allocation usual = state.layout() instanceof CompactLayout
                    ? FillInfo.Allocation.EARLY
                    : state.layout() instanceof ChunkedLayout
                            ? FillInfo.Allocation.INCREMENTAL
                            : FillInfo.Allocation.LATE;
            FillInfo.Value value = state.fill().length > 0 ? FillInfo.Value.SET : FillInfo.Value.DEFAULT;
            return new FillInfo(value, FillTime.IF_SET, usual);
        }
        return new FillInfo(
                switch (fill.state()) {
                    case VALUE -> FillInfo.Value.SET;
                    case DEFAULT -> FillInfo.Value.DEFAULT;
                    case UNDEFINED -> FillInfo.Value.UNDEFINED;
                },
                FillTime.of(fill.writeTime()),
                switch (fill.allocTime()) {
                    case EARLY -> FillInfo.Allocation.EARLY;
                    case LATE -> FillInfo.Allocation.LATE;
                    case INCREMENTAL -> FillInfo.Allocation.INCREMENTAL;
                });
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
