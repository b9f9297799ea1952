package dev.tutti.engine.space;

/**
 * Where long blocks of raw data begin.
 *
 * @param from the shortest block, in bytes, that is aligned
 * @param multiple its position in the file is a multiple of this
 * @param behind and so many bytes more
 */
public record Alignment(long from, long multiple, long behind) {
    /**
     * Long blocks begin in the middle of a page of the operating system's. Memory for them, as allocators give it, begins at a page or a few bytes behind it; processors that compare the lower bits of
     * addresses take those bytes for an overlap if the block, too, begins at a page, and copy more slowly.
     */
    public static final Alignment STANDARD = new Alignment(16 * FreeSpace.PAGE, FreeSpace.PAGE, FreeSpace.PAGE / 2);

    /** Anywhere. */
    static final Alignment NONE = new Alignment(1, 1, 0);

    /** Largest multiple: space that is left out is as large. */
    private static final long MOST = 1L << 30;

    /** Checks the numbers. */
    public Alignment {
        if (from < 1 || multiple < 1 || multiple > MOST) {
            throw new IllegalArgumentException("alignment: a shortest block of 1 byte or more and a multiple of 1 to "
                    + MOST + " bytes are expected, found " + from + " and " + multiple);
        }
    }

    /** At multiples of a number. */
    public Alignment(long from, long multiple) {
        this(from, multiple, 0);
    }

    /** The first address from {@code address} on where a block of that length may begin, with addresses that count from {@code base} on. */
    public long first(long address, long length, long base) {
        return length < from
                ? address
                : FreeSpace.alignUp(Math.addExact(address, base - behind), multiple) + behind - base;
    }
}
