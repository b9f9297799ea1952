package dev.tutti.engine.index;

/** Whether the chunks of a dataset pass through filters, so that each has a length of its own. */
public enum FilterState {
    /** No filters: all chunks are equally long. */
    UNFILTERED,
    /** At least one filter. */
    FILTERED
}
