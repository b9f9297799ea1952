package dev.tutti.format.io;

import org.jspecify.annotations.Nullable;

/**
 * The two field widths that a superblock sets for its whole file.
 *
 * @param offsets bytes of an address ("size of offsets"): 2, 4 or 8
 * @param lengths bytes of a length ("size of lengths"): 2, 4 or 8
 * @param ranges what addresses stand for in a file of several parts; null in a file of one
 */
public record Widths(int offsets, int lengths, @Nullable AddressRanges ranges) {
    /** What Tutti and the C library write by default. */
    public static final Widths EIGHT = new Widths(8, 8);

    /** Widths of a file of one part. */
    public Widths(int offsets, int lengths) {
        this(offsets, lengths, null);
    }

    /** Checks the widths. */
    public Widths {
        if (!valid(offsets) || !valid(lengths)) {
            throw new FormatException("superblock", "field widths of 2, 4 or 8 bytes", offsets + " and " + lengths);
        }
    }

    private static boolean valid(int width) {
        return width == 2 || width == 4 || width == 8;
    }
}
