package dev.tutti.format.index;

import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;

/**
 * The creation parameters of an extensible array and the arithmetic that follows from them (VII.D). Super block {@code s} covers
 * 2^(s/2) data blocks of minElements × 2^((s+1)/2) elements each. The first super blocks exist only in thought: their data blocks
 * hang from the index block directly. Elements are counted after those of the index block.
 *
 * @param encoding how an element is encoded
 * @param maxBits log2 of the largest number of elements
 * @param indexElements elements in the index block
 * @param minElements elements of the smallest data block, a power of 2
 * @param minPointers data-block pointers of the smallest super block, a power of 2
 * @param pageBits log2 of the elements of a page; a larger data block is paged
 */
public record ExtensibleArrayShape(
        ElementEncoding encoding, int maxBits, int indexElements, int minElements, int minPointers, int pageBits) {
    private static final String STRUCTURE = "extensible array parameters";

    /** Checks what the arithmetic needs and what the C library demands. */
    public ExtensibleArrayShape {
        require(maxBits >= 1 && maxBits <= 61, "1 to 61 bits of the element count", maxBits);
        require(indexElements >= 0 && indexElements <= 255, "up to 255 elements in the index block", indexElements);
        require(powerOfTwo(minElements, 1), "a power of 2 as smallest element count of a data block", minElements);
        require(powerOfTwo(minPointers, 2), "a power of 2, at least 2, as smallest pointer count", minPointers);
        require(pageBits >= 1 && pageBits <= Math.min(maxBits, 26), "page bits up to the element count's", pageBits);
        int blocks = 1 + maxBits - log2(minElements);
        require(blocks >= 2 * log2(minPointers), "room for the super blocks of the index block", blocks);
        require(
                1L << pageBits >= (long) minElements << log2(minPointers),
                "a page at least as long as the first data block of a super block",
                pageBits);
    }

    /** The parameters that the C library uses for chunked datasets. */
    public static ExtensibleArrayShape standard(ElementEncoding encoding) {
        return new ExtensibleArrayShape(encoding, 32, 4, 16, 4, 10);
    }

    private static void require(boolean holds, String expected, int found) {
        if (!holds) {
            throw new FormatException(STRUCTURE, expected, Integer.toString(found));
        }
    }

    private static boolean powerOfTwo(int value, int least) {
        return value >= least && value <= 128 && Integer.bitCount(value) == 1;
    }

    private static int log2(long value) {
        return 63 - Long.numberOfLeadingZeros(value);
    }

    /** Super blocks of a full array, those of the index block counted. */
    public int superBlocks() {
        return 1 + maxBits - log2(minElements);
    }

    /** The first super block that is a block of its own. */
    public int firstSuperBlock() {
        return 2 * log2(minPointers);
    }

    /** Data-block pointers in the index block. */
    public int indexDataBlocks() {
        return 2 * (minPointers - 1);
    }

    /** Super-block pointers in the index block. */
    public int indexSuperBlocks() {
        return superBlocks() - firstSuperBlock();
    }

    /** The number of elements that the array can hold. */
    public long capacity() {
        return Math.min(1L << maxBits, indexElements + firstElement(superBlocks()));
    }

    /** The super block that covers an element, counted after those of the index block. */
    public int superBlockOf(long element) {
        return log2(element / minElements + 1);
    }

    /** Number of data blocks under super block {@code s}. */
    public long dataBlocks(int s) {
        return 1L << (s / 2);
    }

    /** Elements of each data block under super block {@code s}. */
    public long dataBlockElements(int s) {
        return (long) minElements << ((s + 1) / 2);
    }

    /** The first element under super block {@code s}. */
    public long firstElement(int s) {
        return ((1L << s) - 1) * minElements;
    }

    /** Number of data blocks before those of super block {@code s}. */
    public long firstDataBlock(int s) {
        long pairs = 2 * ((1L << (s / 2)) - 1);
        return s % 2 == 0 ? pairs : pairs + (1L << (s / 2));
    }

    /** Elements of a page. */
    public int pageElements() {
        return 1 << pageBits;
    }

    /** Pages of each data block under super block {@code s}; 0 if it is not paged. */
    public long pages(int s) {
        long elements = dataBlockElements(s);
        return elements > pageElements() ? elements >>> pageBits : 0;
    }

    /** Bytes of page bits that super block {@code s} keeps for each of its data blocks. */
    public long pageBitBytes(int s) {
        return (pages(s) + 7) / 8;
    }

    /** Bytes in which a block states its offset in the array. */
    int offsetWidth() {
        return (maxBits + 7) / 8;
    }

    /** What a block that starts at {@code element} says its offset is: the low bytes, as the C library writes them. */
    long writtenOffset(long element) {
        return offsetWidth() == 8 ? element : element & ((1L << (8 * offsetWidth())) - 1);
    }

    /** Bytes of the index block. */
    public long indexBlockLength(Widths widths) {
        return ArrayBlock.PREFIX
                + widths.offsets()
                + (long) indexElements * encoding.bytes(widths)
                + (long) (indexDataBlocks() + indexSuperBlocks()) * widths.offsets()
                + ArrayBlock.CHECKSUM;
    }

    /** Bytes of super block {@code s}. */
    public long superBlockLength(int s, Widths widths) {
        return blockPrefix(widths) + dataBlocks(s) * (pageBitBytes(s) + widths.offsets()) + ArrayBlock.CHECKSUM;
    }

    /** Bytes of a data block under super block {@code s}, without pages; for a paged one just what stands before them. */
    public long dataBlockPrefixLength(int s, Widths widths) {
        long elements = pages(s) > 0 ? 0 : dataBlockElements(s);
        return blockPrefix(widths) + elements * encoding.bytes(widths) + ArrayBlock.CHECKSUM;
    }

    /** Bytes of a data block under super block {@code s}, with its pages. */
    public long dataBlockLength(int s, Widths widths) {
        return dataBlockPrefixLength(s, widths) + pages(s) * pageLength(widths);
    }

    /** Bytes of a page. */
    public long pageLength(Widths widths) {
        return ArrayPage.length(encoding, pageElements(), widths);
    }

    private long blockPrefix(Widths widths) {
        return (long) ArrayBlock.PREFIX + widths.offsets() + offsetWidth();
    }
}
