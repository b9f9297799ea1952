package dev.tutti.engine.space;

/**
 * Where long blocks of raw data begin.
 *
 * @param from the shortest block, in bytes, that is aligned
 * @param multiple its position in the file is a multiple of this
 */
public record Alignment(long from, long multiple) {
    /** Long blocks begin with a page of the operating system's. */
    public static final Alignment STANDARD = new Alignment(16 * FreeSpace.PAGE, FreeSpace.PAGE);

    /** Anywhere. */
    static final Alignment NONE = new Alignment(1, 1);

    /** Largest multiple: space that is left out is as large. */
    private static final long MOST = 1L << 30;

    /** Checks the numbers. */
    public Alignment {
        if (from < 1 || multiple < 1 || multiple > MOST) {
            throw new IllegalArgumentException("alignment: a shortest block of 1 byte or more and a multiple of 1 to "
                    + MOST + " bytes are expected, found " + from + " and " + multiple);
        }
    }

    /** The first address from {@code address} on where a block of that length may begin, with addresses that count from {@code base} on. */
    long first(long address, long length, long base) {
        return length < from ? address : FreeSpace.alignUp(Math.addExact(address, base), multiple) - base;
    }
}
