package dev.tutti.engine.convert;

import dev.tutti.format.datatype.Reference;

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

    /** Whether references can be made of objects of that class. */
    default boolean refers(Class<?> given) {
        return false;
    }

    /**
     * The bytes of a reference, made of an object of a class that {@link #refers} knows.
     *
     * @param heap keeps what the reference points at
     * @throws dev.tutti.errors.H5TypeException if a reference of that type cannot lead there
     */
    default byte[] referring(Reference type, Object value, VlenWriter heap) {
        throw new IllegalStateException("no objects for references");
    }
}
