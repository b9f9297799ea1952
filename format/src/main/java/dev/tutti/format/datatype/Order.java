package dev.tutti.format.datatype;

/** Order of the bytes of a number. */
public enum Order {
    /** Least significant byte first. */
    LITTLE,
    /** Most significant byte first. */
    BIG,
    /** VAX floating point: little-endian in the order of 16-bit words swapped pairwise. */
    VAX
}
