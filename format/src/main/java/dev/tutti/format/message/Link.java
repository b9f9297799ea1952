package dev.tutti.format.message;

import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.io.FormatException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Type 0x06: one link of a group.
 *
 * @param name name in the group; not empty
 * @param target where the link leads
 * @param creationOrder number in the order of creation, -1 if that is not kept
 * @param charset character set of the name
 */
public record Link(String name, Link.Target target, long creationOrder, CharacterSet charset) implements Message {
    /** Checks name and order. */
    public Link {
        FormatException.unless(!name.isEmpty(), "link message", "a link name", "an empty one");
        FormatException.unless(creationOrder >= -1, "link message", "a creation order below 2^63", creationOrder);
    }

    @Override
    public int typeId() {
        return MessageType.LINK;
    }

    /** Where a link leads. */
    public sealed interface Target permits Hard, Soft, External, UserDefined {}

    /**
     * An object of this file.
     *
     * @param address its object header
     */
    public record Hard(long address) implements Target {
        /** Checks the address. */
        public Hard {
            FormatException.unless(address >= 0, "link message", "the address of an object", "the undefined address");
        }
    }

    /**
     * A path in this file, looked up when the link is followed.
     *
     * @param path the path
     */
    public record Soft(String path) implements Target {}

    /**
     * An object of another file.
     *
     * @param file the file's name as the link's maker wrote it
     * @param path the object's path in that file
     */
    public record External(String file, String path) implements Target {}

    /**
     * A link whose class a program defined; HDF5 does not know how to follow it.
     *
     * @param type number of the class, 65 to 255
     * @param data what the class keeps
     */
    public record UserDefined(int type, byte[] data) implements Target {
        /** Checks type and length. */
        public UserDefined {
            FormatException.unless(type > 64 && type < 256, "link message", "a link type of 65 to 255", type);
            FormatException.unless(data.length <= 0xffff, "link message", "at most 65535 bytes", data.length);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof UserDefined that && type == that.type && Arrays.equals(data, that.data);
        }

        @Override
        public int hashCode() {
            return 31 * type + Arrays.hashCode(data);
        }
    }
}
