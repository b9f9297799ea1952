package dev.tutti.format.header;

import dev.tutti.format.io.FormatException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One chunk of an object header (format specification IV.A.1): the first one with the prefix, or a continuation.
 *
 * @param prefix what stands before the messages of the first chunk, null in a continuation
 * @param messages the messages, NIL messages included, in the order of the file
 * @param gap zero bytes behind the last message, too few for another one
 */
public record HeaderChunk(@Nullable HeaderPrefix prefix, List<HeaderMessage> messages, int gap) {
    /** Checks the gap. */
    public HeaderChunk {
        messages = List.copyOf(messages);
        FormatException.unless(gap >= 0 && gap < 8, "object header", "a gap of 0 to 7 bytes", gap);
    }
}
