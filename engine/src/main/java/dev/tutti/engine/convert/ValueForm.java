package dev.tutti.engine.convert;

import dev.tutti.errors.H5TypeException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One element of a type as one Java object. Buffers are little-endian. */
abstract class ValueForm {
    /** The object for the element at {@code at}. */
    abstract @Nullable Object get(ByteBuffer bytes, int at);

    /** Sets the element at {@code at}; a value that the type cannot hold is refused. */
    abstract void put(@Nullable Object value, ByteBuffer bytes, int at);

    /** The error for a value of the wrong kind. */
    static H5TypeException refuse(@Nullable Object value, String type) {
        String text = value == null ? "null" : value.getClass().getTypeName() + " " + value;
        return new H5TypeException(
                "value " + (text.length() > 80 ? text.substring(0, 80) + "…" : text) + " does not fit type " + type);
    }
}
