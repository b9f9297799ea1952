package dev.tutti.format.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The bytes of one structure, read in order, little-endian. Every read past the end is a {@link FormatException} that names the
 * structure. Not thread-safe; a source belongs to one decoding.
 */
public final class ByteSource {
    /** The address that means "nothing there". */
    public static final long UNDEFINED = -1L;

    private final String structure;
    private final Widths widths;
    private final ByteBuffer bytes;

    private ByteSource(String structure, Widths widths, ByteBuffer bytes) {
        this.structure = structure;
        this.widths = widths;
        this.bytes = bytes;
    }

    /** A source over the remaining bytes of {@code buffer}, whose own position is left alone. */
    public static ByteSource of(String structure, Widths widths, ByteBuffer buffer) {
        return new ByteSource(structure, widths, buffer.slice().order(ByteOrder.LITTLE_ENDIAN));
    }

    /** A source over a whole array. */
    public static ByteSource of(String structure, Widths widths, byte[] array) {
        return of(structure, widths, ByteBuffer.wrap(array));
    }

    /** A source over a part of an array. */
    public static ByteSource of(String structure, Widths widths, byte[] array, int from, int length) {
        return of(structure, widths, ByteBuffer.wrap(array, from, length));
    }

    /** Name of the structure, for errors. */
    public String structure() {
        return structure;
    }

    /** The file's field widths. */
    public Widths widths() {
        return widths;
    }

    /** Offset of the next byte from the start of this source. */
    public int position() {
        return bytes.position();
    }

    /** Moves to an offset from the start of this source. */
    public void position(int offset) {
        if (offset < 0 || offset > bytes.limit()) {
            throw new FormatException(structure, "an offset up to " + bytes.limit(), Integer.toString(offset));
        }
        bytes.position(offset);
    }

    /** Bytes left. */
    public int remaining() {
        return bytes.remaining();
    }

    /** One unsigned byte. */
    public int u8() {
        return need(1).get() & 0xff;
    }

    /** Two bytes, unsigned. */
    public int u16() {
        return need(2).getShort() & 0xffff;
    }

    /** Four bytes, unsigned. */
    public long u32() {
        return need(4).getInt() & 0xffff_ffffL;
    }

    /** Four bytes as they are, for checksums and bit fields. */
    public int i32() {
        return need(4).getInt();
    }

    /** Eight bytes as they are; a value with the top bit set comes out negative. */
    public long i64() {
        return need(8).getLong();
    }

    /** An unsigned number of {@code width} bytes (1 to 8); with 8 bytes a value over 2^63 - 1 is a format error. */
    public long unsigned(int width) {
        if (width < 1 || width > 8) {
            throw new FormatException(structure, "a field of 1 to 8 bytes", width + " bytes");
        }
        long value = raw(width);
        if (value < 0) {
            throw new FormatException(structure, "a number below 2^63", Long.toUnsignedString(value));
        }
        return value;
    }

    /** An address, or {@link #UNDEFINED} if all bits are set. */
    public long address() {
        int width = widths.offsets();
        long value = raw(width);
        long ones = width == 8 ? -1L : (1L << (8 * width)) - 1;
        if (value == ones) {
            return UNDEFINED;
        }
        AddressRanges ranges = widths.ranges();
        if (ranges != null) {
            return ranges.place(value);
        }
        if (value < 0) {
            throw new FormatException(structure, "an address below 2^63", Long.toUnsignedString(value));
        }
        return value;
    }

    /** A length of the file's width. */
    public long length() {
        return unsigned(widths.lengths());
    }

    /** A length of the file's width in which all bits set, here {@link #UNDEFINED}, has a meaning of its own (unlimited). */
    public long lengthOrUnlimited() {
        int width = widths.lengths();
        long value = raw(width);
        long ones = width == 8 ? -1L : (1L << (8 * width)) - 1;
        if (value == ones) {
            return UNDEFINED;
        }
        if (value < 0) {
            throw new FormatException(structure, "a length below 2^63", Long.toUnsignedString(value));
        }
        return value;
    }

    private long raw(int width) {
        ByteBuffer from = need(width);
        if (width == 8) {
            return from.getLong();
        }
        long value = 0;
        for (int i = 0; i < width; i++) {
            value |= (from.get() & 0xffL) << (8 * i);
        }
        return value;
    }

    /** Copies the next {@code count} bytes. */
    public byte[] bytes(int count) {
        if (count < 0) {
            throw new FormatException(structure, "a byte count of 0 or more", Integer.toString(count));
        }
        byte[] copy = new byte[need(count).remaining() < count ? 0 : count];
        bytes.get(copy);
        return copy;
    }

