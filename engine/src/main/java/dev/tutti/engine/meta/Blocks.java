package dev.tutti.engine.meta;

import dev.tutti.format.io.BlockCodec;

/** Decoded blocks of one version of a file, by address. Thread-safe. */
interface Blocks {
    /** The value of the block at an address, with its length in the file. A block that another kind of codec left there is not taken for this one. */
    <T> BlockReader.Decoded<T> load(long address, BlockCodec<T> codec);

    /** The same for a block that need not be kept. */
    default <T> BlockReader.Decoded<T> pass(long address, BlockCodec<T> codec) {
        return load(address, codec);
    }

    /** Notes what stands at an address from now on. */
    void put(long address, BlockCodec<?> codec, Object value, int length);

    /** Forgets the block at an address. */
    void drop(long address);
}
