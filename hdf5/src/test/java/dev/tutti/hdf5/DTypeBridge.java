package dev.tutti.hdf5;

import dev.tutti.format.datatype.Datatype;

/** Lets tests see the format's description behind a type, and make types that the public API has no name for. */
public final class DTypeBridge {
    private DTypeBridge() {}

    public static Datatype datatype(DType type) {
        return type.type();
    }

    public static DType of(Datatype type) {
        return new DType(type);
    }
}
