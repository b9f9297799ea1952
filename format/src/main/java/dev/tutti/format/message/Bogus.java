package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;

/**
 * Type 0x09: a message by which the C library tests how unknown messages are treated.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>the value, 4 bytes</td></tr>
 * </table>
 *
 * <p>Has no versions.
 *
 * @param value always 0xdeadbeef in sound files
 */
public record Bogus(int value) implements Message {
    @Override
    public int typeId() {
        return MessageType.BOGUS;
    }

    static Bogus decode(ByteSource body) {
        return new Bogus(body.i32());
    }

    @Override
    public void encode(ByteSink body) {
        body.u32(value);
    }
}
