package dev.tutti.format.message;

import dev.tutti.format.io.FormatException;

/** How the chunks of a dataset are found. */
public sealed interface ChunkIndexType {
    /** Version 1 B-tree (layout versions up to 3). */
    record BTree1() implements ChunkIndexType {}

    /**
     * One chunk that is the whole dataset.
     *
     * @param filteredSize bytes of the chunk as stored, -1 if it is not filtered
     * @param filterMask filters that were left out of this chunk; 0 if it is not filtered
     */
    record SingleChunk(long filteredSize, int filterMask) implements ChunkIndexType {
        /** Checks the size. */
        public SingleChunk {
            FormatException.unless(filteredSize >= -1, DataLayout.STRUCTURE, "a chunk size below 2^63", filteredSize);
            FormatException.unless(
                    filteredSize >= 0 || filterMask == 0, DataLayout.STRUCTURE, "no filter mask", filterMask);
        }
    }

    /** All chunks one after the other, allocated at once, not filtered. */
    record Implicit() implements ChunkIndexType {}

    /**
     * A fixed array: no dimension is unlimited.
     *
     * @param pageBits binary logarithm of the elements of a data block page
     */
    record FixedArray(int pageBits) implements ChunkIndexType {
        /** Checks the parameter. */
        public FixedArray {
            FormatException.unless(
                    pageBits > 0 && pageBits < 256, DataLayout.STRUCTURE, "page bits of 1 to 255", pageBits);
        }
    }

    /**
     * An extensible array: one dimension is unlimited.
     *
     * @param maxBits bits of the largest element index
     * @param indexElements elements in the index block
     * @param minPointers fewest data block pointers of a super block
     * @param minElements elements of the smallest data block
     * @param pageBits binary logarithm of the elements of a data block page
     */
    record ExtensibleArray(int maxBits, int indexElements, int minPointers, int minElements, int pageBits)
            implements ChunkIndexType {
        /** Checks the parameters. */
        public ExtensibleArray {
            for (int value : new int[] {maxBits, indexElements, minPointers, minElements, pageBits}) {
                FormatException.unless(
                        value > 0 && value < 256, DataLayout.STRUCTURE, "array parameters of 1 to 255", value);
            }
        }
    }

    /**
     * A version 2 B-tree: more than one dimension is unlimited.
     *
     * @param nodeSize bytes of a node
     * @param splitPercent how full a node is when it is split
     * @param mergePercent how empty a node is when it is merged
     */
    record BTree2(int nodeSize, int splitPercent, int mergePercent) implements ChunkIndexType {
        /** Checks the parameters. */
        public BTree2 {
            FormatException.unless(nodeSize > 0, DataLayout.STRUCTURE, "a node size of 1 to 2^31 - 1", nodeSize);
            if (!(splitPercent > 0 && splitPercent <= 100 && mergePercent > 0 && mergePercent <= 100)) {
                throw new FormatException(
                        DataLayout.STRUCTURE, "percentages of 1 to 100", splitPercent + " and " + mergePercent);
            }
        }
    }
}
