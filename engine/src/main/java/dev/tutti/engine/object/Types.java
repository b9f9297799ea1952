package dev.tutti.engine.object;

import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.datatype.ArrayType;
import dev.tutti.format.datatype.Compound;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.datatype.Reference;
import dev.tutti.format.datatype.VariableLength;
import dev.tutti.format.message.DatatypeMessage;
import dev.tutti.format.message.Link;
import dev.tutti.format.message.MessageType;
import dev.tutti.format.message.SharedMessageRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Datatypes of objects, and committed ones: datatypes that are objects with a name, and count who uses them. */
public final class Types {
    private static final int DEEPEST = 64;

    private Types() {}

    /** Gives a datatype a name in the file; groups on the way are made. */
    public static Located create(OpenFile file, String path, Datatype type, CreationOrder order) {
        return file.changing(tx -> {
            Located parent = Groups.require(Resolver.root(file), Groups.parent(path));
            long address = create(tx, file, type, order);
            Groups.insert(tx, parent, Groups.name(path), new Link.Hard(address));
            return new Located(file, address);
        });
    }

    static long create(MetaTransaction tx, OpenFile file, Datatype type, CreationOrder order) {
        DatatypeMessage fitted = new DatatypeMessage(PointerWidths.fitted(file, type));
        return Groups.object(tx, file, List.of(fitted, order.noAttributes()), 0, order)
                .address();
    }

    /** Notes that an object or an attribute does not use the committed datatype any more; the last user takes it along. */
    static void release(MetaTransaction tx, long address) {
        release(tx, address, 0);
    }

    private static void release(MetaTransaction tx, long address, int depth) {
        ObjectHeader type = ObjectHeader.load(tx, address);
        if (Groups.references(type) > 1) {
            Groups.count(tx, address, -1);
        } else if (depth < DEEPEST) {
            AttributeTable.forEachCommittedType(tx, type, other -> release(tx, other, depth + 1));
            AttributeTable.free(tx, type);
            type.free(tx);
        }
    }

    /** Whether values of a type lead to other places of the file, so that their bytes say nothing elsewhere. */
    public static boolean hasPointers(Datatype type) {
        if (type instanceof Compound compound) {
            return compound.members().stream().anyMatch(member -> hasPointers(member.type()));
        }
        return type instanceof VariableLength
                || type instanceof Reference
                || (type instanceof ArrayType array && hasPointers(array.base()));
    }

    /** Whether the bytes of an element are only good where they stand, because they name a place in the file's global heap. */
    public static boolean pointsElsewhere(Datatype type) {
        if (type instanceof Compound compound) {
            return compound.members().stream().anyMatch(member -> pointsElsewhere(member.type()));
        }
        return type instanceof VariableLength
                || (type instanceof Reference reference && reference.kind() != Reference.Kind.OBJECT)
                || (type instanceof ArrayType array && pointsElsewhere(array.base()));
    }

    /**
     * Refuses a new type whose pointers are not as wide as the addresses of the file.
     *
     * @throws H5UnsupportedException if the file was made with addresses of another width than 8 bytes, and the type leads to other places of the file
     */
    static void requireWidths(MetaView view, Datatype type) {
        int width = view.widths().offsets();
        if (type instanceof Compound compound) {
            compound.members().forEach(member -> requireWidths(view, member.type()));
        } else if (type instanceof ArrayType array) {
            requireWidths(view, array.base());
        } else if ((type instanceof VariableLength && type.size() != width + 8)
                || (type instanceof Reference reference
                        && reference.kind() == Reference.Kind.OBJECT
                        && type.size() != width)
                || (type instanceof Reference region
                        && region.kind() == Reference.Kind.REGION
                        && type.size() != width + 4)) {
            throw new H5UnsupportedException(
                    view.path() + ": the addresses in this file take " + width
                            + " bytes; a type whose pointers are of another width, with a fill value or a name of its own, is not made in it");
        }
    }

    /** Where the committed datatype stands that a dataset refers to; 0 if it has its type itself. */
    public static long committed(ObjectHeader dataset) {
        for (SharedMessageRef shared : dataset.all(SharedMessageRef.class)) {
            if (shared.typeId() == MessageType.DATATYPE && shared.place() == SharedMessageRef.Place.COMMITTED) {
                return shared.address();
            }
        }
        return 0;
    }

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
