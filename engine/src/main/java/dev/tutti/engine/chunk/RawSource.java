package dev.tutti.engine.chunk;

import java.nio.ByteBuffer;

/** Where raw data is read that lies in one piece, or seems to. Thread-safe. */
@FunctionalInterface
public interface RawSource {
    /**
     * Fills {@code target}'s remaining bytes from {@code position} on.
     *
     * @throws dev.tutti.errors.H5CorruptException if there are not so many
     */
    void read(long position, ByteBuffer target);
}
