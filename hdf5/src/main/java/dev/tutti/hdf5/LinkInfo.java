package dev.tutti.hdf5;

/**
 * One link of a group.
 *
 * @param name of the link
 * @param kind what it leads to
 * @param target path for a soft link, {@code file:path} for an external one, empty otherwise
 */
public record LinkInfo(String name, Kind kind, String target) {
    /** Kinds of links. */
    public enum Kind {
        /** To an object. */
        HARD,
        /** To a path of the same file, which may or may not exist. */
        SOFT,
        /** To a path of another file. */
        EXTERNAL,
        /** Known only to the program that made it. */
        USER
    }
}
