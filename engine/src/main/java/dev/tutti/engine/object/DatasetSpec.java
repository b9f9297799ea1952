package dev.tutti.engine.object;

import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.message.Dataspace;
import dev.tutti.format.message.Filter;
import java.util.List;

/**
 * What a new dataset is to be.
 *
 * @param type of its elements
 * @param space shape and maximum shape
 * @param storage where the values go
 * @param chunk shape of a chunk; empty unless chunked
 * @param filters what chunks pass through, in the order of writing
 * @param fill bytes of one element that was never written; empty for zeros
 */
public record DatasetSpec(
        Datatype type, Dataspace space, Storage storage, int[] chunk, List<Filter> filters, byte[] fill) {
    /** Where the values go. */
    public enum Storage {
        /** Into the object header. */
        COMPACT,
        /** Into one block. */
        CONTIGUOUS,
        /** Into tiles of equal shape. */
        CHUNKED
    }

    /** Copies the list. */
    public DatasetSpec {
        filters = List.copyOf(filters);
    }
}
