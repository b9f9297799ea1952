package dev.tutti.format.message;

import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;

/**
 * Type 0x15: where an object's attributes are when they are not attribute messages, and what is kept of the order in which they were made.
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

    @Override
    public int typeId() {
        return MessageType.ATTRIBUTE_INFO;
    }
}
