package dev.tutti.format.datatype;

/** How a string fills its space; the ordinal is the number in the file. */
public enum Padding {
    /** A zero byte ends the text. */
    NULL_TERMINATED,
    /** Zero bytes fill the rest; a full field has none. */
    NULL_PADDED,
    /** Spaces fill the rest, as in Fortran. */
    SPACE_PADDED
}
