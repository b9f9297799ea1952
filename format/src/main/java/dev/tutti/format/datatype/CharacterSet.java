package dev.tutti.format.datatype;

/** Character set of names and strings; the ordinal is the number in the file. */
public enum CharacterSet {
    /** US-ASCII; in practice any 8-bit set. */
    ASCII,
    /** UTF-8. */
    UTF8
}
