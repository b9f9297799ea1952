package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;

/**
 * Raw data in other datasets.
 *
 * @param heapAddress the global heap collection with the mappings; undefined while there are none
 * @param heapIndex the object in that collection
 */
public record VirtualLayout(long heapAddress, int heapIndex) implements DataLayout {

    @Override
    public void encode(ByteSink body) {
        body.u8(4).u8(LayoutCodec.VIRTUAL).address(heapAddress).u32(heapIndex);
    }
}
