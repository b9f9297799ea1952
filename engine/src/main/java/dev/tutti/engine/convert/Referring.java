package dev.tutti.engine.convert;

import dev.tutti.format.datatype.Reference;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** References as objects that know where they lead, which the layer above makes and takes apart. */
final class Referring extends ValueForm {
    private final Reference type;
    private final Heap heap;
    private final @Nullable ValueForm plain;

    /**
     * A form for references.
     *
     * @param plain reads them, and writes what is no such object; null if all are objects
     */
    Referring(Reference type, Heap heap, @Nullable ValueForm plain) {
        this.type = type;
        this.heap = heap;
        this.plain = plain;
    }

    @Override
    @Nullable
    Object get(ByteBuffer bytes, int at) {
        if (plain != null) {
            return plain.get(bytes, at);
        }
        byte[] element = new byte[type.size()];
        bytes.get(at, element);
        return heap.reader().referred(type, element);
    }

    @Override
    void put(@Nullable Object value, ByteBuffer bytes, int at) {
        if (value == null) {
            bytes.put(at, new byte[type.size()]);
        } else if (heap.writer().refers(value.getClass())) {
            bytes.put(at, heap.writer().referring(type, value, heap.writer()));
        } else if (plain != null) {
            plain.put(value, bytes, at);
        } else {
            throw refuse(value, TypeText.of(type));
        }
    }
}
