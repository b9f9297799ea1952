package dev.tutti.hdf5;

/** In which order the links of a group come. */
public enum LinkOrder {
    /** By name. */
    NAME,
    /** As they were made; only groups that were made with this order know it, others fall back to names. */
    CREATION
}
