package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;

/**
 * Type 0x0d: a remark on the object.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>the text with its end mark</td></tr>
 * </table>
 *
 * <p>Has no versions.
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

    static Comment decode(ByteSource body) {
        return new Comment(body.zeroTerminated());
    }

    @Override
    public void encode(ByteSink body) {
        body.zeroTerminated(text);
    }
}
