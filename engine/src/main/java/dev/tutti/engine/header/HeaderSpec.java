package dev.tutti.engine.header;

import dev.tutti.format.message.Message;
import java.util.List;

/**
 * What a new object header starts with.
 *
 * @param messages in the order in which they are stored
 * @param maxCompactAttributes attributes that stay messages before they become dense; -1 for the format's default of 8
 * @param spareBytes room for messages that come later
 */
public record HeaderSpec(List<Message> messages, int maxCompactAttributes, int spareBytes) {
    /** Copies the list. */
    public HeaderSpec {
        messages = List.copyOf(messages);
    }
}
