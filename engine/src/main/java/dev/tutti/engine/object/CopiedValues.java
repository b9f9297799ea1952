package dev.tutti.engine.object;

import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.format.datatype.ArrayType;
import dev.tutti.format.datatype.Compound;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.datatype.Reference;
import dev.tutti.format.datatype.VariableLength;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongUnaryOperator;

/**
 * Makes values that point elsewhere fit the place they are copied to: those of variable length get room of their own, so that no two objects share
 * it, and references lead where the copy says.
 */
final class CopiedValues {
    /** Bytes of a reference of HDF5 1.12 where addresses take eight. */
    private static final int LEAST_NEW = 18;

    private static final int NEW_OBJECT = 2;

    private final OpenFile from;
    private final OpenFile to;
    private final LongUnaryOperator target;

    /**
     * Values on their way from one file to another, or within one.
     *
     * @param target the address in {@code to} that stands for an object of {@code from}; 0 for nothing
     */
    CopiedValues(OpenFile from, OpenFile to, LongUnaryOperator target) {
        this.from = from;
        this.to = to;
        this.target = target;
    }

    /** Changes elements, one behind the other from the start of {@code bytes}, in place. */
    void relocate(MetaTransaction tx, Datatype type, byte[] bytes, long elements) {
        if (!Types.hasPointers(type)) {
            return;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < elements; i++) {
            relocate(tx, type, buffer, i * type.size());
        }
    }

    private void relocate(MetaTransaction tx, Datatype type, ByteBuffer buffer, int at) {
        if (type instanceof Compound compound) {
            for (Compound.Member member : compound.members()) {
                relocate(tx, member.type(), buffer, at + member.offset());
            }
        } else if (type instanceof ArrayType array && Types.hasPointers(array.base())) {
            for (int i = 0; i < array.size() / array.base().size(); i++) {
                relocate(tx, array.base(), buffer, at + i * array.base().size());
            }
        } else if (type instanceof VariableLength vlen) {
            variable(tx, vlen, buffer, at);
        } else if (type instanceof Reference reference) {
            reference(tx, reference, buffer, at);
        }
    }

    private void variable(MetaTransaction tx, VariableLength vlen, ByteBuffer buffer, int at) {
        long collection = buffer.getLong(at + 4);
        int length = buffer.getInt(at);
        if (length == 0 || collection == 0 || collection == -1) {
            return;
        }
        byte[] value = Vlens.reader(from.meta())
                .read(collection, buffer.getInt(at + 12))
                .clone();
        relocate(tx, vlen.base(), value, length);
        var place = Vlens.writer(tx, to).put(value);
        buffer.putLong(at + 4, place.collection()).putInt(at + 12, place.index());
    }

    private void reference(MetaTransaction tx, Reference reference, ByteBuffer buffer, int at) {
        boolean plain = reference.size() >= 8;
        if (plain && reference.kind() == Reference.Kind.OBJECT) {
            long address = buffer.getLong(at);
            if (address != 0 && address != -1) {
                buffer.putLong(at, target.applyAsLong(address));
            }
        } else if (plain && reference.kind() == Reference.Kind.REGION) {
            region(tx, buffer, at);
        } else if (plain && reference.kind() != Reference.Kind.OBJECT && reference.size() >= LEAST_NEW) {
            newReference(tx, reference, buffer, at);
        } else if (from != to) {
            clear(reference, buffer, at); // an address in an odd width means nothing in another file
        }
    }

    private static void clear(Reference reference, ByteBuffer buffer, int at) {
        for (int i = 0; i < reference.size(); i++) {
            buffer.put(at + i, (byte) 0);
        }
    }

    /** A reference of HDF5 1.12: an object of the same file in place, all else in the global heap; {@link References} has the bytes. */
    private void newReference(MetaTransaction tx, Reference reference, ByteBuffer buffer, int at) {
        int kind = buffer.get(at);
        boolean inside = buffer.get(at + 1) == 0;
        if (kind == 0) {
            return;
        }
        if (kind == NEW_OBJECT && inside) {
            long object = buffer.get(at + 2) == Long.BYTES ? target.applyAsLong(buffer.getLong(at + 3)) : 0;
            if (object == 0) {
                clear(reference, buffer, at);
            } else {
                buffer.putLong(at + 3, object);
            }
            return;
        }
        long collection = buffer.getLong(at + 6);
        if (collection == 0 || collection == -1) {
            return;
        }
        byte[] value = Vlens.reader(from.meta())
                .read(collection, buffer.getInt(at + 14))
                .clone();
        ByteBuffer rest = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        if (inside) {
            boolean known = value.length > Long.BYTES && value[0] == Long.BYTES;
            long object = known ? target.applyAsLong(rest.getLong(1)) : 0;
            if (object == 0) {
                clear(reference, buffer, at);
                return;
            }
            rest.putLong(1, object);
        }
        var place = Vlens.writer(tx, to).put(value);
        buffer.putLong(at + 6, place.collection()).putInt(at + 14, place.index());
    }

    /** A region is an object of the global heap: the dataset's address, then the selection. */
    private void region(MetaTransaction tx, ByteBuffer buffer, int at) {
        long collection = buffer.getLong(at);
        if (collection == 0 || collection == -1) {
            return;
        }
        byte[] value = Vlens.reader(from.meta())
                .read(collection, buffer.getInt(at + 8))
                .clone();
        ByteBuffer selection = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        long dataset = value.length < 8 ? 0 : target.applyAsLong(selection.getLong(0));
        if (dataset == 0) {
            buffer.putLong(at, 0).putInt(at + 8, 0);
            return;
        }
        selection.putLong(0, dataset);
        var place = Vlens.writer(tx, to).put(value);
        buffer.putLong(at, place.collection()).putInt(at + 8, place.index());
    }
}
