package dev.tutti.format.message;

import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Type 0x06: one link of a group.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>version 1</td></tr>
 * <tr><td>1</td><td>flags: bits 0 and 1 binary logarithm of the width of the name's length, 2 creation order present, 3 type present, 4 character set present</td></tr>
 * <tr><td>2</td><td>type, 1 byte: 0 hard, 1 soft, 64 external, 65 to 255 defined by a program</td></tr>
 * <tr><td>...</td><td>creation order, 8 bytes</td></tr>
 * <tr><td>...</td><td>character set, 1 byte</td></tr>
 * <tr><td>...</td><td>length of the name, and the name without an end mark</td></tr>
 * <tr><td>...</td><td>hard: address; soft: 2 bytes length and path; others: 2 bytes length and data, for external links a zero byte and two texts with end marks</td></tr>
 * </table>
 *
 * <p>Version 1 is read and written.
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

    private static final int TYPE_EXTERNAL = 64;

    static Link decode(ByteSource body) {
        int flags = flags(body);
        int type = (flags & 8) != 0 ? body.u8() : 0;
        long order = (flags & 4) != 0 ? body.unsigned(8) : -1;
        int charset = (flags & 16) != 0 ? body.u8() : 0;
        String name = name(flags, body);
        return new Link(name, target(type, body), order, CharacterSet.of(charset));
    }

    /** The name alone, for lists of names: it is what a link is asked for most. */
    public static String decodeName(ByteSource body) {
        int flags = flags(body);
        body.skip(((flags & 8) >>> 3) + ((flags & 4) << 1) + ((flags & 16) >>> 4));
        String name = name(flags, body);
        FormatException.unless(!name.isEmpty(), body.structure(), "a link name", "an empty one");
        return name;
    }

    private static int flags(ByteSource body) {
        body.version(1, 1);
        int flags = body.u8();
        body.require((flags & ~0x1f) == 0, "known flags", flags);
        return flags;
    }

    private static String name(int flags, ByteSource body) {
        long length = body.unsigned(1 << (flags & 3));
        if (length > body.remaining()) {
            throw new FormatException(body.structure(), "a name inside the message", length + " bytes");
        }
        return body.text((int) length);
    }

    private static Target target(int type, ByteSource body) {
        if (type == 0) {
            return new Hard(body.address());
        }
        int length = body.u16();
        if (type == 1) {
            return new Soft(body.text(length));
        }
        if (type == TYPE_EXTERNAL) {
            ByteSource data = body.slice(body.structure(), length);
            int head = data.u8();
            body.require(head == 0, "version and flags 0 of an external link", head);
            return new External(data.zeroTerminated(), data.zeroTerminated());
        }
        return new UserDefined(type, body.bytes(length));
    }

    @Override
    public void encode(ByteSink body) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        int width = text.length < 1 << 8 ? 0 : text.length < 1 << 16 ? 1 : 2;
        int type = type();
        body.u8(1)
                .u8(width
                        | (creationOrder >= 0 ? 4 : 0)
                        | (type != 0 ? 8 : 0)
                        | (charset != CharacterSet.ASCII ? 16 : 0));
        if (type != 0) {
            body.u8(type);
        }
        if (creationOrder >= 0) {
            body.i64(creationOrder);
        }
        if (charset != CharacterSet.ASCII) {
            body.u8(charset.number());
        }
        body.unsigned(1 << width, text.length).bytes(text);
        if (target instanceof Hard hard) {
            body.address(hard.address());
        } else if (target instanceof Soft soft) {
            data(soft.path().getBytes(StandardCharsets.UTF_8), body);
        } else if (target instanceof External external) {
            ByteSink data = new ByteSink(body.widths());
            data.u8(0).zeroTerminated(external.file()).zeroTerminated(external.path());
            data(data.toByteArray(), body);
        } else if (target instanceof UserDefined user) {
            data(user.data(), body);
        }
    }

    private int type() {
        if (target instanceof UserDefined user) {
            return user.type();
        }
        return target instanceof External ? TYPE_EXTERNAL : target instanceof Soft ? 1 : 0;
    }

    private static void data(byte[] data, ByteSink body) {
        FormatException.unless(data.length <= 0xffff, "link message", "at most 65535 bytes", data.length);
        body.u16(data.length).bytes(data);
    }
}
