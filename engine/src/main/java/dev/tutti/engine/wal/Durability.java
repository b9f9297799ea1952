package dev.tutti.engine.wal;

/** What a commit survives. */
public enum Durability {
    /** The death of any process; a power cut may leave the file unreadable. */
    PROCESS,
    /** The death of any process; after a power cut the file is sound, and at most the last commits are missing. */
    CONSISTENT,
    /** Death and power cut: the commit is there. */
    DURABLE
}
