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
        @Nullable VirtualMappings sources) {
    /** Where the values go. */
    public enum Storage {
        /** Into the object header. */
        COMPACT,
        /** Into one block. */
        CONTIGUOUS,
        /** Into tiles of equal shape. */
        CHUNKED,
        /** They are in other datasets. */
        VIRTUAL
    }

    /** Copies the list. */
    public DatasetSpec {
        filters = List.copyOf(filters);
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
                null);
    }

    /** The same with elements of another type. */
    DatasetSpec withType(Datatype other) {
        return new DatasetSpec(other, space, storage, chunk, filters, fill, committed, order, times, fillTime, sources);
    }

    /** The same with the type at that address of the file, which is the same as the one given. */
    public DatasetSpec withCommittedType(long address) {
        SharedMessageRef ref = SharedMessageRef.committedDatatype(address);
        return new DatasetSpec(type, space, storage, chunk, filters, fill, ref, order, times, fillTime, sources);
    }

    /** A virtual dataset over these sources. */
    public DatasetSpec over(VirtualMappings mappings) {
        return new DatasetSpec(
                type, space, Storage.VIRTUAL, new int[0], List.of(), fill, committed, order, times, fillTime, mappings);
    }

    /** The same with this order kept. */
    public DatasetSpec withOrder(CreationOrder kept) {
        return new DatasetSpec(type, space, storage, chunk, filters, fill, committed, kept, times, fillTime, sources);
    }

    /** The same with times. */
    public DatasetSpec withTimes(@Nullable Times kept) {
        return new DatasetSpec(type, space, storage, chunk, filters, fill, committed, order, kept, fillTime, sources);
    }

    /** The same for libraries that write the fill value then. */
    public DatasetSpec withFillTime(FillValue.WriteTime time) {
        return new DatasetSpec(type, space, storage, chunk, filters, fill, committed, order, times, time, sources);
    }

    /** What is kept of another dataset when it is made again: the order of attributes, times, and when the fill value is written. */
    DatasetSpec keeping(ObjectHeader other) {
        FillValue fillValue = other.first(FillValue.class);
        return withOrder(CreationOrder.of(other))
                .withTimes(other.prefix().times())
                .withFillTime(fillValue == null ? FillValue.WriteTime.IF_SET : fillValue.writeTime());
    }
}
