package dev.tutti.engine.index;

/**
 * One stored chunk.
 *
 * @param address where it is
 * @param storedBytes its length in the file, after filters
 * @param filterMask filters that were left out for it, bit 0 the first of the pipeline
 */
public record ChunkRef(long address, long storedBytes, int filterMask) {
    /** Checks that there is a chunk. */
    public ChunkRef {
        if (address < 0 || storedBytes < 0) {
            throw new IllegalArgumentException("chunk of " + storedBytes + " bytes at " + address);
        }
    }
}
