package dev.tutti.engine.object;

import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.header.HeaderPrefix.Times;
import dev.tutti.format.message.Dataspace;
import dev.tutti.format.message.FillValue;
import dev.tutti.format.message.Filter;
import dev.tutti.format.message.SharedMessageRef;
import dev.tutti.format.selection.VirtualMappings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a new dataset is to be.
 *
 * @param type of its elements
 * @param space shape and maximum shape
 * @param storage where the values go
 * @param chunk shape of a chunk; empty unless chunked
 * @param filters what chunks pass through, in the order of writing
 * @param fill bytes of one element that was never written; empty for zeros
 * @param committed where {@code type} has a name of its own in the file; null if the dataset keeps its type itself
 * @param order what is kept of the order of attributes
 * @param times times of the object; null to keep none
 * @param fillTime when other libraries write the fill value
 * @param sources what a virtual dataset is made of; null unless it is one
 * @param pieces the raw files of a dataset whose values are in such; empty unless it is one
 */
public record DatasetSpec(
        Datatype type,
        Dataspace space,
        Storage storage,
        int[] chunk,
        List<Filter> filters,
        byte[] fill,
        @Nullable SharedMessageRef committed,
        CreationOrder order,
        @Nullable Times times,
        FillValue.WriteTime fillTime,
        @Nullable VirtualMappings sources,
        List<RawPiece> pieces) {
    /** Where the values go. */
    public enum Storage {
        /** Into the object header. */
        COMPACT,
        /** Into one block. */
        CONTIGUOUS,
        /** Into tiles of equal shape. */
        CHUNKED,
        /** They are in other datasets. */
        VIRTUAL,
        /** Into raw files beside this one. */
        EXTERNAL
    }

    /** Copies the lists. */
    public DatasetSpec {
        filters = List.copyOf(filters);
        pieces = List.copyOf(pieces);
    }

    /** A dataset that keeps its type itself, and no order. */
    public DatasetSpec(
            Datatype type, Dataspace space, Storage storage, int[] chunk, List<Filter> filters, byte[] fill) {
        this(
                type,
                space,
                storage,
                chunk,
                filters,
                fill,
                null,
                CreationOrder.NONE,
                null,
                FillValue.WriteTime.IF_SET,
                null,
                List.of());
    }

    /** The same with elements of another type. */
    DatasetSpec withType(Datatype other) {
        if (other.equals(type)) {
            return this;
        }
        return new DatasetSpec(
                other, space, storage, chunk, filters, fill, committed, order, times, fillTime, sources, pieces);
    }

    /** The same with the type at that address of the file, which is the same as the one given. */
    public DatasetSpec withCommittedType(long address) {
        SharedMessageRef ref = SharedMessageRef.committedDatatype(address);
        return new DatasetSpec(
                type, space, storage, chunk, filters, fill, ref, order, times, fillTime, sources, pieces);
    }

    /** A virtual dataset over these sources. */
    public DatasetSpec over(VirtualMappings mappings) {
        return new DatasetSpec(
                type,
                space,
                Storage.VIRTUAL,
                new int[0],
                List.of(),
                fill,
                committed,
                order,
                times,
                fillTime,
                mappings,
                List.of());
    }

    /** A dataset whose values are in these raw files, one piece behind the other. */
    public DatasetSpec in(List<RawPiece> files) {
        return new DatasetSpec(
                type,
                space,
                Storage.EXTERNAL,
                new int[0],
                List.of(),
                fill,
                committed,
                order,
                times,
                fillTime,
                null,
                files);
    }

    /** The same with this order kept. */
    public DatasetSpec withOrder(CreationOrder kept) {
        if (kept.equals(order)) {
            return this;
        }
        return new DatasetSpec(
                type, space, storage, chunk, filters, fill, committed, kept, times, fillTime, sources, pieces);
    }

    /** The same with times. */
    public DatasetSpec withTimes(@Nullable Times kept) {
        return new DatasetSpec(
                type, space, storage, chunk, filters, fill, committed, order, kept, fillTime, sources, pieces);
    }

    /** The same for libraries that write the fill value then. */
    public DatasetSpec withFillTime(FillValue.WriteTime time) {
        if (time.equals(fillTime)) {
            return this;
        }
        return new DatasetSpec(
                type, space, storage, chunk, filters, fill, committed, order, times, time, sources, pieces);
    }

    /** What is kept of another dataset when it is made again: the order of attributes, times, and when the fill value is written. */
    DatasetSpec keeping(ObjectHeader other) {
        FillValue fillValue = other.first(FillValue.class);
        return withOrder(CreationOrder.of(other))
                .withTimes(other.prefix().times())
                .withFillTime(fillValue == null ? FillValue.WriteTime.IF_SET : fillValue.writeTime());
    }
}
