package dev.tutti.hdf5;

/**
 * One link of a group.
 *
 * @param name of the link; from {@link Group#walkLinks} its path below that group
 * @param kind what it leads to
 * @param target path for a soft link, {@code file:path} for an external one, the number of its class for one of a user's class; empty for a hard link
 * @param file name of the other file for an external link, empty otherwise
 */
public record LinkInfo(String name, Kind kind, String target, String file) {
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

    /** The path that a soft or external link leads to, without the file's name; empty otherwise. */
    public String path() {
        return switch (kind) {
            case EXTERNAL -> target.substring(file.length() + 1);
            case SOFT -> target;
            default -> "";
        };
    }
}
