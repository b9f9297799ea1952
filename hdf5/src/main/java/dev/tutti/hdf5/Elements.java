package dev.tutti.hdf5;

import dev.tutti.engine.convert.Conversions;
import dev.tutti.engine.convert.RunWriter;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.object.DatasetHeader;
import dev.tutti.engine.object.Datasets;
import dev.tutti.engine.object.Types;
import dev.tutti.engine.object.Vlens;
import dev.tutti.errors.Allocation;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.datatype.Datatype;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The values of one dataset as Java arrays: how {@link Dataset} reads and writes them. */
record Elements(Place place) {
    private Picked picked(Slice slice, DatasetHeader state) {
        return Picked.of(slice, state, place);
    }

    Object read(Slice slice) {
        return place.reading(() -> Datasets.read(place.located(), (state, view) -> {
                    Picked picked = picked(slice, state);
                    Object array = Conversions.newArray(state.type(), picked.count());
                    return picked.reading(
                            (stored, from) ->
                                    Conversions.reader(stored, array, ReferenceValues.reader(place.file(), from)),
                            new Values.Read(array, state.space().rank() == 0));
                })
                .value());
    }

    NdArray array(Slice slice) {
        return place.reading(() -> Datasets.read(place.located(), (state, view) -> {
                    Picked picked = picked(slice, state);
                    Object array = Conversions.newArray(state.type(), picked.count());
                    long[] shape = slice.shape(state.space().dims());
                    int width = picked.count() == 0 ? 1 : Array.getLength(array) / picked.count();
                    long[] full = shape;
                    if (width > 1) {
                        full = Arrays.copyOf(shape, shape.length + 1);
                        full[shape.length] = width;
                    }
                    return picked.reading(
                            (found, from) ->
                                    Conversions.reader(found, array, ReferenceValues.reader(place.file(), from)),
                            new Shaped(array, full));
                })
                .array());
    }

    /** Values that are being read, and their shape. */
    private record Shaped(Object values, long[] shape) {
        NdArray array() {
            return NdArray.of(values, shape);
        }
    }

    <T> T read(Class<T> type, Slice slice) {
        return place.reading(() -> {
            Class<?> asked = type.isArray() ? type.getComponentType() : Primitives.unboxed(type);
            if (type.isArray() && asked.isArray()) {
                throw new H5TypeException(place.describe() + ": values come in flat arrays: ask for "
                        + flat(asked).getSimpleName() + "[] and take the shape from shape()");
            }
            return Datasets.read(place.located(), (state, view) -> {
                        Picked picked = picked(slice, state);
                        if (!type.isArray() && picked.count() != 1) {
                            throw new H5TypeException(place.describe() + ": " + picked.count()
                                    + " elements are no single " + type.getSimpleName() + "; ask for an array");
                        }
                        Datatype stored = RecordTypes.asComponents(state.type(), asked);
                        Object array = Conversions.newArray(stored, asked, picked.count());
                        T result = type.isArray() ? type.cast(array) : null;
                        return picked.reading(
                                (found, from) -> Conversions.reader(
                                        RecordTypes.asComponents(found, asked),
                                        array,
                                        ReferenceValues.reader(place.file(), from)),
                                new Typed<>(array, result));
                    })
                    .as(type);
        });
    }

    private record Typed<T>(Object array, @Nullable T result) {
        T as(Class<T> type) {
            return result != null ? result : Primitives.boxed(type).cast(Array.get(array, 0));
        }
    }

    private static Class<?> flat(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return element;
    }

    void readInto(Object array, Slice slice) {
        if (!array.getClass().isArray()) {
            throw new H5TypeException(place.describe() + ": an array is expected to read into, found "
                    + array.getClass().getSimpleName());
        }
        place.reading(() -> Datasets.read(place.located(), (state, view) -> {
            Picked picked = picked(slice, state);
            long wanted = (long) picked.count()
                    * Conversions.width(state.type(), array.getClass().getComponentType());
            if (Array.getLength(array) != wanted) {
                throw new H5TypeException(place.describe() + ": an array of " + wanted
                        + " elements is expected, found one of " + Array.getLength(array));
            }
            return picked.reading(
                    (type, from) -> Conversions.reader(
                            RecordTypes.asComponents(type, array.getClass()),
                            array,
                            ReferenceValues.reader(place.file(), from)),
                    array);
        }));
    }

    void readInto(ByteBuffer target, Slice slice) {
        int length = place.reading(() -> Datasets.read(place.located(), (state, view) -> {
            Picked picked = picked(slice, state);
            int size = state.type().size();
            long bytes = picked.count() * (long) size;
            if (bytes > target.remaining()) {
                throw new H5TypeException(place.describe() + ": a buffer with room for " + bytes
                        + " bytes is expected, found one for " + target.remaining());
            }
            return picked.reading(
                    (stored, in) -> {
                        checkBytes(state.type(), stored);
                        return Conversions.rawReader(stored, target);
                    },
                    (int) bytes);
        }));
        target.position(target.position() + length);
    }

