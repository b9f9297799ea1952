package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;

/**
 * Type 0x02: where a group's links are when they are not link messages, and what is kept of the order in which they were made.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>version 0</td></tr>
 * <tr><td>1</td><td>flags: bit 0 order of creation kept, bit 1 indexed</td></tr>
 * <tr><td>2</td><td>next creation index, 8 bytes, if kept</td></tr>
 * <tr><td>...</td><td>address of the fractal heap</td></tr>
 * <tr><td>...</td><td>address of the name index</td></tr>
 * <tr><td>...</td><td>address of the creation order index, if indexed</td></tr>
 * </table>
 *
 * <p>Version 0 is read and written.
 *
 * @param maxCreationIndex the next creation index, -1 if the order of creation is not kept
 * @param heapAddress the fractal heap of dense links; undefined while links are compact
 * @param nameIndexAddress the version 2 B-tree by name; undefined while links are compact
 * @param creationOrderIndexAddress the version 2 B-tree by order of creation; undefined if there is none
 * @param indexed whether the order of creation has an index
 */
public record LinkInfo(
        long maxCreationIndex, long heapAddress, long nameIndexAddress, long creationOrderIndexAddress, boolean indexed)
        implements Message {
    /** Checks the fields against each other. */
    public LinkInfo {
        FormatException.unless(
                maxCreationIndex >= -1, "link info message", "a creation index below 2^63", maxCreationIndex);
        FormatException.unless(
                indexed || creationOrderIndexAddress == ByteSource.UNDEFINED,
                "link info message",
                "no address of a creation order index",
                creationOrderIndexAddress);
    }

    /** No links yet; the order of creation not kept, kept, or kept with an index. */
    public static LinkInfo none(boolean kept, boolean indexed) {
        return new LinkInfo(kept ? 0 : -1, ByteSource.UNDEFINED, ByteSource.UNDEFINED, ByteSource.UNDEFINED, indexed);
    }

    /** Whether the links are in a heap. */
    public boolean isDense() {
        return heapAddress != ByteSource.UNDEFINED;
    }

    /** The same for links in the object header. */
    public LinkInfo compact() {
        return dense(ByteSource.UNDEFINED, ByteSource.UNDEFINED, ByteSource.UNDEFINED);
    }

    /** The same for links in this heap with these indexes. */
    public LinkInfo dense(long heap, long names, long orders) {
        return new LinkInfo(maxCreationIndex, heap, names, orders, indexed);
    }

    /** The same after one more was numbered; one that keeps no order stays as it is. */
    public LinkInfo counted() {
        return maxCreationIndex < 0
                ? this
                : new LinkInfo(maxCreationIndex + 1, heapAddress, nameIndexAddress, creationOrderIndexAddress, indexed);
    }

    @Override
    public int typeId() {
        return MessageType.LINK_INFO;
    }

    static LinkInfo decode(ByteSource body) {
        body.version(0, 0);
        int flags = body.u8();
        body.require((flags & ~3) == 0, "known flags", flags);
        long maxCreationIndex = (flags & 1) != 0 ? body.unsigned(8) : -1;
        long heap = body.address();
        long names = body.address();
        boolean indexed = (flags & 2) != 0;
        long orders = indexed ? body.address() : ByteSource.UNDEFINED;
        return new LinkInfo(maxCreationIndex, heap, names, orders, indexed);
    }

    @Override
    public void encode(ByteSink body) {
        body.u8(0).u8((maxCreationIndex >= 0 ? 1 : 0) | (indexed ? 2 : 0));
        if (maxCreationIndex >= 0) {
            body.i64(maxCreationIndex);
        }
        body.address(heapAddress).address(nameIndexAddress);
        if (indexed) {
            body.address(creationOrderIndexAddress);
        }
    }
}
