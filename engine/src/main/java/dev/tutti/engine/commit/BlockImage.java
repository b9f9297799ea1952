package dev.tutti.engine.commit;

import java.nio.ByteBuffer;

/**
 * The new bytes of one block.
 *
 * @param position first byte in the file (absolute, user block included)
 * @param bytes the bytes, from the buffer's position to its limit
 */
public record BlockImage(long position, ByteBuffer bytes) {
    /** Number of bytes. */
    public int length() {
        return bytes.remaining();
    }
}
