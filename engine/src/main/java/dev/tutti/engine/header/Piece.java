package dev.tutti.engine.header;

import dev.tutti.format.header.HeaderChunk;
import dev.tutti.format.header.HeaderMessage;
import dev.tutti.format.header.HeaderPrefix;
import dev.tutti.format.message.MessageType;
import java.util.ArrayList;
import java.util.List;

/**
 * One chunk of an object header as a bag of messages of bounded size. What the messages leave free becomes a NIL message when the chunk is
 * written, or a gap where it is too small for one.
 *
 * @param address of the chunk
 * @param length of the whole chunk in bytes
 * @param capacity bytes for messages
 * @param messages all but NIL messages
 */
record Piece(long address, int length, int capacity, List<HeaderMessage> messages) {
    private static final int LONGEST_BODY = 0xffff;

    Piece {
        messages = List.copyOf(messages);
    }

    static Piece of(long address, int length, HeaderPrefix prefix, HeaderChunk chunk) {
        List<HeaderMessage> kept = new ArrayList<>();
        int capacity = chunk.gap();
        for (HeaderMessage message : chunk.messages()) {
            capacity += prefix.messageHeaderBytes() + message.body().length;
            if (message.typeId() != MessageType.NIL) {
                kept.add(message);
            }
        }
        return new Piece(address, length, capacity, kept);
    }

    int free(HeaderPrefix prefix) {
        return capacity - bytes(messages, prefix);
    }

    static int bytes(List<HeaderMessage> messages, HeaderPrefix prefix) {
        int bytes = 0;
        for (HeaderMessage message : messages) {
            bytes += prefix.messageHeaderBytes() + message.body().length;
        }
        return bytes;
    }

    Piece with(List<HeaderMessage> changed) {
        return new Piece(address, length, capacity, changed);
    }

    /** The chunk to write; its prefix is null for a continuation. */
    HeaderChunk chunk(HeaderPrefix prefix, boolean first) {
        List<HeaderMessage> filled = new ArrayList<>(messages);
        int header = prefix.messageHeaderBytes();
        int free = free(prefix);
        while (free >= header) {
            int body = Math.min(LONGEST_BODY, free - header);
            filled.add(new HeaderMessage(MessageType.NIL, 0, prefix.tracksCreationOrder() ? 0 : -1, new byte[body]));
            free -= header + body;
        }
        return new HeaderChunk(first ? prefix : null, filled, free);
    }
}
