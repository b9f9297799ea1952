package dev.tutti.format.header;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import dev.tutti.format.message.Message;
import dev.tutti.format.message.MessageCodec;
import dev.tutti.format.message.MessageType;
import dev.tutti.format.message.SharedMessageRef;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One message of an object header as it stands there: what is not understood or not changed is written back byte for byte. Immutable and
 * thread-safe.
 */
public final class HeaderMessage {
    /** Bit 0 of the flags: the message must not change. */
    public static final int CONSTANT = 0x01;

    /** Most bodies are no longer. */
    private static final int USUAL = 64;

    /** Bit 1 of the flags: the body says where the message is kept. */
    public static final int SHARED = 0x02;

    /** Bit 2 of the flags: the message must not become shared. */
    public static final int DO_NOT_SHARE = 0x04;

    /** Flag: a library that changes the header and does not know the type sets a flag that says so. */
    public static final int MARK_IF_UNKNOWN = 0x10;

    private final int typeId;
    private final int flags;
    private final int creationOrder;
    private final byte[] body;

    /** Decoded once: a header is looked through at every access to its object. A race decodes twice, to equal values. */
    private volatile @Nullable Message decoded;

    /** Checks the ranges. */
    public HeaderMessage(int typeId, int flags, int creationOrder, byte[] body) {
        FormatException.unless(typeId >= 0 && typeId <= 0xffff, "object header message", "a type of 16 bits", typeId);
        FormatException.unless(flags >= 0 && flags <= 255, "object header message", "flags of 8 bits", flags);
        FormatException.unless(
                creationOrder >= -1 && creationOrder <= 0xffff,
                "object header message",
                "a creation order of 16 bits",
                creationOrder);
        FormatException.unless(body.length <= 0xffff, "object header message", "at most 65535 bytes", body.length);
        this.typeId = typeId;
        this.flags = flags;
        this.creationOrder = creationOrder;
        this.body = body;
    }

    /** Number of the message's type. */
    public int typeId() {
        return typeId;
    }

    /** Flags of the message. */
    public int flags() {
        return flags;
    }

    /** Creation order of the attribute or link, -1 where the header does not keep it. */
    public int creationOrder() {
        return creationOrder;
    }

    /** The message's bytes, not to be changed. */
    public byte[] body() {
        return body;
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
        return String.format(
                Locale.ROOT, "HeaderMessage[type 0x%02x, flags 0x%02x, %d bytes]", typeId, flags, body.length);
    }

    /** A message with its body in the lowest version; a {@link SharedMessageRef} gets the flag that says so. */
    public static HeaderMessage of(Message message, int flags, int creationOrder, Widths widths) {
        ByteSink body = new ByteSink(widths, USUAL);
        message.encode(body);
        int shared = message instanceof SharedMessageRef ? SHARED : 0;
        return new HeaderMessage(message.typeId(), flags | shared, creationOrder, body.toByteArray());
    }

    /** A message for a header of version 1: its body in the lowest version that fits, padded to a multiple of 8 bytes. */
    public static HeaderMessage old(Message message, int flags, Widths widths) {
        ByteSink body = new ByteSink(widths, USUAL);
        message.encodeOld(body);
        body.zeros(-body.position() & 7);
        int shared = message instanceof SharedMessageRef ? SHARED : 0;
        return new HeaderMessage(message.typeId(), flags | shared, -1, body.toByteArray());
    }

    /** What the body says. */
    public Message decode(Widths widths) {
        Message known = decoded;
        if (known == null) {
            ByteSource source = ByteSource.of(MessageType.structure(typeId), widths, body);
            known = MessageCodec.decode(typeId, flags, source);
            decoded = known;
        }
        return known;
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
