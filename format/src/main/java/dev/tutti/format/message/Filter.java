package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One filter of a {@link FilterPipeline}.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>number of the filter, 2 bytes</td></tr>
 * <tr><td>2</td><td>length of the name, 2 bytes; absent in version 2 for numbers below 256</td></tr>
 * <tr><td>4</td><td>flags, 2 bytes</td></tr>
 * <tr><td>6</td><td>number of parameters, 2 bytes</td></tr>
 * <tr><td>8</td><td>name with end mark; in version 1 padded to a multiple of 8 bytes</td></tr>
 * <tr><td>...</td><td>parameters, 4 bytes each; in version 1 padded to an even number</td></tr>
 * </table>
 *
 * <p>The pipeline has the version.
 *
 * @param id registered number of the filter
 * @param name name for people, null if the file has none
 * @param flags bit 0: optional, a chunk may be stored without it
 * @param clientData the filter's parameters
 */
public record Filter(int id, @Nullable String name, int flags, int[] clientData) {
    /** Bit 0 of the flags: a chunk may be stored without this filter. */
    public static final int OPTIONAL = 1;

    /** Filters from this number on have their name in the file. */
    private static final int NAMED = 256;

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

    static Filter decode(int version, ByteSource body) {
        int id = body.u16();
        int nameLength = version > 1 && id < NAMED ? 0 : body.u16();
        int flags = body.u16();
        int count = body.u16();
        String name = nameLength > 0 ? body.text(version == 1 ? (nameLength + 7) / 8 * 8 : nameLength) : null;
        body.require(count <= body.remaining() / 4, "parameters inside the message", count);
        int[] clientData = new int[count];
        for (int i = 0; i < count; i++) {
            clientData[i] = body.i32();
        }
        body.skip(version == 1 && count % 2 == 1 ? 4 : 0);
        return new Filter(id, name, flags, clientData);
    }

    /** In version 1: name and parameters are padded. */
    void encodeOld(ByteSink body) {
        byte[] text = name == null ? new byte[0] : name.getBytes(StandardCharsets.UTF_8);
        int padded = name == null ? 0 : (text.length + 8) / 8 * 8;
        FormatException.unless(padded <= 0xffff, "filter pipeline message", "a short name", text.length);
        body.u16(id).u16(padded).u16(flags).u16(clientData.length);
        body.bytes(text).zeros(padded - text.length);
        for (int value : clientData) {
            body.u32(value);
        }
        body.zeros(clientData.length % 2 == 0 ? 0 : 4);
    }

    /** In version 2. */
    void encode(ByteSink body) {
        body.u16(id);
        byte[] text = name == null ? new byte[0] : name.getBytes(StandardCharsets.UTF_8);
        boolean named = id >= NAMED;
        if (named) {
            FormatException.unless(text.length < 0xffff, "filter pipeline message", "a short name", text.length);
            body.u16(name == null ? 0 : text.length + 1);
        }
        body.u16(flags).u16(clientData.length);
        if (named && name != null) {
            body.bytes(text).u8(0);
        }
        for (int value : clientData) {
            body.u32(value);
        }
    }
}
