package dev.tutti.format.message;

import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Type 0x0c: an attribute whose datatype or dataspace stands elsewhere in the file. What that is must be read before the value can be understood; {@link
 * #resolve} then makes the {@link Attribute}.
 *
 * @param name name, unique on the object; not empty
 * @param type where the datatype is, or a {@link DatatypeMessage} if only the dataspace stands elsewhere
 * @param space the shape, a {@link Dataspace}, or where it is
 * @param data raw data of all elements
 * @param charset character set of the name
 */
public record UnresolvedAttribute(String name, Message type, Message space, byte[] data, CharacterSet charset)
        implements Message {
    /** Checks the name and that something stands elsewhere. */
    public UnresolvedAttribute {
        FormatException.unless(!name.isEmpty(), "attribute message", "an attribute name", "an empty one");
        boolean typed = type instanceof SharedMessageRef || type instanceof DatatypeMessage;
        boolean shaped = space instanceof SharedMessageRef || space instanceof Dataspace;
        FormatException.unless(
                typed && shaped && (type instanceof SharedMessageRef || space instanceof SharedMessageRef),
                "attribute message",
                "a datatype or a dataspace elsewhere",
                type);
    }

    /** Where the committed datatype stands that the attribute refers to; undefined if it does not. */
    public long committedType() {
        return type instanceof SharedMessageRef ref ? ref.address() : ByteSource.UNDEFINED;
    }

    /** The attribute, given its datatype and its shape. */
    public Attribute resolve(Datatype resolved, Dataspace shape) {
        byte[] value = data;
        long elements = shape.elements();
        if (Math.multiplyHigh(elements, resolved.size()) == 0
                && elements * resolved.size() >= 0
                && elements * resolved.size() < data.length) {
            value = Arrays.copyOf(data, (int) (elements * resolved.size()));
        }
        // What is shared in the heap becomes part of the message when that is written again.
        SharedMessageRef committed = committedType() == ByteSource.UNDEFINED ? null : (SharedMessageRef) type;
        return new Attribute(name, resolved, shape, value, charset, committed);
    }

    @Override
    public int typeId() {
        return MessageType.ATTRIBUTE;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UnresolvedAttribute that
                && name.equals(that.name)
                && type.equals(that.type)
                && space.equals(that.space)
                && Arrays.equals(data, that.data)
                && charset == that.charset;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, type, space, Arrays.hashCode(data), charset);
    }

    @Override
    public void encode(ByteSink body) {
        Attribute.encode(name, charset, type, space, data, body);
    }

    @Override
    public void encodeOld(ByteSink body) {
        Attribute.encodeOld(name, charset, type, space, data, body);
    }
}
