package dev.tutti.format.message;

import dev.tutti.format.io.FormatException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Type 0x05: what elements hold that were never written, and when space is allocated and filled.
 *
 * @param allocTime when raw data gets its space
 * @param writeTime when the fill value is written
 * @param state whether {@code value} counts
 * @param value bytes of one element; empty unless the state is {@link State#VALUE}
 */
public record FillValue(AllocTime allocTime, WriteTime writeTime, State state, byte[] value) implements Message {
    /** When raw data gets its space; the ordinal plus 1 is the number in the file. */
    public enum AllocTime {
        /** With the dataset. */
        EARLY,
        /** With the first write. */
        LATE,
        /** Chunk by chunk, as they are written. */
        INCREMENTAL
    }

    /** When the fill value is written; the ordinal is the number in the file. */
    public enum WriteTime {
        /** When space is allocated. */
        ALLOC,
        /** Never. */
        NEVER,
        /** When space is allocated, if the user set a value. */
        IF_SET
    }

    /** Whether there is a value. */
    public enum State {
        /** What stands there is undefined. */
        UNDEFINED,
        /** Zeros. */
        DEFAULT,
        /** The value in the message. */
        VALUE
    }

    /** What the C library gives a chunked dataset whose user sets nothing: zeros, allocated chunk by chunk. */
    public static final FillValue CHUNKED_DEFAULT =
            new FillValue(AllocTime.INCREMENTAL, WriteTime.IF_SET, State.DEFAULT, new byte[0]);

    /** Checks that a value stands there exactly if the state says so. */
    public FillValue {
        FormatException.unless(
                (state == State.VALUE) == (value.length > 0),
                "fill value message",
                "a value exactly in state VALUE",
                state + " with " + value.length + " bytes");
    }

    @Override
    public int typeId() {
        return MessageType.FILL_VALUE;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FillValue that
                && allocTime == that.allocTime
                && writeTime == that.writeTime
                && state == that.state
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(allocTime, writeTime, state, Arrays.hashCode(value));
    }
}
