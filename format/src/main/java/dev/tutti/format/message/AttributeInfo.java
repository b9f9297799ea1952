package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;

/**
 * Type 0x15: where an object's attributes are when they are not attribute messages, and what is kept of the order in which they were made.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>version 0</td></tr>
 * <tr><td>1</td><td>flags: bit 0 order of creation kept, bit 1 indexed</td></tr>
 * <tr><td>2</td><td>next creation index, 2 bytes, if kept</td></tr>
 * <tr><td>...</td><td>address of the fractal heap</td></tr>
 * <tr><td>...</td><td>address of the name index</td></tr>
 * <tr><td>...</td><td>address of the creation order index, if indexed</td></tr>
 * </table>
 *
 * <p>Version 0 is read and written.
 *
 * @param maxCreationIndex the next creation index, -1 if the order of creation is not kept
 * @param heapAddress the fractal heap of dense attributes; undefined while attributes are compact
 * @param nameIndexAddress the version 2 B-tree by name; undefined while attributes are compact
 * @param creationOrderIndexAddress the version 2 B-tree by order of creation; undefined if there is none
 * @param indexed whether the order of creation has an index
 */
public record AttributeInfo(
        int maxCreationIndex, long heapAddress, long nameIndexAddress, long creationOrderIndexAddress, boolean indexed)
        implements Message {
    /** Checks the fields against each other. */
    public AttributeInfo {
        FormatException.unless(
                maxCreationIndex >= -1 && maxCreationIndex <= 0xffff,
                "attribute info message",
                "a creation index of 16 bits",
                maxCreationIndex);
        FormatException.unless(
                indexed || creationOrderIndexAddress == ByteSource.UNDEFINED,
                "attribute info message",
                "no address of a creation order index",
                creationOrderIndexAddress);
    }

    /** No attributes yet; the order of creation not kept, kept, or kept with an index. */
    public static AttributeInfo none(boolean kept, boolean indexed) {
        return new AttributeInfo(
                kept ? 0 : -1, ByteSource.UNDEFINED, ByteSource.UNDEFINED, ByteSource.UNDEFINED, indexed);
    }

    /** Whether the attributes are in a heap. */
    public boolean isDense() {
        return heapAddress != ByteSource.UNDEFINED;
    }

    /** The same for attributes in the object header. */
    public AttributeInfo compact() {
        return dense(ByteSource.UNDEFINED, ByteSource.UNDEFINED, ByteSource.UNDEFINED);
    }

    /** The same for attributes in this heap with these indexes. */
    public AttributeInfo dense(long heap, long names, long orders) {
        return new AttributeInfo(maxCreationIndex, heap, names, orders, indexed);
    }

    /** The same after one more was numbered; one that keeps no order stays as it is. */
    public AttributeInfo counted() {
        return maxCreationIndex < 0
                ? this
                : new AttributeInfo(
                        maxCreationIndex + 1, heapAddress, nameIndexAddress, creationOrderIndexAddress, indexed);
    }

    @Override
    public int typeId() {
        return MessageType.ATTRIBUTE_INFO;
    }

    static AttributeInfo decode(ByteSource body) {
        body.version(0, 0);
        int flags = body.u8();
        body.require((flags & ~3) == 0, "known flags", flags);
        int maxCreationIndex = (flags & 1) != 0 ? body.u16() : -1;
        long heap = body.address();
        long names = body.address();
        boolean indexed = (flags & 2) != 0;
        long orders = indexed ? body.address() : ByteSource.UNDEFINED;
        return new AttributeInfo(maxCreationIndex, heap, names, orders, indexed);
    }

    @Override
    public void encode(ByteSink body) {
        body.u8(0).u8((maxCreationIndex >= 0 ? 1 : 0) | (indexed ? 2 : 0));
        if (maxCreationIndex >= 0) {
            body.u16(maxCreationIndex);
        }
        body.address(heapAddress).address(nameIndexAddress);
        if (indexed) {
            body.address(creationOrderIndexAddress);
        }
    }
}
