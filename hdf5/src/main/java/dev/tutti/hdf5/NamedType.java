package dev.tutti.hdf5;

import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.object.Types;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.format.datatype.Datatype;

/** A datatype that has a name of its own in the file. Thread-safe. */
public final class NamedType extends Node {
    NamedType(Place place) {
        super(place);
    }

    /** The datatype. */
    public DType type() {
        return place().reading(() -> {
            return place().open().reading(view -> {
                Datatype type =
                        Types.of(view, ObjectHeader.load(view, place().located().address()));
                if (type == null) {
                    throw new H5CorruptException(
                            view.path(), place().address(), "committed datatype", "a datatype message", "none", null);
                }
                return new DType(type);
            });
        });
    }

    @Override
    public String toString() {
        return path() + "  type " + type();
    }
}
