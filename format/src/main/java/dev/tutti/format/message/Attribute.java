package dev.tutti.format.message;

import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.io.FormatException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Type 0x0c: one attribute with its value.
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
    /** Checks name and length of the data. */
    public Attribute {
        FormatException.unless(!name.isEmpty(), "attribute message", "an attribute name", "an empty one");
        long elements = space.elements();
        FormatException.unless(
                Math.multiplyHigh(elements, type.size()) == 0 && elements * type.size() == data.length,
                "attribute message",
                elements + " elements of " + type.size() + " bytes",
                data.length + " bytes");
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
}
