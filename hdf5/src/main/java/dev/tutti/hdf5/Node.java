package dev.tutti.hdf5;

/** An object of a file that a path leads to. Thread-safe; usable until the file is closed. */
public sealed interface Node permits Group, Dataset, NamedType {
    /** Path from the root, as it was asked for. */
    String path();

    /** Last part of the path; "/" for the root group. */
    String name();

    /** The object's attributes. */
    Attributes attrs();

    /** The file that was opened. */
    H5File file();

    /** Address of the object header: the object's identity within its file. */
    long address();
}
