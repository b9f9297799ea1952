package dev.tutti.hdf5;

import java.util.List;

/**
 * A chunk as it is stored.
 *
 * @param offset place of its first element in the dataset, per dimension
 * @param address where it is in the file, from the base address on
 * @param storedBytes its length in the file, after filters
 * @param filterMask filters that were left out for it: bit 0 for the first of the pipeline
 */
public record ChunkInfo(List<Long> offset, long address, long storedBytes, int filterMask) {
    /** Copies the list. */
    public ChunkInfo {
        offset = List.copyOf(offset);
    }
}
