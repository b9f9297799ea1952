package dev.tutti.format.message;

import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;

/**
 * Type 0x02: where a group's links are when they are not link messages, and what is kept of the order in which they were made.
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

    @Override
    public int typeId() {
        return MessageType.LINK_INFO;
    }
}
