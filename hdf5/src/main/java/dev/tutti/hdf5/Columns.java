package dev.tutti.hdf5;

import dev.tutti.engine.convert.Conversions;
import dev.tutti.engine.convert.RunReader;
import dev.tutti.engine.convert.RunWriter;
import dev.tutti.engine.object.DatasetHeader;
import dev.tutti.engine.object.Datasets;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.datatype.Compound;
import dev.tutti.format.datatype.Datatype;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** One member of all elements of a compound type. */
final class Columns {
    private Columns() {}

    private static Compound.Member member(Place place, Datatype type, String name) {
        if (type instanceof Compound compound) {
            for (Compound.Member member : compound.members()) {
                if (member.name().equals(name)) {
                    return member;
                }
            }
        }
        throw new H5NotFoundException(
                place.describe() + " has no column '" + name + "': its type is " + new DType(type));
    }

    /** Values of a column; {@code component} null for the natural class. */
    static Object read(Dataset dataset, String name, @Nullable Class<?> component, Slice rows) {
        Place place = dataset.place();
        return place.reading(() -> Datasets.read(place.located(), (state, view) -> {
            Compound.Member member = member(place, state.type(), name);
            Picked picked = Picked.of(rows, state, place);
            Object array = component == null
                    ? Conversions.newArray(member.type(), picked.count())
                    : Conversions.newArray(member.type(), component, picked.count());
            int size = state.type().size();
            return picked.reading(
                    (found, from) -> {
                        RunReader values =
                                Conversions.reader(member.type(), array, ReferenceValues.reader(place.file(), from));
                        return (bytes, position, elements, index) -> {
                            for (int i = 0; i < elements; i++) {
                                values.read(bytes, position + i * size + member.offset(), 1, index + i);
                            }
                        };
                    },
                    array);
        }));
    }

    static void write(Dataset dataset, String name, Slice rows, Object values) {
        Place place = dataset.place();
        dataset.file().atomically(() -> {
            DatasetHeader state = Datasets.pending(place.located());
            Compound.Member member = member(place, state.type(), name);
            JavaValue java = JavaValue.of(values, new DType(member.type()));
            byte[] bytes = dataset.raw(rows);
            int size = state.type().size();
            int count = bytes.length / size;
            int width = Conversions.width(member.type(), java.flat().getClass().getComponentType());
            int given = Array.getLength(java.flat()) / width;
            boolean one = java.scalar() && given == 1;
            if (!one && given != count) {
                throw new H5TypeException(place.describe() + ": column '" + name + "': " + count
                        + " values are expected, found " + given);
            }
            Picked picked = Picked.of(rows, state, place);
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            place.open().writing(tx -> {
                RunWriter column = Conversions.writer(member.type(), java.flat(), ReferenceValues.writer(place, tx));
                column.check(0, given);
                for (int i = 0; i < count; i++) {
                    column.write(one ? 0 : i, 1, buffer, i * size + member.offset());
                }
                return tx;
            });
            RunWriter source = Conversions.rawWriter(state.type(), bytes);
            for (Picked.Part part : picked.parts()) {
                Datasets.write(place.located(), part.selection(), tx -> picked.sourceOf(part, source));
            }
            return bytes;
        });
    }
}
