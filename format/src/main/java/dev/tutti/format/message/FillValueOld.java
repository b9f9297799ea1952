package dev.tutti.format.message;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Type 0x04: the fill value as files before HDF5 1.6 have it.
 *
 * @param value bytes of one element, empty for the default
 */
public record FillValueOld(byte[] value) implements Message {
    @Override
    public int typeId() {
        return MessageType.FILL_VALUE_OLD;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FillValueOld that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }
}
