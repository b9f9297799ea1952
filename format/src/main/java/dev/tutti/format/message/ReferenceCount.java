package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;

/**
 * Type 0x16: how many hard links lead to the object; absent for one.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>version 0</td></tr>
 * <tr><td>1</td><td>the number, 4 bytes</td></tr>
 * </table>
 *
 * <p>Version 0 is read and written.
 *
 * @param count the number
 */
public record ReferenceCount(long count) implements Message {
    /** Checks the range. */
    public ReferenceCount {
        FormatException.unless(
                count >= 0 && count <= 0xffff_ffffL, "reference count message", "a number of 32 bits", count);
    }

    @Override
    public int typeId() {
        return MessageType.REFERENCE_COUNT;
    }

    static ReferenceCount decode(ByteSource body) {
        body.version(0, 0);
        return new ReferenceCount(body.u32());
    }

    @Override
    public void encode(ByteSink body) {
        body.u8(0).u32(count);
    }
}
