package dev.tutti.format.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** Collects the bytes of one structure, little-endian; grows as needed. Not thread-safe. */
public final class ByteSink {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final Widths widths;
    private byte[] array;
    private int length;

    /** An empty sink for a file with these widths. */
    public ByteSink(Widths widths) {
        this(widths, 256);
    }

    /** An empty sink that starts with room for {@code capacity} bytes. */
    public ByteSink(Widths widths, int capacity) {
        this.widths = widths;
        this.array = new byte[Math.max(16, capacity)];
    }

    /** Number of bytes that {@code encoder} writes: lengths are measured by encoding, never computed by hand. */
    public static int lengthOf(Widths widths, Consumer<ByteSink> encoder) {
        ByteSink sink = new ByteSink(widths, 64);
        encoder.accept(sink);
        return sink.length;
    }

    /** The file's field widths. */
    public Widths widths() {
        return widths;
    }

    /** Bytes written so far. */
    public int position() {
        return length;
    }

    /** One byte; the value's higher bits are dropped. */
    public ByteSink u8(int value) {
        int at = advance(1);
        array[at] = (byte) value;
        return this;
    }

    /** Two bytes. */
    public ByteSink u16(int value) {
        int at = advance(2);
        SHORT.set(array, at, (short) value);
        return this;
    }

    /** Four bytes. */
    public ByteSink u32(long value) {
        int at = advance(4);
        INT.set(array, at, (int) value);
        return this;
    }

    /** Eight bytes. */
    public ByteSink i64(long value) {
        int at = advance(8);
        LONG.set(array, at, value);
        return this;
    }

    /** The low {@code width} bytes of {@code value}. Throws if a non-negative value does not fit. */
    public ByteSink unsigned(int width, long value) {
        if (width < 8 && value >>> (8 * width) != 0) {
            throw new IllegalArgumentException(value + " does not fit in " + width + " bytes");
        }
        int at = advance(width);
        for (int i = 0; i < width; i++) {
            array[at + i] = (byte) (value >>> (8 * i));
        }
        return this;
    }

    /** An address; {@link ByteSource#UNDEFINED} sets all bits. */
    public ByteSink address(long value) {
        return allOnesOr(widths.offsets(), value);
    }

    /** A length of the file's width. */
    public ByteSink length(long value) {
        return unsigned(widths.lengths(), value);
    }

    /** A length in which {@link ByteSource#UNDEFINED} (unlimited) sets all bits. */
    public ByteSink lengthOrUnlimited(long value) {
        return allOnesOr(widths.lengths(), value);
    }

    private ByteSink allOnesOr(int width, long value) {
        if (value == ByteSource.UNDEFINED) {
            int at = advance(width);
            Arrays.fill(array, at, at + width, (byte) 0xff);
            return this;
        }
        return unsigned(width, value);
    }

    /** All bytes of {@code values}. */
    public ByteSink bytes(byte[] values) {
        int at = advance(values.length);
        System.arraycopy(values, 0, array, at, values.length);
        return this;
    }

    /** The remaining bytes of {@code values}, whose position is left alone. */
    public ByteSink bytes(ByteBuffer values) {
        int at = advance(values.remaining());
        values.get(values.position(), array, at, values.remaining());
        return this;
    }

    /** A four-character signature. */
    public ByteSink signature(String signature) {
        return bytes(signature.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The UTF-8 bytes of {@code text}, without an end mark. */
    public ByteSink text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The UTF-8 bytes of {@code text} and a zero byte. */
    public ByteSink zeroTerminated(String text) {
        return text(text).u8(0);
    }

    /** Zero bytes. */
    public ByteSink zeros(int count) {
        advance(count);
        return this;
    }

    /** The lookup3 checksum of everything written since {@code start}. */
    public ByteSink checksum(int start) {
        return u32(Lookup3.hash(array, start, length - start));
    }

    /** Overwrites four bytes that were written before. */
    public ByteSink patch32(int position, long value) {
        INT.set(array, position, (int) value);
        return this;
    }

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(array, length);
    }

    /** What was written, without a copy; valid until the next write to this sink. */
    public ByteBuffer toBuffer() {
        return ByteBuffer.wrap(array, 0, length).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Forgets what was written and keeps the room; the bytes are zero again. */
    public ByteSink clear() {
        Arrays.fill(array, 0, length, (byte) 0);
        length = 0;
        return this;
    }

    private int advance(int count) {
        int at = length;
        if (array.length - at < count) {
            array = Arrays.copyOf(array, Math.max(array.length * 2, Math.addExact(at, count)));
        }
        length = at + count;
        return at;
    }
}
