package dev.tutti.hdf5;

import java.util.List;

/**
 * How a dataset's values lie in the file.
 *
 * @param kind where they are
 * @param chunk shape of a chunk; empty unless chunked
 * @param filters what chunks pass through, in the order of writing
 * @param index kind of chunk index: "single", "implicit", "fixed array", "extensible array", "b-tree 2", "b-tree 1"; empty unless chunked
 */
public record Layout(Kind kind, List<Integer> chunk, List<FilterInfo> filters, String index) {
    /** Where the values are. */
    public enum Kind {
        /** In the object header. */
        COMPACT,
        /** In one block. */
        CONTIGUOUS,
        /** In tiles of equal shape. */
        CHUNKED,
        /** In other datasets. */
        VIRTUAL
    }

    /**
     * One filter of a pipeline.
     *
     * @param id registered number
     * @param name name, or "filter ID"
     * @param parameters its numbers
     */
    public record FilterInfo(int id, String name, List<Integer> parameters) {}

    /** Copies the lists. */
    public Layout {
        chunk = List.copyOf(chunk);
        filters = List.copyOf(filters);
    }
}
