package dev.tutti.engine.object;

import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.message.DatatypeMessage;
import dev.tutti.format.message.MessageType;
import dev.tutti.format.message.SharedMessageRef;
import org.jspecify.annotations.Nullable;

/** Datatypes of objects, committed ones included. */
public final class Types {
    private Types() {}

    /** The datatype of a dataset or of a committed datatype, or null if the object has none. */
    public static @Nullable Datatype of(MetaView view, ObjectHeader object) {
        DatatypeMessage own = object.first(DatatypeMessage.class);
        if (own != null) {
            return own.type();
        }
        for (SharedMessageRef shared : object.all(SharedMessageRef.class)) {
            if (shared.typeId() == MessageType.DATATYPE) {
                return ObjectHeader.committedType(view, shared);
            }
        }
        return null;
    }
}
