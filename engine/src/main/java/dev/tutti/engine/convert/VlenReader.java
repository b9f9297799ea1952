package dev.tutti.engine.convert;

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
}
