package dev.tutti.format.message;

import dev.tutti.format.io.FormatException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One filter of a {@link FilterPipeline}.
 *
 * @param id registered number of the filter
 * @param name name for people, null if the file has none
 * @param flags bit 0: optional, a chunk may be stored without it
 * @param clientData the filter's parameters
 */
public record Filter(int id, @Nullable String name, int flags, int[] clientData) {
    /** Bit 0 of the flags: a chunk may be stored without this filter. */
    public static final int OPTIONAL = 1;

    /** Checks the ranges. */
    public Filter {
        FormatException.unless(id >= 0 && id <= 0xffff, "filter pipeline message", "a filter number of 16 bits", id);
        FormatException.unless(flags >= 0 && flags <= 0xffff, "filter pipeline message", "flags of 16 bits", flags);
        FormatException.unless(
                clientData.length <= 0xffff, "filter pipeline message", "at most 65535 parameters", clientData.length);
    }

    /** Whether a chunk may be stored without this filter. */
    public boolean optional() {
        return (flags & OPTIONAL) != 0;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Filter that
                && id == that.id
                && Objects.equals(name, that.name)
                && flags == that.flags
                && Arrays.equals(clientData, that.clientData);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, name, flags, Arrays.hashCode(clientData));
    }

    @Override
    public String toString() {
        return "Filter[" + id + ", " + name + ", flags=" + flags + ", " + Arrays.toString(clientData) + "]";
    }
}
