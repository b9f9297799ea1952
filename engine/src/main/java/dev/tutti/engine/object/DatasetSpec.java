package dev.tutti.engine.object;

import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.message.Dataspace;
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
        this(type, space, storage, chunk, filters, fill, null, CreationOrder.NONE, null);
    }

    /** The same with elements of another type. */
    DatasetSpec withType(Datatype other) {
        return new DatasetSpec(other, space, storage, chunk, filters, fill, committed, order, sources);
    }

    /** The same with the type at that address of the file, which is the same as the one given. */
    public DatasetSpec withCommittedType(long address) {
        SharedMessageRef ref = SharedMessageRef.committedDatatype(address);
        return new DatasetSpec(type, space, storage, chunk, filters, fill, ref, order, sources);
    }

    /** A virtual dataset over these sources. */
    public DatasetSpec over(VirtualMappings mappings) {
        return new DatasetSpec(type, space, Storage.VIRTUAL, new int[0], List.of(), fill, committed, order, mappings);
    }

    /** The same with this order kept. */
    public DatasetSpec withOrder(CreationOrder kept) {
        return new DatasetSpec(type, space, storage, chunk, filters, fill, committed, kept, sources);
    }
}
