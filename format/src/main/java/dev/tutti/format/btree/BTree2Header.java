package dev.tutti.format.btree;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;

/**
 * Version 2 B-tree header (format specification III.A.2). Version 0 is read and written.
 *
 * <pre>
 *  4  signature "BTHD"
 *  1  version, 0
 *  1  record type
 *  4  node size
 *  2  record size
 *  2  depth: 0 where the root is a leaf
 *  1  split percent
 *  1  merge percent
 *  O  address of the root node
 *  2  number of records in the root node
 *  L  number of records in the whole tree
 *  4  checksum
 * </pre>
 *
 * @param type record type
 * @param nodeSize bytes of every node
 * @param recordSize bytes of every record
 * @param depth levels of internal nodes above the leaves
 * @param splitPercent how full a node may get, in percent of its capacity
 * @param mergePercent how empty it may get
 * @param root the root node, or {@link BTree2Pointer#EMPTY}
 */
public record BTree2Header(
        int type, int nodeSize, int recordSize, int depth, int splitPercent, int mergePercent, BTree2Pointer root) {
    private static final String STRUCTURE = "version 2 B-tree header";
    private static final int LONGEST_NODE = 1 << 24;

    /** Reads and writes headers. */
    public static final BlockCodec<BTree2Header> CODEC = new Codec();

    /** Checks the sizes and percentages. */
    public BTree2Header {
        require(nodeSize > 0 && nodeSize <= LONGEST_NODE, "a node size of up to 16 MiB", nodeSize);
        require(recordSize > 0 && recordSize <= 0xffff, "a record size", recordSize);
        require(depth >= 0 && depth <= 0xffff, "a depth", depth);
        require(splitPercent > 0 && splitPercent <= 100, "a split percent of 1 to 100", splitPercent);
        require(
                mergePercent > 0 && mergePercent <= 100 && mergePercent < splitPercent / 2,
                "a merge percent below half of the split percent",
                mergePercent);
    }

    /** This header with another root. */
    public BTree2Header withRoot(BTree2Pointer newRoot, int newDepth) {
        return new BTree2Header(type, nodeSize, recordSize, newDepth, splitPercent, mergePercent, newRoot);
    }

    private static void require(boolean holds, String expected, int found) {
        if (!holds) {
            throw new FormatException(STRUCTURE, expected, Integer.toUnsignedString(found));
        }
    }

    private record Codec() implements BlockCodec<BTree2Header> {
        @Override
        public String structure() {
            return STRUCTURE;
        }

        @Override
        public int prefix(Widths widths) {
            return ByteSink.lengthOf(
                    widths, sink -> encode(new BTree2Header(0, 64, 1, 0, 100, 40, BTree2Pointer.EMPTY), sink));
        }

        @Override
        public BTree2Header decode(ByteSource block) {
            block.signature("BTHD");
            block.version(0, 0);
            int type = block.u8();
            int nodeSize = block.i32();
            int recordSize = block.u16();
            int depth = block.u16();
            int splitPercent = block.u8();
            int mergePercent = block.u8();
            long root = block.address();
            int records = block.u16();
            long total = block.length();
            block.checksum();
            return new BTree2Header(
                    type,
                    nodeSize,
                    recordSize,
                    depth,
                    splitPercent,
                    mergePercent,
                    new BTree2Pointer(root, records, total));
        }

        @Override
        public void encode(BTree2Header value, ByteSink sink) {
            int start = sink.position();
            sink.signature("BTHD")
                    .u8(0)
                    .u8(value.type)
                    .u32(value.nodeSize)
                    .u16(value.recordSize)
                    .u16(value.depth)
                    .u8(value.splitPercent)
                    .u8(value.mergePercent)
                    .address(value.root.address())
                    .u16(value.root.records())
                    .length(value.root.total())
                    .checksum(start);
        }
    }
}
