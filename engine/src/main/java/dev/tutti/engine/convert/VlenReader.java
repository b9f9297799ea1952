package dev.tutti.engine.convert;

import dev.tutti.format.datatype.Reference;
import org.jspecify.annotations.Nullable;

/** Fetches what elements of variable length point at. Thread-safe. */
@FunctionalInterface
public interface VlenReader {
    /** For data that cannot hold anything of variable length. */
    VlenReader NONE = (collection, index) -> {
        throw new IllegalStateException("no heap for elements of variable length");
    };

    /**
     * The object {@code index} of the global heap collection at address {@code collection}.
     *
     * @throws dev.tutti.errors.H5CorruptException if there is none
     */
    byte[] read(long collection, int index);

    /** Whether references can be had as objects of that class. */
    default boolean refersAs(Class<?> wanted) {
        return false;
    }

    /**
     * The object for a reference, of a class that {@link #refersAs} knows; null for one that leads to nothing.
     *
     * @param element its bytes as they are stored
     * @throws dev.tutti.errors.H5CorruptException if they make no reference
     */
    default @Nullable Object referred(Reference type, byte[] element) {
        throw new IllegalStateException("no objects for references");
    }
}
