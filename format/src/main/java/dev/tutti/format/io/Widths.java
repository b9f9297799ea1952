package dev.tutti.format.io;

/**
 * The two field widths that a superblock sets for its whole file.
 *
 * @param offsets bytes of an address ("size of offsets"): 2, 4 or 8
 * @param lengths bytes of a length ("size of lengths"): 2, 4 or 8
 */
public record Widths(int offsets, int lengths) {
    /** What Tutti and the C library write by default. */
    public static final Widths EIGHT = new Widths(8, 8);

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
