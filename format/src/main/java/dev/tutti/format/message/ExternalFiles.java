package dev.tutti.format.message;

import dev.tutti.format.io.FormatException;
import java.util.List;

/**
 * Type 0x07: raw data in files of their own.
 *
 * @param heapAddress local heap with the file names
 * @param allocatedSlots slots that the message has room for, at least as many as are used
 * @param slots the pieces in order
 */
public record ExternalFiles(long heapAddress, int allocatedSlots, List<ExternalFiles.Slot> slots) implements Message {
    /** Checks the number of slots. */
    public ExternalFiles {
        slots = List.copyOf(slots);
        FormatException.unless(
                slots.size() <= allocatedSlots && allocatedSlots <= 0xffff,
                "external data files message",
                "at most " + allocatedSlots + " slots",
                slots.size());
    }

    @Override
    public int typeId() {
        return MessageType.EXTERNAL_FILES;
    }

    /**
     * One piece.
     *
     * @param nameOffset offset of the file's name in the heap
     * @param offset first byte in that file
     * @param size bytes; -1 for all there are
     */
    public record Slot(long nameOffset, long offset, long size) {}
}
