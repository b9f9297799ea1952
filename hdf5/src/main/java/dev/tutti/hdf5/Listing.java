package dev.tutti.hdf5;

/** What {@link H5#list} lists beside the names of one group's links. */
public enum Listing {
    /** Also what stands in groups below, named by its path from the group that is listed. */
    RECURSIVE,
    /** Each by its path from the root. */
    FULL_NAMES,
    /** Also dimension scales: datasets that only label a dimension of others. */
    SCALES
}
