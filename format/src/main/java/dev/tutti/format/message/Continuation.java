package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;

/**
 * Type 0x10: where the next chunk of the header is.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>address of the chunk</td></tr>
 * <tr><td>...</td><td>bytes of the chunk, of the width of lengths</td></tr>
 * </table>
 *
 * <p>Has no versions.
 *
 * @param address the chunk
 * @param length its bytes, signature and checksum included
 */
public record Continuation(long address, long length) implements Message {
    /** Checks that there is something. */
    public Continuation {
        if (!(address >= 0 && length > 0)) {
            throw new FormatException(
                    "object header continuation message", "a place in the file", length + " bytes at " + address);
        }
    }

    @Override
    public int typeId() {
        return MessageType.CONTINUATION;
    }

    static Continuation decode(ByteSource body) {
        return new Continuation(body.address(), body.length());
    }

    @Override
    public void encode(ByteSink body) {
        body.address(address).length(length);
    }
}
