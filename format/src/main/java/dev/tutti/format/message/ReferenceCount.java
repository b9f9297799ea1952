package dev.tutti.format.message;

import dev.tutti.format.io.FormatException;

/**
 * Type 0x16: how many hard links lead to the object; absent for one.
 *
 * @param count the number
 */
public record ReferenceCount(long count) implements Message {
    /** Checks the range. */
    public ReferenceCount {
        FormatException.unless(
                count >= 0 && count <= 0xffff_ffffL, "reference count message", "a number of 32 bits", count);
    }

    @Override
    public int typeId() {
        return MessageType.REFERENCE_COUNT;
    }
}
