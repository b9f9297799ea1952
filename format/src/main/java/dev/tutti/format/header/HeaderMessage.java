package dev.tutti.format.header;

import dev.tutti.format.io.FormatException;
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
}
