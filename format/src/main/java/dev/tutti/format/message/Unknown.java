package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.FormatException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message of a type that is not known.
 *
 * @param typeId number of the type
 * @param body its bytes
 */
public record Unknown(int typeId, byte[] body) implements Message {
    /** Checks the ranges. */
    public Unknown {
        FormatException.unless(typeId >= 0 && typeId <= 0xffff, "object header message", "a type of 16 bits", typeId);
        FormatException.unless(body.length <= 0xffff, "object header message", "at most 65535 bytes", body.length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Unknown that && typeId == that.typeId && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return 31 * typeId + Arrays.hashCode(body);
    }

    @Override
    public void encode(ByteSink sink) {
        sink.bytes(body);
    }
}
