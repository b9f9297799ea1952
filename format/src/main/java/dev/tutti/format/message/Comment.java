package dev.tutti.format.message;

import dev.tutti.format.io.FormatException;

/**
 * Type 0x0d: a remark on the object.
 *
 * @param text the remark
 */
public record Comment(String text) implements Message {
    /** Checks the text. */
    public Comment {
        FormatException.unless(text.indexOf('\0') < 0, "comment message", "a text without a zero byte", "one with");
    }

    @Override
    public int typeId() {
        return MessageType.COMMENT;
    }
}
