package dev.tutti.engine.meta;

/** The order in which blocks that are changed in place reach the file: children before parents (invariants L7 and W1). */
public enum Rank {
    /** Raw data and heap objects. */
    RAW,
    /** Leaves and data blocks of a chunk index. */
    INDEX_LEAF,
    /** Inner nodes, super blocks and index blocks of a chunk index. */
    INDEX_NODE,
    /** Header of a chunk index, of a heap or of a B-tree. */
    INDEX_HEADER,
    /** Continuation chunk of an object header. */
    HEADER_CONTINUATION,
    /** First chunk of an object header. */
    OBJECT_HEADER,
    /** The publication record: the version that live readers trust. */
    PUBLICATION,
    /** The superblock. */
    SUPERBLOCK
}
