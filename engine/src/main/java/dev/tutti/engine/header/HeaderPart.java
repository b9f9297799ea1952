package dev.tutti.engine.header;

import dev.tutti.format.header.HeaderChunk;
import dev.tutti.format.header.HeaderMessage;
import dev.tutti.format.header.HeaderPrefix;
import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.message.MessageType;
import java.util.ArrayList;
import java.util.List;

/**
 * One chunk of a loaded header.
 *
 * @param address where it is
 * @param length its bytes in the file
 * @param parent index of the chunk whose continuation message leads here, -1 for the first chunk
 * @param chunk what it holds
 */
record HeaderPart(long address, int length, int parent, HeaderChunk chunk) {
    /** Reads and writes this chunk, which is number {@code index} of the header. */
    BlockCodec<HeaderChunk> codec(HeaderPrefix prefix, int index) {
        return index == 0 ? HeaderChunk.first() : HeaderChunk.continuation(prefix, length);
    }

    /** Bytes for messages. */
    int capacity(HeaderPrefix prefix) {
        int bytes = chunk.gap();
        for (HeaderMessage message : chunk.messages()) {
            bytes += HeaderChunk.messageLength(prefix, message.body().length);
        }
        return bytes;
    }

    /** The messages that are not mere space. */
    List<HeaderMessage> contents() {
        List<HeaderMessage> contents = new ArrayList<>(chunk.messages().size());
        for (HeaderMessage message : chunk.messages()) {
            if (message.typeId() != MessageType.NIL) {
                contents.add(message);
            }
        }
        return contents;
    }

    /** Bytes that these messages take. */
    static int bytes(HeaderPrefix prefix, List<HeaderMessage> messages) {
        int bytes = 0;
        for (HeaderMessage message : messages) {
            bytes += HeaderChunk.messageLength(prefix, message.body().length);
        }
        return bytes;
    }

    /** Bytes that could hold other messages. */
    int room(HeaderPrefix prefix) {
        int bytes = chunk.gap();
        for (HeaderMessage message : chunk.messages()) {
            if (message.typeId() == MessageType.NIL) {
                bytes += HeaderChunk.messageLength(prefix, message.body().length);
            }
        }
        return bytes;
    }
}
