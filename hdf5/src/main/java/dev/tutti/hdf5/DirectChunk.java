package dev.tutti.hdf5;

/**
 * The bytes of a chunk as they are stored, past all filters.
 *
 * @param bytes not copied: do not change them
 * @param filterMask filters that were left out for it: bit 0 for the first of the pipeline; 0 if the bytes passed all
 */
@SuppressWarnings(
        "ArrayRecordComponent") // compared by nobody; a copy of each chunk would cost what reading past the filters
// saves
public record DirectChunk(byte[] bytes, int filterMask) {}
