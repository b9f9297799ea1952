package dev.tutti.engine.convert;

/** Keeps what elements of variable length point at. Guarded by the file's write lock: one thread at a time. */
@FunctionalInterface
public interface VlenWriter {
    /** For data that cannot hold anything of variable length. */
    VlenWriter NONE = bytes -> {
        throw new IllegalStateException("no heap for elements of variable length");
    };

    /**
     * Where an object lies.
     *
     * @param collection address of the global heap collection
     * @param index number of the object in it
     */
    record Place(long collection, int index) {}

    /** Stores an object of 1 or more bytes. */
    Place put(byte[] bytes);
}
