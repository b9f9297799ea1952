package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.util.ArrayList;
import java.util.List;

/**
 * Type 0x07: raw data in files of their own.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>version 1</td></tr>
 * <tr><td>1</td><td>3 reserved bytes</td></tr>
 * <tr><td>4</td><td>slots allocated, slots used, 2 bytes each</td></tr>
 * <tr><td>8</td><td>address of the local heap</td></tr>
 * <tr><td>...</td><td>slots: offset of the name, offset in the file, size, each of the width of lengths; unused ones are zeros</td></tr>
 * </table>
 *
 * <p>Version 1 is read and written.
 *
 * @param heapAddress local heap with the file names
 * @param allocatedSlots slots that the message has room for, at least as many as are used
 * @param slots the pieces in order
 */
public record ExternalFiles(long heapAddress, int allocatedSlots, List<ExternalFiles.Slot> slots) implements Message {
    /** Checks the number of slots. */
    public ExternalFiles {
        slots = List.copyOf(slots);
        if (!(slots.size() <= allocatedSlots && allocatedSlots <= 0xffff)) {
            throw new FormatException(
                    "external data files message",
                    "at most " + allocatedSlots + " slots",
                    String.valueOf(slots.size()));
        }
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

    static ExternalFiles decode(ByteSource body) {
        body.version(1, 1);
        body.skip(3);
        int allocated = body.u16();
        int used = body.u16();
        long heap = body.address();
        int slotLength = 3 * body.widths().lengths();
        body.require(used <= body.remaining() / slotLength, "slots inside the message", used);
        List<Slot> slots = new ArrayList<>(used);
        for (int i = 0; i < used; i++) {
            slots.add(new Slot(body.length(), body.length(), body.lengthOrUnlimited()));
        }
        return new ExternalFiles(heap, allocated, slots);
    }

    @Override
    public void encode(ByteSink body) {
        body.u8(1).zeros(3).u16(allocatedSlots).u16(slots.size()).address(heapAddress);
        for (Slot slot : slots) {
            body.length(slot.nameOffset()).length(slot.offset()).lengthOrUnlimited(slot.size());
        }
        body.zeros((allocatedSlots - slots.size()) * 3 * body.widths().lengths());
    }
}
