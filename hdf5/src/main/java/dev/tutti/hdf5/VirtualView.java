package dev.tutti.hdf5;

/** How far a virtual dataset without an end goes where sources, or parts of them, are missing. */
public enum VirtualView {
    /** To the last element that any source has; what is missing before it reads as the fill value. */
    LAST_AVAILABLE,
    /** To before the first element that is missing, so that all of it is there. */
    FIRST_MISSING
}
