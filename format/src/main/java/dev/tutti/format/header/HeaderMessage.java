package dev.tutti.format.header;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import dev.tutti.format.message.Message;
import dev.tutti.format.message.MessageCodec;
import dev.tutti.format.message.SharedMessageRef;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One message of an object header as it stands there: what is not understood or not changed is written back byte for byte.
 *
 * @param typeId number of the type
 * @param flags bit 0 constant, 1 shared, 2 not to be shared, 3 to 7 what to do if the type is unknown
 * @param creationOrder number in the order of creation, -1 if the header does not keep it
 * @param body the message's bytes, not to be changed
 */
public record HeaderMessage(int typeId, int flags, int creationOrder, byte[] body) {
    /** Bit 0 of the flags: the message must not change. */
    public static final int CONSTANT = 0x01;

    /** Bit 1 of the flags: the body says where the message is kept. */
    public static final int SHARED = 0x02;

    /** Bit 2 of the flags: the message must not become shared. */
    public static final int DO_NOT_SHARE = 0x04;

    /** Checks the ranges. */
    public HeaderMessage {
        FormatException.unless(typeId >= 0 && typeId <= 0xffff, "object header message", "a type of 16 bits", typeId);
        FormatException.unless(flags >= 0 && flags <= 255, "object header message", "flags of 8 bits", flags);
        FormatException.unless(
                creationOrder >= -1 && creationOrder <= 0xffff,
                "object header message",
                "a creation order of 16 bits",
                creationOrder);
        FormatException.unless(body.length <= 0xffff, "object header message", "at most 65535 bytes", body.length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HeaderMessage that
                && typeId == that.typeId
                && flags == that.flags
                && creationOrder == that.creationOrder
                && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return 31 * Objects.hash(typeId, flags, creationOrder) + Arrays.hashCode(body);
    }

    @Override
    public String toString() {
        return String.format("HeaderMessage[type 0x%02x, flags 0x%02x, %d bytes]", typeId, flags, body.length);
    }

    /** A message with its body in the lowest version; a {@link SharedMessageRef} gets the flag that says so. */
    public static HeaderMessage of(Message message, int flags, int creationOrder, Widths widths) {
        ByteSink body = new ByteSink(widths);
        message.encode(body);
        int shared = message instanceof SharedMessageRef ? SHARED : 0;
        return new HeaderMessage(message.typeId(), flags | shared, creationOrder, body.toByteArray());
    }

    /** What the body says. */
    public Message decode(Widths widths) {
        String structure = String.format("object header message of type 0x%02x", typeId);
        return MessageCodec.decode(typeId, flags, ByteSource.of(structure, widths, body));
    }

    /**
     * Bytes before the body: type, size, flags, and in version 1 three reserved bytes, in version 2 the creation order if the header keeps it.
     */
    static int headLength(int version, boolean tracked) {
        return version == 1 ? 8 : tracked ? 6 : 4;
    }

    static HeaderMessage decode(int version, boolean tracked, ByteSource chunk) {
        int type = version == 1 ? chunk.u16() : chunk.u8();
        int size = chunk.u16();
        int flags = chunk.u8();
        if (version == 1) {
            chunk.skip(3);
        }
        int creationOrder = tracked ? chunk.u16() : -1;
        return new HeaderMessage(type, flags, creationOrder, chunk.bytes(size));
    }

    void encode(int version, boolean tracked, ByteSink chunk) {
        if (version == 1) {
            chunk.u16(typeId).u16(body.length).u8(flags).zeros(3);
        } else {
            FormatException.unless(typeId < 256, "object header message", "a type of 8 bits", typeId);
            chunk.u8(typeId).u16(body.length).u8(flags);
        }
        if (tracked) {
            chunk.u16(Math.max(0, creationOrder));
        }
        chunk.bytes(body);
    }
}
