package dev.tutti.format.message;

import dev.tutti.format.io.FormatException;

/**
 * Type 0x10: where the next chunk of the header is.
 *
 * @param address the chunk
 * @param length its bytes, signature and checksum included
 */
public record Continuation(long address, long length) implements Message {
    /** Checks that there is something. */
    public Continuation {
        FormatException.unless(
                address >= 0 && length > 0,
                "object header continuation message",
                "a place in the file",
                length + " bytes at " + address);
    }

    @Override
    public int typeId() {
        return MessageType.CONTINUATION;
    }
}
