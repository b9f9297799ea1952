package dev.tutti.format.message;

import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.FormatException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Type 0x0c: an attribute whose datatype stands elsewhere in the file. What that is must be read before the value can be understood; {@link
 * #resolve} then makes the {@link Attribute}.
 *
 * @param name name, unique on the object; not empty
 * @param type where the datatype is
 * @param space the shape
 * @param data raw data of all elements
 * @param charset character set of the name
 */
public record UnresolvedAttribute(
        String name, SharedMessageRef type, Dataspace space, byte[] data, CharacterSet charset) implements Message {
    /** Checks the name. */
    public UnresolvedAttribute {
        FormatException.unless(!name.isEmpty(), "attribute message", "an attribute name", "an empty one");
    }

    /** The attribute, given its datatype. */
    public Attribute resolve(Datatype resolved) {
        byte[] value = data;
        long elements = space.elements();
        if (Math.multiplyHigh(elements, resolved.size()) == 0
                && elements * resolved.size() >= 0
                && elements * resolved.size() < data.length) {
            value = Arrays.copyOf(data, (int) (elements * resolved.size()));
        }
        return new Attribute(name, resolved, space, value, charset, type);
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
