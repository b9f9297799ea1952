package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Type 0x04: the fill value as files before HDF5 1.6 have it.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>bytes of the value, 4 bytes</td></tr>
 * <tr><td>4</td><td>the value</td></tr>
 * </table>
 *
 * <p>Has no versions. Read, and written back.
 *
 * @param value bytes of one element, empty for the default
 */
public record FillValueOld(byte[] value) implements Message {
    @Override
    public int typeId() {
        return MessageType.FILL_VALUE_OLD;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FillValueOld that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    static FillValueOld decode(ByteSource body) {
        long size = body.u32();
        if (size > body.remaining()) {
            throw new FormatException(body.structure(), "a value inside the message", size + " bytes");
        }
        return new FillValueOld(body.bytes((int) size));
    }

    @Override
    public void encode(ByteSink body) {
        body.u32(value.length).bytes(value);
    }
}