    /**
     * The text in the next {@code count} bytes, up to the first zero byte if there is one. Names are UTF-8 in sound files; what is not is taken as
     * Latin-1, so that objects with such names can still be reached.
     */
    public String text(int count) {
        int from = bytes.position();
        skip(count);
        if (bytes.hasArray()) {
            return text(bytes.array(), bytes.arrayOffset() + from, count);
        }
        byte[] raw = new byte[count];
        bytes.get(from, raw);
        return text(raw, 0, count);
    }

    /** The text in {@code count} bytes of an array from {@code from} on: see {@link #text(int)}. */
    public static String text(byte[] raw, int from, int count) {
        int length = 0;
        int all = 0;
        while (length < count && raw[from + length] != 0) {
            all |= raw[from + length++];
        }
        if (all >= 0) { // ASCII, as nearly all names are
            return new String(raw, from, length, StandardCharsets.ISO_8859_1);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw, from, length))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(raw, from, length, StandardCharsets.ISO_8859_1);
        }
    }

    /** The text up to the next zero byte, which is passed over. */
    public String zeroTerminated() {
        int start = bytes.position();
        int end = start;
        while (end < bytes.limit() && bytes.get(end) != 0) {
            end++;
        }
        if (end == bytes.limit()) {
            throw new FormatException(structure, "a text that ends with a zero byte", "none");
        }
        return text(end - start + 1);
    }

    /** A source over the next {@code count} bytes, under another structure's name; this source moves past them. */
    public ByteSource slice(String name, int count) {
        if (count < 0) {
            throw new FormatException(structure, "a byte count of 0 or more", Integer.toString(count));
        }
        ByteBuffer part = need(count).slice().order(ByteOrder.LITTLE_ENDIAN);
        part.limit(count);
        bytes.position(bytes.position() + count);
        return new ByteSource(name, widths, part);
    }

    /** Passes over {@code count} bytes. */
    public void skip(int count) {
        if (count < 0) {
            throw new FormatException(structure, "a byte count of 0 or more", Integer.toString(count));
        }
        need(count);
        bytes.position(bytes.position() + count);
    }

    /** Reads a four-character signature and checks it. */
    public void signature(String expected) {
        int at = bytes.position();
        skip(4);
        for (int i = 0; i < 4; i++) {
            if ((bytes.get(at + i) & 0xff) != expected.charAt(i)) {
                bytes.position(at);
                String found = new String(bytes(4), StandardCharsets.ISO_8859_1);
                throw new FormatException(structure, "signature " + expected, printable(found));
            }
        }
    }

    /** Reads a version byte and checks that it lies in {@code [lowest, highest]}. */
    public int version(int lowest, int highest) {
        int version = u8();
        if (version < lowest || version > highest) {
            throw new FormatException(
                    structure,
                    "version " + (lowest == highest ? lowest : lowest + " to " + highest),
                    "version " + version);
        }
        return version;
    }

    /**
     * Reads a lookup3 checksum and compares it with that of all bytes of this source before it. A mismatch is a {@link FormatException}
     * whose {@code expected} starts with {@code "checksum"}; a live reader takes it as a torn read and reads again.
     */
    public void checksum() {
        int end = bytes.position();
        int computed = Lookup3.hash(bytes.duplicate(), 0, end);
        int stored = i32();
        if (computed != stored) {
            throw new FormatException(
                    structure,
                    String.format(Locale.ROOT, "checksum 0x%08x", computed),
                    String.format(Locale.ROOT, "0x%08x", stored));
        }
    }

    /** Throws unless {@code holds}. */
    public void require(boolean holds, String expected, Object found) {
        if (!holds) {
            throw new FormatException(structure, expected, String.valueOf(found));
        }
    }

    /** Throws unless {@code holds}. A number costs nothing unless it is told. */
    public void require(boolean holds, String expected, long found) {
        if (!holds) {
            throw new FormatException(structure, expected, Long.toString(found));
        }
    }

    /** The bytes of this source from its start to its end as a read-only little-endian buffer. */
    public ByteBuffer whole() {
        return bytes.duplicate().rewind().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer need(int count) {
        if (bytes.remaining() < count) {
            throw new FormatException(
                    structure, count + " more bytes at offset " + bytes.position(), bytes.remaining() + " bytes");
        }
        return bytes;
    }

    private static String printable(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 127) {
                out.append(c);
            } else {
                out.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
            }
        }
        return out.toString();
    }
}
