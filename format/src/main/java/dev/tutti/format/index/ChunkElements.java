package dev.tutti.format.index;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.util.Arrays;

/**
 * A run of elements of an extensible or fixed array: one chunk each. Immutable. Kept as columns, not as objects, since an
 * append copies a whole page of them.
 */
public final class ChunkElements {
    /** No elements: what the prefix of a paged block holds. */
    public static final ChunkElements NONE = undefined(ElementEncoding.UNFILTERED, 0);

    private final ElementEncoding encoding;
    private final long[] addresses;
    // Empty for chunks without filters.
    private final long[] sizes;
    private final int[] masks;

    private ChunkElements(ElementEncoding encoding, long[] addresses, long[] sizes, int[] masks) {
        this.encoding = encoding;
        this.addresses = addresses;
        this.sizes = sizes;
        this.masks = masks;
    }

    /** {@code count} elements of chunks that do not exist. */
    public static ChunkElements undefined(ElementEncoding encoding, int count) {
        long[] addresses = new long[count];
        Arrays.fill(addresses, ByteSource.UNDEFINED);
        int kept = encoding.filtered() ? count : 0;
        return new ChunkElements(encoding, addresses, new long[kept], new int[kept]);
    }

    static ChunkElements decode(ElementEncoding encoding, int count, ByteSource source) {
        long bytes = (long) count * encoding.bytes(source.widths());
        source.require(source.remaining() >= bytes, bytes + " bytes of elements", source.remaining() + " bytes");
        long[] addresses = new long[count];
        int kept = encoding.filtered() ? count : 0;
        long[] sizes = new long[kept];
        int[] masks = new int[kept];
        for (int i = 0; i < count; i++) {
            addresses[i] = source.address();
            if (encoding.filtered()) {
                sizes[i] = source.unsigned(encoding.sizeWidth());
                masks[i] = source.i32();
            }
        }
        return new ChunkElements(encoding, addresses, sizes, masks);
    }

    void encode(ByteSink sink) {
        for (int i = 0; i < addresses.length; i++) {
            sink.address(addresses[i]);
            if (encoding.filtered()) {
                sink.unsigned(encoding.sizeWidth(), sizes[i]).u32(masks[i]);
            }
        }
    }

    /** Number of elements. */
    public int count() {
        return addresses.length;
    }

    /** How they are encoded. */
    public ElementEncoding encoding() {
        return encoding;
    }

    /** Whether element {@code i} names a chunk. */
    public boolean defined(int i) {
        return addresses[i] != ByteSource.UNDEFINED;
    }

    /** Address of the chunk, or {@link ByteSource#UNDEFINED}. */
    public long address(int i) {
        return addresses[i];
    }

    /** Bytes of the stored chunk; 0 without filters, where every chunk is as long as the next. */
    public long storedBytes(int i) {
        return encoding.filtered() ? sizes[i] : 0;
    }

    /** Filters that were skipped for the chunk, bit 0 the first; 0 without filters. */
    public int filterMask(int i) {
        return encoding.filtered() ? masks[i] : 0;
    }

    /**
     * A copy with another chunk at {@code i}; size and mask are dropped where the encoding has no room for them.
     *
     * @throws FormatException if the size does not fit the encoding's width
     */
    public ChunkElements with(int i, long address, long storedBytes, int filterMask) {
        long[] newAddresses = addresses.clone();
        newAddresses[i] = address;
        if (!encoding.filtered()) {
            return new ChunkElements(encoding, newAddresses, sizes, masks);
        }
        int width = encoding.sizeWidth();
        if (storedBytes < 0 || (width < 8 && storedBytes >>> (8 * width) != 0)) {
            throw new FormatException(
                    "chunk index element", "a chunk size that fits in " + width + " bytes", storedBytes + " bytes");
        }
        long[] newSizes = sizes.clone();
        newSizes[i] = storedBytes;
        int[] newMasks = masks.clone();
        newMasks[i] = filterMask;
        return new ChunkElements(encoding, newAddresses, newSizes, newMasks);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChunkElements that
                && encoding.equals(that.encoding)
                && Arrays.equals(addresses, that.addresses)
                && Arrays.equals(sizes, that.sizes)
                && Arrays.equals(masks, that.masks);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(addresses) + Arrays.hashCode(sizes);
    }

    @Override
    public String toString() {
        return addresses.length + " elements " + encoding;
    }
}
