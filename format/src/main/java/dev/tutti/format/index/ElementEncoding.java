package dev.tutti.format.index;

import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;

/**
 * How one chunk is described in an extensible or fixed array ("client ID" and "entry size"; VII.C, VII.D).
 *
 * <pre>
 * client 0, chunks without filters:  address (O)
 * client 1, chunks with filters:     address (O), stored size (1 to 8), filter mask (4)
 * </pre>
 *
 * @param sizeWidth bytes of the stored size; 0 for chunks without filters
 */
public record ElementEncoding(int sizeWidth) {
    /** Chunks without filters: the address alone. */
    public static final ElementEncoding UNFILTERED = new ElementEncoding(0);

    private static final int MASK_BYTES = 4;

    /** Checks the width. */
    public ElementEncoding {
        if (sizeWidth < 0 || sizeWidth > 8) {
            throw new FormatException("chunk index element", "a chunk size of 1 to 8 bytes", sizeWidth + " bytes");
        }
    }

    /**
     * What the C library uses for filtered chunks whose unfiltered size is {@code chunkBytes}: wide enough for the size, and one byte more since a
     * filter may make a chunk larger.
     */
    public static ElementEncoding filtered(long chunkBytes) {
        return new ElementEncoding(sizeWidthFor(chunkBytes));
    }

    /** Bytes in which a stored chunk size is kept when an unfiltered chunk has {@code chunkBytes} bytes. */
    public static int sizeWidthFor(long chunkBytes) {
        if (chunkBytes < 1) {
            throw new IllegalArgumentException("a chunk of " + chunkBytes + " bytes");
        }
        int log2 = 63 - Long.numberOfLeadingZeros(chunkBytes);
        return Math.min(8, 1 + (log2 + 8) / 8);
    }

    /** Reads client ID and entry size, which stand together in the header of either array. */
    static ElementEncoding decode(ByteSource source) {
        int client = source.u8();
        source.require(client <= 1, "client ID 0 or 1", client);
        int bytes = source.u8();
        int address = source.widths().offsets();
        if (client == 0) {
            if (bytes != address) {
                throw new FormatException(source.structure(), "an entry of " + address + " bytes", bytes + " bytes");
            }
            return UNFILTERED;
        }
        int width = bytes - address - MASK_BYTES;
        if (!(width >= 1 && width <= 8)) {
            throw new FormatException(
                    source.structure(),
                    "an entry of " + (address + MASK_BYTES + 1) + " to " + (address + MASK_BYTES + 8) + " bytes",
                    bytes + " bytes");
        }
        return new ElementEncoding(width);
    }

    /** Whether size and filter mask are kept. */
    public boolean filtered() {
        return sizeWidth > 0;
    }

    /** The client ID. */
    int client() {
        return filtered() ? 1 : 0;
    }

    /** Bytes of one element. */
    int bytes(Widths widths) {
        return widths.offsets() + (filtered() ? sizeWidth + MASK_BYTES : 0);
    }
}
