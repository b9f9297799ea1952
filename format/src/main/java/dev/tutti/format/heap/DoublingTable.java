package dev.tutti.format.heap;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;

/**
 * How a fractal heap's own address space is divided into blocks (format specification III.G, "Doubling Table"); a part of the heap's
 * header. Rows have {@code width} blocks each; rows 0 and 1 have blocks of the starting size, and every row after that blocks of twice the size. Up
 * to the largest direct block the blocks hold objects; the blocks of later rows are indirect and are divided in the same way.
 *
 * <pre>
 *  2  table width
 *  L  starting block size
 *  L  largest direct block
 *  2  bits of an offset in the heap
 *  2  rows of a new root indirect block
 *  O  address of the root block
 *  2  rows of the root block; 0 where it is a direct block
 * </pre>
 *
 * @param root the root block, {@link ByteSource#UNDEFINED} in an empty heap
 * @param rootRows rows of the root indirect block; 0 if the root is one direct block of the starting size
 */
public record DoublingTable(
        int width, int startBlock, int maxDirect, int heapBits, int startRows, long root, int rootRows) {
    private static final String STRUCTURE = "fractal heap doubling table";
    private static final int LARGEST_DIRECT = 1 << 30;

    /** Checks that all are powers of two in sensible order. */
    public DoublingTable {
        require(powerOfTwo(width), "a table width that is a power of two", width);
        require(powerOfTwo(startBlock), "a starting block size that is a power of two", startBlock);
        require(
                powerOfTwo(maxDirect) && maxDirect >= startBlock && maxDirect <= LARGEST_DIRECT,
                "a largest direct block that is a power of two",
                maxDirect);
        require(
                heapBits <= 63 && heapBits >= log2(startBlock) + log2(width),
                "a heap size that holds the first row",
                heapBits);
        int most = heapBits - (log2(startBlock) + log2(width)) + 1;
        require(rootRows >= 0 && rootRows <= most, "at most " + most + " rows in the root block", rootRows);
    }

    private static void require(boolean holds, String expected, int found) {
        if (!holds) {
            throw new FormatException(STRUCTURE, expected, Integer.toString(found));
        }
    }

    private static boolean powerOfTwo(int value) {
        return value > 0 && Integer.bitCount(value) == 1;
    }

    private static int log2(long value) {
        return 63 - Long.numberOfLeadingZeros(value);
    }

    static DoublingTable decode(ByteSource source) {
        int width = source.u16();
        long startBlock = source.length();
        long maxDirect = source.length();
        source.require(
                startBlock <= LARGEST_DIRECT && maxDirect <= LARGEST_DIRECT,
                "direct blocks of at most 1 GiB",
                Math.max(startBlock, maxDirect));
        return new DoublingTable(
                width, (int) startBlock, (int) maxDirect, source.u16(), source.u16(), source.address(), source.u16());
    }

    void encode(ByteSink sink) {
        sink.u16(width)
                .length(startBlock)
                .length(maxDirect)
                .u16(heapBits)
                .u16(startRows)
                .address(root)
                .u16(rootRows);
    }

    /** This table with another root. */
    public DoublingTable withRoot(long newRoot, int newRows) {
        return new DoublingTable(width, startBlock, maxDirect, heapBits, startRows, newRoot, newRows);
    }

    /** Bytes of an offset in the heap. */
    public int offsetWidth() {
        return (heapBits + 7) / 8;
    }

    private int firstRowBits() {
        return log2(startBlock) + log2(width);
    }

    /** Most rows that the root indirect block can have. */
    public int maxRows() {
        return heapBits - firstRowBits() + 1;
    }

    /** Rows of direct blocks in an indirect block; those that follow are of indirect blocks. */
    public int directRows() {
        return log2(maxDirect) - log2(startBlock) + 2;
    }

    /** Bytes of heap space that each block of a row covers. */
    public long blockSize(int row) {
        return row == 0 ? startBlock : (long) startBlock << (row - 1);
    }

    /** Offset of a row's first block from the start of its indirect block. */
    public long rowOffset(int row) {
        return row == 0 ? 0 : ((long) startBlock * width) << (row - 1);
    }

    /** Row of the block that an offset lies in, counted from the start of an indirect block. */
    public int rowOf(long offset) {
        return offset < (long) startBlock * width ? 0 : log2(offset) - firstRowBits() + 1;
    }

    /** First row with blocks of at least {@code size}. */
    public int rowForSize(long size) {
        if (size <= startBlock) {
            return 0;
        }
        return log2(size - 1) - log2(startBlock) + 2;
    }

    /** Rows of the indirect blocks that stand in a row behind the direct ones. Always fewer than the row's own number. */
    public int childRows(int row) {
        int rows = log2(blockSize(row)) - firstRowBits() + 1;
        if (rows < 1 || rows > row) {
            throw new FormatException(STRUCTURE, "indirect blocks of at least one row", rows + " rows");
        }
        return rows;
    }

    /**
     * Free bytes that the direct blocks below one entry of a row have when they are all empty.
     *
     * @param overhead bytes of a direct block that hold no objects
     */
    public long emptySpace(int row, int overhead) {
        long[] below = new long[row + 1];
        for (int r = 0; r <= row; r++) {
            if (r < directRows()) {
                below[r] = blockSize(r) - overhead;
            } else {
                for (int child = 0; child < childRows(r); child++) {
                    below[r] += width * below[child];
                }
            }
        }
        return below[row];
    }
}
