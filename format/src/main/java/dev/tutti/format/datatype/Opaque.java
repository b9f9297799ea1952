package dev.tutti.format.datatype;

import dev.tutti.format.io.FormatException;
import java.nio.charset.StandardCharsets;

/**
 * Class 5: bytes without a meaning known to HDF5.
 *
 * @param size bytes of one element
 * @param tag what the bytes are, in the words of the program that wrote them; at most 247 bytes of UTF-8
 */
public record Opaque(int size, String tag) implements Datatype {
    /** Checks size and tag. */
    public Opaque {
        BitLayout.checkSize(size);
        int length = tag.getBytes(StandardCharsets.UTF_8).length;
        if (length >= 248) {
            throw new FormatException(STRUCTURE, "a tag of at most 247 bytes", length + " bytes");
        }
        FormatException.unless(tag.indexOf('\0') < 0, STRUCTURE, "a tag without a zero byte", "a zero byte");
    }
}
