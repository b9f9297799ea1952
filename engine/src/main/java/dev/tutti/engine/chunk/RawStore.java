package dev.tutti.engine.chunk;

import java.nio.ByteBuffer;

/** Where raw data is written at once, past the transaction's staging. Thread-safe for disjoint ranges. */
@FunctionalInterface
public interface RawStore {
    /**
     * Writes all remaining bytes of {@code bytes} at {@code address} (relative to the superblock's base address).
     *
     * <p>Called while data is written, for space that was allocated in this transaction and that nothing committed points at, and in
     * the flush for ranges of committed data that change in place.
     */
    void write(long address, ByteBuffer bytes);
}
