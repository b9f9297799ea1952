package dev.tutti.engine.header;

import dev.tutti.engine.heap.FractalHeap;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.message.Message;
import dev.tutti.format.message.MessageCodec;
import dev.tutti.format.message.MessageType;
import dev.tutti.format.message.SharedMessageRef;
import dev.tutti.format.message.SharedTable;
import dev.tutti.format.shared.SharedMessageTable;

/**
 * Reads messages that objects share through the file's heap of shared messages. The superblock extension leads to the table of the indexes, each of which has
 * a heap; a reference holds the ID in the heap, so that the index itself is not needed for reading. What Tutti writes it does not share; how often a message
 * is referred to is left as it was, so that a message which nobody uses any more keeps its place.
 */
public final class SharedMessages {
    private static final String STRUCTURE = "shared message";

    private SharedMessages() {}

    /** The message that a reference to the heap stands for. */
    static Message read(MetaView view, SharedMessageRef ref) {
        return read(view, ref.typeId(), ref.heapId());
    }

    /**
     * The message with an ID in the heap of its type.
     *
     * @throws dev.tutti.errors.H5CorruptException if there is no such heap, or no such message in it
     */
    public static Message read(MetaView view, int typeId, byte[] heapId) {
        SharedMessageTable.Index index = index(view, typeId);
        byte[] bytes = FractalHeap.open(index.heap()).read(view, heapId);
        try {
            Message message =
                    MessageCodec.decode(typeId, 0, ByteSource.of(MessageType.structure(typeId), view.widths(), bytes));
            if (message.typeId() != typeId) {
                throw new FormatException(STRUCTURE, "message type " + typeId, "type " + message.typeId());
            }
            return message;
        } catch (FormatException e) {
            throw view.corrupt(index.heap(), e);
        }
    }

    private static SharedMessageTable.Index index(MetaView view, int typeId) {
        long extension = view.extension();
        SharedTable table = extension == ByteSource.UNDEFINED
                ? null
                : ObjectHeader.load(view, extension).first(SharedTable.class);
        if (table == null) {
            throw view.corrupt(
                    extension,
                    new FormatException(STRUCTURE, "a table of shared messages in the superblock extension", "none"));
        }
        SharedMessageTable.Index index = view.load(table.address(), SharedMessageTable.codec(table.indexes()))
                .of(typeId);
        if (index == null || index.heap() == ByteSource.UNDEFINED) {
            throw view.corrupt(
                    table.address(),
                    new FormatException(STRUCTURE, "a heap for messages of type " + typeId, "none in the table"));
        }
        return index;
    }
}
