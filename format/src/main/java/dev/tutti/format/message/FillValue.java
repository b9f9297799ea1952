package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Type 0x05: what elements hold that were never written, and when space is allocated and filled.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>version</td></tr>
 * <tr><td>1</td><td>version 3: flags: bits 0 and 1 time of allocation, 2 and 3 time of writing, 4 undefined, 5 value present; earlier: one byte for each of the times, one that is 1 if the value is defined</td></tr>
 * <tr><td>2 or 4</td><td>bytes of the value, 4 bytes, then the value; in version 1 always, in version 2 if defined, in version 3 if present</td></tr>
 * </table>
 *
 * <p>Versions 1 to 3 are read; 3 is written, and 2 into old object headers.
 *
 * @param allocTime when raw data gets its space
 * @param writeTime when the fill value is written
 * @param state whether {@code value} counts
 * @param value bytes of one element; empty unless the state is {@link State#VALUE}
 */
public record FillValue(AllocTime allocTime, WriteTime writeTime, State state, byte[] value) implements Message {
    /** When raw data gets its space. */
    public enum AllocTime {
        /** With the dataset. */
        EARLY(1),
        /** With the first write. */
        LATE(2),
        /** Chunk by chunk, as they are written. */
        INCREMENTAL(3);

        private final int number;

        AllocTime(int number) {
            this.number = number;
        }

        /** Number in the file. */
        public int number() {
            return number;
        }

        /** The constant with that number in the file. */
        public static AllocTime of(int number) {
            for (AllocTime constant : values()) {
                if (constant.number == number) {
                    return constant;
                }
            }
            throw new FormatException("fill value message", "a time of allocation of 1 to 3", Integer.toString(number));
        }
    }

    /** When the fill value is written. */
    public enum WriteTime {
        /** When space is allocated. */
        ALLOC(0),
        /** Never. */
        NEVER(1),
        /** When space is allocated, if the user set a value. */
        IF_SET(2);

        private final int number;

        WriteTime(int number) {
            this.number = number;
        }

        /** Number in the file. */
        public int number() {
            return number;
        }

        /** The constant with that number in the file. */
        public static WriteTime of(int number) {
            for (WriteTime constant : values()) {
                if (constant.number == number) {
                    return constant;
                }
            }
            throw new FormatException("fill value message", "a time of writing of 0 to 2", Integer.toString(number));
        }
    }

    /** Whether there is a value. */
    public enum State {
        /** What stands there is undefined. */
        UNDEFINED,
        /** Zeros. */
        DEFAULT,
        /** The value in the message. */
        VALUE
    }

    /** What the C library gives a chunked dataset whose user sets nothing: zeros, allocated chunk by chunk. */
    public static final FillValue CHUNKED_DEFAULT =
            new FillValue(AllocTime.INCREMENTAL, WriteTime.IF_SET, State.DEFAULT, new byte[0]);

    /** Checks that a value stands there exactly if the state says so. */
    public FillValue {
        if (!((state == State.VALUE) == (value.length > 0))) {
            throw new FormatException(
                    "fill value message", "a value exactly in state VALUE", state + " with " + value.length + " bytes");
        }
    }

    @Override
    public int typeId() {
        return MessageType.FILL_VALUE;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FillValue that
                && allocTime == that.allocTime
                && writeTime == that.writeTime
                && state == that.state
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(allocTime, writeTime, state, Arrays.hashCode(value));
    }

    static FillValue decode(ByteSource body) {
        return body.version(1, 3) == 3 ? decodeFlags(body) : decodeBytes(body);
    }

    private static FillValue decodeFlags(ByteSource body) {
        int flags = body.u8();
        body.require((flags & ~0x3f) == 0 && (flags & 0x30) != 0x30, "known flags", flags);
        AllocTime alloc = AllocTime.of(flags & 3);
        WriteTime write = WriteTime.of(flags >>> 2 & 3);
        if ((flags & 0x10) != 0) {
            return new FillValue(alloc, write, State.UNDEFINED, new byte[0]);
        }
        return of(alloc, write, (flags & 0x20) != 0 ? value(body) : new byte[0]);
    }

    private static FillValue decodeBytes(ByteSource body) {
        AllocTime alloc = AllocTime.of(body.u8());
        WriteTime write = WriteTime.of(body.u8());
        if (body.u8() == 0) {
            return new FillValue(alloc, write, State.UNDEFINED, new byte[0]);
        }
        return of(alloc, write, value(body));
    }

    private static FillValue of(AllocTime alloc, WriteTime write, byte[] value) {
        return new FillValue(alloc, write, value.length == 0 ? State.DEFAULT : State.VALUE, value);
    }

    /** A length, negative in some files without a value, and the value. */
    private static byte[] value(ByteSource body) {
        int size = body.i32();
        if (size > body.remaining()) {
            throw new FormatException(body.structure(), "a value inside the message", size + " bytes");
        }
        return body.bytes(Math.max(0, size));
    }

    @Override
    public void encode(ByteSink body) {
        int flags = allocTime.number() | writeTime.number() << 2;
        body.u8(3).u8(flags | (state == State.UNDEFINED ? 0x10 : 0) | (state == State.VALUE ? 0x20 : 0));
        if (state == State.VALUE) {
            body.u32(value.length).bytes(value);
        }
    }

    @Override
    public void encodeOld(ByteSink body) {
        body.u8(2).u8(allocTime.number()).u8(writeTime.number());
        if (state == State.UNDEFINED) {
            body.u8(0);
        } else {
            body.u8(1).u32(value.length).bytes(value);
        }
    }
}