    byte[] raw(Slice slice) {
        return place.reading(() -> Datasets.read(place.located(), (state, view) -> {
            Picked picked = picked(slice, state);
            long bytes = picked.count() * (long) state.type().size();
            if (bytes > Integer.MAX_VALUE - 8) {
                throw new H5TypeException(
                        place.describe() + ": " + bytes + " bytes do not fit one array; read them slice by slice");
            }
            byte[] array = Allocation.bytes((int) bytes);
            return picked.reading(
                    (stored, from) -> {
                        checkBytes(state.type(), stored);
                        return Conversions.rawReader(stored, array);
                    },
                    array);
        }));
    }

    /** Bytes as they are stored mean nothing where a source of a virtual dataset has another type. */
    private void checkBytes(Datatype own, Datatype stored) {
        if (!stored.equals(own)) {
            throw new H5TypeException(place.describe() + ": a source of this virtual dataset has elements of type "
                    + new DType(stored) + ", not " + new DType(own) + "; read the values instead of their bytes");
        }
    }

    void write(Slice slice, Object values) {
        place.changing(() -> {
            DatasetHeader state = Datasets.pending(place.located());
            Picked picked = picked(slice, state);
            JavaValue java = JavaValue.of(values, new DType(state.type()));
            Object flat = fitting(java, picked.count(), state);
            write(picked, tx -> source(state.type(), flat, tx));
            return this;
        });
    }

    private interface Source {
        RunWriter of(MetaTransaction tx);
    }

    private void write(Picked picked, Source source) {
        if (picked.parts().size() != 1) {
            place.open().writing(tx -> {
                source.of(tx).check(0, picked.count()); // before the first part is written
                return tx;
            });
        }
        for (Picked.Part part : picked.parts()) {
            Datasets.write(place.located(), part.selection(), tx -> picked.sourceOf(part, source.of(tx)));
        }
    }

    void writeRaw(Slice slice, ByteBuffer bytes) {
        place.changing(() -> {
            DatasetHeader state = Datasets.pending(place.located());
            if (Types.pointsElsewhere(state.type())) {
                throw new H5TypeException(place.describe() + ": elements of type " + new DType(state.type())
                        + " point elsewhere in the file and cannot be set as bytes; write them as Java values");
            }
            Picked picked = picked(slice, state);
            long wanted = picked.count() * (long) state.type().size();
            if (bytes.remaining() != wanted) {
                throw new H5TypeException(
                        place.describe() + ": " + wanted + " bytes are expected, found " + bytes.remaining());
            }
            write(picked, tx -> Conversions.rawWriter(state.type(), bytes));
            return this;
        });
        bytes.position(bytes.limit()); // a change may be done again
    }

    private RunWriter source(Datatype type, Object flat, MetaTransaction tx) {
        Datatype stored = RecordTypes.asComponents(type, flat.getClass());
        return Conversions.writer(stored, flat, ReferenceValues.writer(place, tx));
    }

    private Object fitting(JavaValue java, int count, DatasetHeader state) {
        int width = Conversions.width(state.type(), java.flat().getClass().getComponentType());
        int given = Array.getLength(java.flat());
        if (given == (long) count * width) {
            return java.flat();
        }
        if (java.scalar() && given == width) {
            Object repeated = Array.newInstance(java.flat().getClass().getComponentType(), count);
            for (int i = 0; i < count; i++) {
                Array.set(repeated, i, Array.get(java.flat(), 0));
            }
            return repeated;
        }
        throw new H5TypeException(
                place.describe() + ": " + (long) count * width + " values are expected, found " + given);
    }

    void append(Object values) {
        place.changing(() -> {
            DatasetHeader state = Datasets.pending(place.located());
            JavaValue java = JavaValue.of(values, new DType(state.type()));
            long[] shape = state.space().dims();
            long row = Conversions.width(state.type(), java.flat().getClass().getComponentType());
            for (int i = 1; i < shape.length; i++) {
                row = Dataset.times(row, shape[i]);
            }
            int given = Array.getLength(java.flat());
            if (row == 0 || given % row != 0) {
                throw new H5TypeException(
                        place.describe() + ": rows of " + row + " values are expected, found " + given + " values");
            }
            if (given > 0) {
                Datasets.append(place.located(), given / row, tx -> source(state.type(), java.flat(), tx));
            }
            return this;
        });
    }

    /** What an element that was never written reads as; called while the file is read. */
    Object fill() {
        DatasetHeader state = Datasets.state(place.located());
        byte[] bytes = state.fill().length == 0
                ? new byte[state.type().size()]
                : state.fill().clone();
        Object array = Conversions.newArray(state.type(), 1);
        place.open().reading(view -> {
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            Conversions.reader(state.type(), array, Vlens.reader(view)).read(buffer, 0, 1, 0);
            return array;
        });
        return new Values.Read(array, true).value();
    }
}
