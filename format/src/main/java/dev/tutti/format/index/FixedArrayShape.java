package dev.tutti.format.index;

import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;

/**
 * The creation parameters of a fixed array and the arithmetic that follows from them (VII.C).
 *
 * @param encoding how an element is encoded
 * @param pageBits log2 of the elements of a page; an array with more elements is paged
 * @param elements number of elements
 */
public record FixedArrayShape(ElementEncoding encoding, int pageBits, long elements) {
    private static final String STRUCTURE = "fixed array parameters";

    /** Checks what the arithmetic needs and what the C library demands. */
    public FixedArrayShape {
        if (pageBits < 1 || pageBits > 26) {
            throw new FormatException(STRUCTURE, "1 to 26 page bits", Integer.toString(pageBits));
        }
        if (elements < 1 || elements > 1L << 56) {
            throw new FormatException(STRUCTURE, "1 to 2^56 elements", Long.toString(elements));
        }
    }

    /** The parameters that the C library uses for chunked datasets. */
    public static FixedArrayShape standard(ElementEncoding encoding, long elements) {
        return new FixedArrayShape(encoding, 10, elements);
    }

    /** Elements of a page; the last may have fewer. */
    public int pageElements() {
        return 1 << pageBits;
    }

    /** Number of pages; 0 if the array is not paged. */
    public long pages() {
        return elements > pageElements() ? (elements + pageElements() - 1) >>> pageBits : 0;
    }

    /** Elements of page {@code page}. */
    public int elementsOf(long page) {
        return (int) Math.min(pageElements(), elements - (page << pageBits));
    }

    /** Bytes of page bits. */
    long pageBitBytes() {
        return (pages() + 7) / 8;
    }

    /** Bytes of the data block without pages; of a paged one just what stands before them. */
    public long dataBlockPrefixLength(Widths widths) {
        return ArrayBlock.PREFIX
                + widths.offsets()
                + pageBitBytes()
                + (pages() > 0 ? 0 : elements * encoding.bytes(widths))
                + ArrayBlock.CHECKSUM;
    }

    /** Bytes of the data block with its pages. */
    public long dataBlockLength(Widths widths) {
        long paged = pages() > 0 ? elements * encoding.bytes(widths) + pages() * ArrayBlock.CHECKSUM : 0;
        return dataBlockPrefixLength(widths) + paged;
    }

    /** Bytes from the start of one page to that of the next. */
    public long pageLength(Widths widths) {
        return ArrayPage.length(encoding, pageElements(), widths);
    }
}
