package dev.tutti.engine.chunk;

import dev.tutti.engine.filter.FilterChain;
import dev.tutti.engine.filter.Filters;
import dev.tutti.engine.index.ChunkIndex;
import dev.tutti.engine.index.FilterState;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.CompactLayout;
import dev.tutti.format.message.ContiguousLayout;
import dev.tutti.format.message.DataLayout;
import dev.tutti.format.message.Dataspace;
import dev.tutti.format.message.FilterPipeline;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where the raw data of one dataset is and what it looks like. Immutable: a dataset that grows or moves gets a new one.
 *
 * @param what file and dataset as a text, for errors
 * @param elementSize bytes of one element
 * @param space the dataset's shape
 * @param place where the bytes are
 * @param fill one element's bytes for what was never written; empty for zeros
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
public record StoredData(Object what, int elementSize, Dataspace space, StoredData.Place place, byte[] fill) {
    /** Where the bytes are. */
    public sealed interface Place {}

    /**
     * In the object header.
     *
     * @param bytes all elements
     */
    public record Compact(byte[] bytes) implements Place {}

    /**
     * In one piece.
     *
     * @param address where it starts; negative while there is no space
     * @param size bytes
     */
    public record Contiguous(long address, long size) implements Place {}

    /**
     * In one piece outside of the file.
     *
     * @param source finds the bytes, counted from 0
     * @param size bytes that the pieces hold together; {@link Long#MAX_VALUE} for any number
     */
    public record Outside(RawSource source, long size) implements Place {}

    /**
     * In chunks.
     *
     * @param index finds them
     * @param filters what each has passed; null if nothing
     */
    public record Chunked(ChunkIndex index, @Nullable FilterChain filters) implements Place {
        ChunkedLayout layout() {
            return index.layout();
        }

        /** Whether chunks at the edge are stored without filters. */
        boolean partialUnfiltered() {
            return (layout().flags() & ChunkedLayout.PARTIAL_UNFILTERED) != 0;
        }
    }

    /** Checks the fill value's length. */
    public StoredData {
        if (fill.length != 0 && fill.length != elementSize) {
            throw new H5CorruptException(
                    what.toString(), -1, "fill value message", elementSize + " bytes", fill.length + " bytes", null);
        }
    }

    /** File and dataset, for errors. */
    public String path() {
        return what.toString();
    }

    /**
     * What the messages of a dataset's object header say.
     *
     * @param pipeline the filters; null if there is no such message
     * @param fill one element's bytes, empty for zeros
     * @throws H5CorruptException if the messages do not go together
     * @throws H5UnsupportedException if the layout is virtual
     */
    public static StoredData of(
            Object what,
            int elementSize,
            Dataspace space,
            DataLayout layout,
            @Nullable FilterPipeline pipeline,
            Filters filters,
            byte[] fill) {
        try {
            return new StoredData(what, elementSize, space, place(layout, space, elementSize, pipeline, filters), fill);
        } catch (FormatException e) {
            throw new H5CorruptException(what.toString(), -1, e.structure(), e.expected(), e.found(), e);
        }
    }

    private static Place place(
            DataLayout layout, Dataspace space, int elementSize, @Nullable FilterPipeline pipeline, Filters filters) {
        space.elements();
        if (layout instanceof CompactLayout compact) {
            return new Compact(compact.data());
        }
        if (layout instanceof ContiguousLayout contiguous) {
            return new Contiguous(contiguous.address(), contiguous.size());
        }
        if (layout instanceof ChunkedLayout chunked) {
            if (chunked.elementSize() != elementSize) {
                throw new FormatException(
                        DataLayout.STRUCTURE,
                        "chunks of elements of " + elementSize + " bytes",
                        String.valueOf(chunked.elementSize()));
            }
            boolean filtered = pipeline != null && !pipeline.filters().isEmpty();
            ChunkIndex index =
                    ChunkIndex.open(chunked, space, filtered ? FilterState.FILTERED : FilterState.UNFILTERED);
            return new Chunked(
                    index,
                    filtered && pipeline != null ? filters.chain(pipeline, elementSize, chunked.chunkBytes()) : null);
        }
        throw new H5UnsupportedException("virtual datasets are not supported");
    }

    /** The layout message for this data. */
    public DataLayout layout() {
        if (place instanceof Compact compact) {
            return new CompactLayout(compact.bytes());
        }
        if (place instanceof Contiguous contiguous) {
            return new ContiguousLayout(contiguous.address(), contiguous.size());
        }
        if (place instanceof Outside outside) {
            return new ContiguousLayout(ByteSource.UNDEFINED, outside.size());
        }
        return ((Chunked) place).layout();
    }

    /** Current size of each dimension. */
    public long[] shape() {
        return space.dims();
    }

    /** The same data at another place. */
    public StoredData at(Place other) {
        return new StoredData(what, elementSize, space, other, fill);
    }

    /** The same data in another shape; only data in chunks, or outside of the file, can take one. */
    StoredData resized(Dataspace other) {
        if (place instanceof Chunked chunked) {
            ChunkIndex index = chunked.index().resized(other);
            Place same = index == chunked.index() ? chunked : new Chunked(index, chunked.filters());
            return new StoredData(what, elementSize, other, same, fill);
        }
        if (place instanceof Outside) {
            return new StoredData(what, elementSize, other, place, fill);
        }
        throw new H5UnsupportedException(what + ": only chunked datasets can change their shape");
    }

    /** Bytes that the raw data takes in the file. */
    public long storedBytes(MetaView view) {
        if (place instanceof Compact compact) {
            return compact.bytes().length;
        }
        if (place instanceof Contiguous contiguous) {
            return contiguous.address() < 0 ? 0 : contiguous.size();
        }
        if (place instanceof Outside) {
            return 0;
        }
        AtomicLong sum = new AtomicLong();
        ((Chunked) place).index().forEach(view, (scaled, chunk) -> sum.addAndGet(chunk.storedBytes()));
        return sum.get();
    }
}
