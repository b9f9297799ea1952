package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.FormatException;

/**
 * Raw data in one piece.
 *
 * @param address where it starts; undefined while no space is allocated
 * @param size bytes
 */
public record ContiguousLayout(long address, long size) implements DataLayout {
    /** Checks the size. */
    public ContiguousLayout {
        FormatException.unless(size >= 0, STRUCTURE, "a size below 2^63", size);
    }

    @Override
    public void encode(ByteSink body) {
        body.u8(3).u8(LayoutCodec.CONTIGUOUS).address(address).length(size);
    }
}
