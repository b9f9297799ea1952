package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.FormatException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Raw data in the object header.
 *
 * @param data the raw data
 */
public record CompactLayout(byte[] data) implements DataLayout {
    /** Checks that the data fits a message. */
    public CompactLayout {
        FormatException.unless(data.length <= 0xffff, STRUCTURE, "at most 65535 bytes", data.length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CompactLayout that && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(data);
    }

    @Override
    public void encode(ByteSink body) {
        body.u8(3).u8(LayoutCodec.COMPACT).u16(data.length).bytes(data);
    }
}
