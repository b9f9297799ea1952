package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;

/**
 * Type 0x18: where the image of the metadata cache is, which has newer blocks than the file itself; only in the superblock extension.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>version 0</td></tr>
 * <tr><td>1</td><td>address of the image</td></tr>
 * <tr><td>...</td><td>bytes of the image, of the width of lengths</td></tr>
 * </table>
 *
 * <p>Version 0 is read and written.
 *
 * @param address the image; undefined if there is none
 * @param size bytes
 */
public record CacheImageInfo(long address, long size) implements Message {
    /** Checks the size. */
    public CacheImageInfo {
        FormatException.unless(size >= 0, "metadata cache image message", "a size of 0 or more", size);
    }

    @Override
    public int typeId() {
        return MessageType.CACHE_IMAGE;
    }

    static CacheImageInfo decode(ByteSource body) {
        body.version(0, 0);
        return new CacheImageInfo(body.address(), body.length());
    }

    @Override
    public void encode(ByteSink body) {
        body.u8(0).address(address).length(size);
    }
}
