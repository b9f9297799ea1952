package dev.tutti.format.message;

import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.datatype.DatatypeCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Type 0x0c: one attribute with its value.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>version</td></tr>
 * <tr><td>1</td><td>flags since version 2: bit 0 datatype shared, bit 1 dataspace shared</td></tr>
 * <tr><td>2</td><td>lengths of name (with end mark), datatype and dataspace, 2 bytes each</td></tr>
 * <tr><td>8</td><td>version 3: character set of the name</td></tr>
 * <tr><td>8 or 9</td><td>name, datatype, dataspace; in version 1 each padded to a multiple of 8 bytes</td></tr>
 * <tr><td>...</td><td>the value</td></tr>
 * </table>
 *
 * <p>Versions 1 to 3 are read; 3 is written, and into old object headers the lowest that fits: 2 for a shared datatype, 3 for a name that is not ASCII.
 *
 * @param name name, unique on the object; not empty
 * @param type what one element is
 * @param space the shape
 * @param data raw data of all elements
 * @param charset character set of the name
 * @param sharedType where the type is committed, null if it stands in the message
 */
public record Attribute(
        String name,
        Datatype type,
        Dataspace space,
        byte[] data,
        CharacterSet charset,
        @Nullable SharedMessageRef sharedType)
        implements Message {
    private static final int TYPE_SHARED = 1;
    private static final int SPACE_SHARED = 2;

    /** Checks name and length of the data. */
    public Attribute {
        FormatException.unless(!name.isEmpty(), "attribute message", "an attribute name", "an empty one");
        long elements = space.elements();
        if (!(Math.multiplyHigh(elements, type.size()) == 0 && elements * type.size() == data.length)) {
            throw new FormatException(
                    "attribute message", elements + " elements of " + type.size() + " bytes", data.length + " bytes");
        }
    }

    /** An attribute whose type stands in the message. */
    public Attribute(String name, Datatype type, Dataspace space, byte[] data, CharacterSet charset) {
        this(name, type, space, data, charset, null);
    }

    @Override
    public int typeId() {
        return MessageType.ATTRIBUTE;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Attribute that
                && name.equals(that.name)
                && type.equals(that.type)
                && space.equals(that.space)
                && Arrays.equals(data, that.data)
                && charset == that.charset
                && Objects.equals(sharedType, that.sharedType);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, type, space, Arrays.hashCode(data), charset, sharedType);
    }

    /** An {@link Attribute}, or an {@link UnresolvedAttribute} if its datatype or its dataspace is shared. */
    static Message decode(ByteSource body) {
        int version = body.version(1, 3);
        int flags = body.u8();
        body.require(version == 1 || (flags & ~3) == 0, "known flags", flags);
        int nameLength = body.u16();
        int typeLength = body.u16();
        int spaceLength = body.u16();
        int charset = version == 3 ? body.u8() : 0;
        int align = version == 1 ? 8 : 1;
        body.require(nameLength > 0, "a name with its end mark", "no bytes");
        String name = part("attribute name", nameLength, align, body).text(nameLength);
        ByteSource type = part(Datatype.STRUCTURE, typeLength, align, body);
        ByteSource shape = part(Dataspace.STRUCTURE, spaceLength, align, body);
        CharacterSet set = CharacterSet.of(charset);
        if (version > 1 && flags != 0) {
            Message sharedType = (flags & TYPE_SHARED) != 0
                    ? SharedMessageRef.decode(MessageType.DATATYPE, type)
                    : new DatatypeMessage(DatatypeCodec.decode(type));
            Message sharedShape = (flags & SPACE_SHARED) != 0
                    ? SharedMessageRef.decode(MessageType.DATASPACE, shape)
                    : Dataspace.decode(shape);
            return new UnresolvedAttribute(name, sharedType, sharedShape, body.bytes(body.remaining()), set);
        }
        Dataspace space = Dataspace.decode(shape);
        Datatype decoded = DatatypeCodec.decode(type);
        long elements = space.elements();
        long length = elements * decoded.size();
        if (!(Math.multiplyHigh(elements, decoded.size()) == 0 && length >= 0 && length <= body.remaining())) {
            throw new FormatException(
                    body.structure(),
                    "a value of " + elements + " times " + decoded.size() + " bytes",
                    body.remaining() + " bytes");
        }
        return new Attribute(name, decoded, space, body.bytes((int) length), set);
    }

    private static ByteSource part(String structure, int length, int align, ByteSource body) {
        ByteSource part = body.slice(structure, length);
        body.skip((align - length % align) % align);
        return part;
    }

    @Override
    public void encode(ByteSink body) {
        encode(name, charset, typeMessage(), space, data, body);
    }

    @Override
    public void encodeOld(ByteSink body) {
        encodeOld(name, charset, typeMessage(), space, data, body);
    }

    private Message typeMessage() {
        return sharedType == null ? new DatatypeMessage(type) : sharedType;
    }

    static void encode(String name, CharacterSet charset, Message type, Message space, byte[] data, ByteSink body) {
        ByteSink typeBytes = new ByteSink(body.widths());
        type.encode(typeBytes);
        ByteSink spaceBytes = new ByteSink(body.widths());
        space.encode(spaceBytes);
        encode(3, name, charset, shared(type, space), typeBytes, spaceBytes, data, body);
    }

    static void encodeOld(String name, CharacterSet charset, Message type, Message space, byte[] data, ByteSink body) {
        ByteSink typeBytes = new ByteSink(body.widths());
        type.encodeOld(typeBytes);
        ByteSink spaceBytes = new ByteSink(body.widths());
        space.encodeOld(spaceBytes);
        int shared = shared(type, space);
        int version = charset != CharacterSet.ASCII ? 3 : shared != 0 ? 2 : 1;
        encode(version, name, charset, shared, typeBytes, spaceBytes, data, body);
    }

    private static int shared(Message type, Message space) {
        return (type instanceof SharedMessageRef ? TYPE_SHARED : 0)
                | (space instanceof SharedMessageRef ? SPACE_SHARED : 0);
    }

    private static void encode(
            int version,
            String name,
            CharacterSet charset,
            int shared,
            ByteSink typeBytes,
            ByteSink spaceBytes,
            byte[] data,
            ByteSink body) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        if (!(nameBytes.length < 0xffff && typeBytes.position() <= 0xffff)) {
            throw new FormatException(
                    "attribute message",
                    "name and datatype of at most 65535 bytes",
                    nameBytes.length + " and " + typeBytes.position());
        }
        body.u8(version).u8(shared);
        body.u16(nameBytes.length + 1).u16(typeBytes.position()).u16(spaceBytes.position());
        if (version == 3) {
            body.u8(charset.number());
        }
        body.bytes(nameBytes).u8(0).zeros(padding(version, nameBytes.length + 1));
        body.bytes(typeBytes.toBuffer()).zeros(padding(version, typeBytes.position()));
        body.bytes(spaceBytes.toBuffer()).zeros(padding(version, spaceBytes.position()));
        body.bytes(data);
    }

    private static int padding(int version, int length) {
        return version == 1 ? -length & 7 : 0;
    }
}
