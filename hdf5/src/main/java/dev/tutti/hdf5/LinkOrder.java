package dev.tutti.hdf5;

/** In which order the links of a group, or the attributes of an object, come. */
public enum LinkOrder {
    /** By name. */
    NAME,
    /** As they were made; only objects that were made with this order know it. Groups that do not fall back to names. */
    CREATION
}
