package dev.tutti.hdf5;

/**
 * A part of a dataset that was read.
 *
 * @param slice which part
 * @param values its values, in the shape of the slice
 */
public record Chunk(Slice slice, NdArray values) {}
