package dev.tutti.engine.object;

import dev.tutti.engine.chunk.StoredData;
import dev.tutti.engine.filter.Filters;
import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.index.ChunkIndex;
import dev.tutti.engine.index.FilterState;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.ContiguousLayout;
import dev.tutti.format.message.DataLayout;
import dev.tutti.format.message.Dataspace;
import dev.tutti.format.message.ExternalFiles;
import dev.tutti.format.message.FillValue;
import dev.tutti.format.message.FillValueOld;
import dev.tutti.format.message.FilterPipeline;
import dev.tutti.format.message.VirtualLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a dataset's object header says, decoded and checked for agreement. Immutable: one state of one dataset.
 *
 * @param header the object header
 * @param type datatype of the elements
 * @param space shape and maximum shape
 * @param layout where the values are
 * @param filters what chunks pass through; empty for none
 * @param fill bytes of one element that was never written; empty for zeros
 * @param path of the file, for errors
 */
public record DatasetHeader(
        ObjectHeader header,
        Datatype type,
        Dataspace space,
        DataLayout layout,
        FilterPipeline filters,
        byte[] fill,
        String path) {
    private static final FilterPipeline NO_FILTERS = new FilterPipeline(List.of());

    /** Whether the object with this header is a dataset. */
    public static boolean isDataset(ObjectHeader header) {
        return header.first(DataLayout.class) != null;
    }

    /** The same for a dataset that may have been made like one that is known already, of the same file: then nothing is looked through again. */
    static DatasetHeader of(MetaView view, ObjectHeader header, @Nullable DatasetHeader known) {
        return known != null && known.header.isLike(header) ? known.withHeader(header) : of(view, header);
    }

    private DatasetHeader withHeader(ObjectHeader other) {
        return new DatasetHeader(other, type, space, layout, filters, fill, path);
    }

    /** Reads the header of a dataset. */
    public static DatasetHeader of(MetaView view, ObjectHeader header) {
        Datatype type = Types.of(view, header);
        Dataspace space = header.first(Dataspace.class);
        DataLayout layout = header.first(DataLayout.class);
        if (type == null || space == null || layout == null) {
            String missing = type == null ? "datatype" : space == null ? "dataspace" : "layout";
            throw new H5CorruptException(
                    view.path(), header.address(), "dataset", "a " + missing + " message", "none", null);
        }
        FilterPipeline filters = header.first(FilterPipeline.class);
        DatasetHeader dataset = new DatasetHeader(
                header, type, space, layout, filters == null ? NO_FILTERS : filters, fill(header), view.path());
        dataset.check(view);
        return dataset;
    }

    private void check(MetaView view) {
        try {
            long bytes = Math.multiplyExact(space.elements(), (long) type.size());
            if (layout instanceof ChunkedLayout chunked) {
                if (chunked.chunkDims().length != space.rank()) {
                    throw disagreement(
                            view,
                            "chunks of " + space.rank() + " dimensions",
                            chunked.chunkDims().length + " dimensions");
                }
                if (chunked.elementSize() != type.size()) {
                    throw disagreement(view, "elements of " + type.size() + " bytes", chunked.elementSize() + " bytes");
                }
            }
            if (fill.length != 0 && fill.length != type.size()) {
                throw disagreement(view, "a fill value of " + type.size() + " bytes", fill.length + " bytes");
            }
            if (bytes < 0) {
                throw disagreement(view, "a size below 2^63 bytes", Long.toString(bytes));
            }
        } catch (ArithmeticException e) {
            throw new H5CorruptException(
                    view.path(), header.address(), "dataset", "a size below 2^63 bytes", "a larger one", e);
        } catch (FormatException e) {
            throw new H5CorruptException(view.path(), header.address(), e.structure(), e.expected(), e.found(), e);
        }
    }

    private H5CorruptException disagreement(MetaView view, String expected, String found) {
        return new H5CorruptException(view.path(), header.address(), "dataset", expected, found, null);
    }

    private static byte[] fill(ObjectHeader header) {
        FillValue fill = header.first(FillValue.class);
        if (fill != null) {
            return fill.value();
        }
        FillValueOld old = header.first(FillValueOld.class);
        return old == null ? new byte[0] : old.value();
    }

    /** Whether chunks pass through filters. */
    public FilterState filterState() {
        return filters.filters().isEmpty() ? FilterState.UNFILTERED : FilterState.FILTERED;
    }

    /** The index of the chunks; only for a chunked dataset. */
    public ChunkIndex index() {
        try {
            return ChunkIndex.open((ChunkedLayout) layout, space, filterState());
        } catch (FormatException e) {
            throw new H5CorruptException(path, header.address(), e.structure(), e.expected(), e.found(), e);
        }
    }

    /** The raw files that hold the values; null if the values are in this file. */
    public @Nullable ExternalFiles external() {
        return layout instanceof ContiguousLayout ? header.first(ExternalFiles.class) : null;
    }

    /** Whether the values are in this file, so that they can be written. */
    public boolean isHere() {
        return !(layout instanceof VirtualLayout) && external() == null;
    }

    /** File and dataset, for errors. */
    String what() {
        return new What(path, header.address()).toString();
    }

    /** The same for those who need it only if there is an error. */
    private record What(String path, long address) {
        @Override
        public String toString() {
            return path + ": dataset at " + address;
        }
    }

    /**
     * Where the values are, for the floor of chunks.
     *
     * @throws H5UnsupportedException if they are not in this file
     */
    public StoredData stored(Filters known) {
        if (!isHere()) {
            throw new H5UnsupportedException(what() + " keeps its values "
                    + (external() == null
                            ? "in other datasets; write those"
                            : "in external raw files; it has no block or chunks here"));
        }
        return StoredData.of(new What(path, header.address()), type.size(), space, layout, filters, known, fill);
    }

    /** The values at another place than the layout says. */
    StoredData at(StoredData.Place place) {
        return new StoredData(new What(path, header.address()), type.size(), space, place, fill);
    }

    /** This state with another shape. */
    public DatasetHeader withShape(long[] dims) {
        return withSpace(new Dataspace(space.kind(), dims, space.maxDims()));
    }

    DatasetHeader withSpace(Dataspace shaped) {
        return new DatasetHeader(header, type, shaped, layout, filters, fill, path);
    }
}
