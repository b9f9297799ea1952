package dev.tutti.format.index;

import dev.tutti.format.io.AddressRanges;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A run of elements of an extensible or fixed array: one chunk each. Immutable. Kept as they stand in the file, since an append copies,
 * encodes and checks a whole page of them to change one.
 */
public final class ChunkElements {
    /** No elements: what the prefix of a paged block holds. */
    public static final ChunkElements NONE = undefined(ElementEncoding.UNFILTERED, Widths.EIGHT, 0);

    private static final String STRUCTURE = "chunk index element";
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int MASK_BYTES = 4;

    private final ElementEncoding encoding;
    private final int addressWidth;
    private final int step;
    private final byte[] raw;

    private ChunkElements(ElementEncoding encoding, Widths widths, byte[] raw) {
        this(encoding, widths.offsets(), encoding.bytes(widths), raw);
    }

    private ChunkElements(ElementEncoding encoding, int addressWidth, int step, byte[] raw) {
        this.encoding = encoding;
        this.addressWidth = addressWidth;
        this.step = step;
        this.raw = raw;
    }

    /** {@code count} elements of chunks that do not exist. */
    public static ChunkElements undefined(ElementEncoding encoding, Widths widths, int count) {
        int step = encoding.bytes(widths);
        byte[] raw = new byte[Math.multiplyExact(count, step)];
        for (int at = 0; at < raw.length; at += step) {
            Arrays.fill(raw, at, at + widths.offsets(), (byte) 0xff);
        }
        return new ChunkElements(encoding, widths, raw);
    }

    static ChunkElements decode(ElementEncoding encoding, int count, ByteSource source) {
        long bytes = (long) count * encoding.bytes(source.widths());
        if (source.remaining() < bytes) {
            throw new FormatException(source.structure(), bytes + " bytes of elements", source.remaining() + " bytes");
        }
        ChunkElements elements = new ChunkElements(encoding, source.widths(), source.bytes((int) bytes));
        AddressRanges ranges = source.widths().ranges();
        for (int i = 0; i < count; i++) {
            if (ranges != null && elements.defined(i)) {
                write(elements.raw, i * elements.step, elements.addressWidth, ranges.place(elements.address(i)));
            }
            long address = elements.address(i);
            if (!(address >= 0 || address == ByteSource.UNDEFINED)) {
                throw new FormatException(source.structure(), "a chunk address below 2^63", "element " + i);
            }
            if (elements.storedBytes(i) < 0) {
                throw new FormatException(source.structure(), "a chunk size below 2^63", "element " + i);
            }
        }
        return elements;
    }

    void encode(ByteSink sink) {
        sink.bytes(raw);
    }

    private long read(int at, int width) {
        if (width == Long.BYTES) {
            return (long) LONG.get(raw, at);
        }
        long value = 0;
        for (int i = width - 1; i >= 0; i--) {
            value = value << 8 | (raw[at + i] & 0xff);
        }
        return value;
    }

    private static void write(byte[] bytes, int at, int width, long value) {
        for (int i = 0; i < width; i++) {
            bytes[at + i] = (byte) (value >>> (8 * i));
        }
    }

    private static boolean fits(long value, int width) {
        return value >= 0 && (width == Long.BYTES || value >>> (8 * width) == 0);
    }

    /** Number of elements. */
    public int count() {
        return raw.length / step;
    }

    /** How they are encoded. */
    public ElementEncoding encoding() {
        return encoding;
    }

    /** Whether element {@code i} names a chunk. */
    public boolean defined(int i) {
        return address(i) != ByteSource.UNDEFINED;
    }

    /** Address of the chunk, or {@link ByteSource#UNDEFINED}. */
    public long address(int i) {
        long value = read(i * step, addressWidth);
        boolean none = addressWidth < Long.BYTES && value == (1L << (8 * addressWidth)) - 1;
        return none ? ByteSource.UNDEFINED : value;
    }

    /** Bytes of the stored chunk; 0 without filters, where every chunk is as long as the next. */
    public long storedBytes(int i) {
        return encoding.filtered() ? read(i * step + addressWidth, encoding.sizeWidth()) : 0;
    }

    /** Filters that were skipped for the chunk, bit 0 the first; 0 without filters. */
    public int filterMask(int i) {
        return encoding.filtered() ? (int) read((i + 1) * step - MASK_BYTES, MASK_BYTES) : 0;
    }

    /**
     * A copy with another chunk at {@code i}; size and mask are dropped where the encoding has no room for them.
     *
     * @throws FormatException if address or size do not fit the encoding's width
     */
    public ChunkElements with(int i, long address, long storedBytes, int filterMask) {
        if (address != ByteSource.UNDEFINED && !fits(address, addressWidth)) {
            throw new FormatException(STRUCTURE, "an address of " + addressWidth + " bytes", Long.toString(address));
        }
        byte[] copy = raw.clone();
        int at = i * step;
        write(copy, at, addressWidth, address);
        if (encoding.filtered()) {
            int width = encoding.sizeWidth();
            if (!fits(storedBytes, width)) {
                throw new FormatException(STRUCTURE, "a chunk size of " + width + " bytes", Long.toString(storedBytes));
            }
            write(copy, at + addressWidth, width, storedBytes);
            write(copy, at + addressWidth + width, MASK_BYTES, filterMask);
        }
        return new ChunkElements(encoding, addressWidth, step, copy);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ChunkElements that
                && encoding.equals(that.encoding)
                && addressWidth == that.addressWidth
                && Arrays.equals(raw, that.raw);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(raw);
    }

    @Override
    public String toString() {
        return count() + " elements " + encoding;
    }
}
