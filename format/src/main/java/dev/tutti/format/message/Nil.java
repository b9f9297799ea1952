package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;

/**
 * Type 0x00: space in a header that holds nothing and may be taken.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>any bytes</td></tr>
 * </table>
 *
 * <p>Has no versions. Written as zeros.
 *
 * @param length bytes of the body
 */
public record Nil(int length) implements Message {
    /** Checks the length. */
    public Nil {
        FormatException.unless(length >= 0 && length <= 0xffff, "NIL message", "a length of 16 bits", length);
    }

    @Override
    public int typeId() {
        return MessageType.NIL;
    }

    static Nil decode(ByteSource body) {
        return new Nil(body.remaining());
    }

    @Override
    public void encode(ByteSink body) {
        body.zeros(length);
    }
}
