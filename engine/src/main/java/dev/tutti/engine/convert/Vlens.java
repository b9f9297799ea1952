package dev.tutti.engine.convert;

import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.datatype.VariableLength;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Elements of variable length: number of elements (4 bytes), address of a heap collection, number in it (4 bytes). */
final class Vlens {
    private Vlens() {}

    /** What an element points at, and how many elements it says these are. */
    private record Found(int count, byte[] bytes) {}

    private static @Nullable Found find(VariableLength type, Heap heap, ByteBuffer bytes, int at, int elementSize) {
        int width = type.size() - 8;
        if (width < 1 || width > 8) {
            throw new H5CorruptException(
                    "dataset",
                    -1,
                    "datatype message",
                    "a variable-length element of 9 to 16 bytes",
                    "" + type.size(),
                    null);
        }
        long count = bytes.getInt(at) & 0xffff_ffffL;
        long address = Bits.take(bytes, at + 4, width, false, 0, 8 * width);
        int index = bytes.getInt(at + 4 + width);
        if (address == 0 && count == 0) {
            return null;
        }
        if (count == 0) {
            return new Found(0, new byte[0]);
        }
        byte[] object = heap.reader().read(address, index);
        if (count > object.length / elementSize) {
            throw new H5CorruptException(
                    "dataset",
                    address,
                    "variable-length element",
                    count + " elements of " + elementSize + " bytes",
                    object.length + " bytes in object " + index,
                    null);
        }
        return new Found((int) count, object);
    }

    private static void put(
            VariableLength type, Heap heap, int count, byte @Nullable [] object, ByteBuffer bytes, int at) {
        VlenWriter.Place place = object == null || object.length == 0
                ? new VlenWriter.Place(0, 0)
                : heap.writer().put(object);
        int width = type.size() - 8;
        bytes.putInt(at, count);
        Bits.put(place.collection(), bytes, at + 4, width, false, 0, 8 * width);
        bytes.putInt(at + 4 + width, place.index());
    }

    /** Strings. */
    static final class Text extends ValueForm {
        private final VariableLength type;
        private final Heap heap;

        Text(VariableLength type, Heap heap) {
            this.type = type;
            this.heap = heap;
        }

        @Override
        Object get(ByteBuffer bytes, int at) {
            Found found = find(type, heap, bytes, at, 1);
            if (found == null) {
                return "";
            }
            byte[] text = found.bytes;
            return Texts.decode(text, Math.min(found.count, Texts.terminated(text)));
        }

        @Override
        void put(@Nullable Object value, ByteBuffer bytes, int at) {
            if (value != null && !(value instanceof CharSequence) && !(value instanceof Character)) {
                throw refuse(value, TypeText.of(type));
            }
            byte[] text = value == null ? new byte[0] : Texts.encode(value.toString(), type.charset());
            Vlens.put(type, heap, text.length, text, bytes, at);
        }
    }

    /** Sequences, as Java arrays. */
    static final class Sequence extends ValueForm {
        private final VariableLength type;
        private final Heap heap;
        private final Class<?> component;

        Sequence(VariableLength type, Class<?> component, Heap heap) {
            this.type = type;
            this.heap = heap;
            this.component = component;
        }

        @Override
        Object get(ByteBuffer bytes, int at) {
            int size = type.base().size();
            Found found = find(type, heap, bytes, at, size);
            int count = found == null ? 0 : found.count;
            int width = Conversions.width(type.base(), component);
            Object array = Array.newInstance(component, Math.multiplyExact(count, width));
            if (found != null && count > 0) {
                ByteBuffer object = ByteBuffer.wrap(found.bytes).order(ByteOrder.LITTLE_ENDIAN);
                Conversions.reader(type.base(), array, heap).read(object, 0, count, 0);
            }
            return array;
        }

        @Override
        void put(@Nullable Object value, ByteBuffer bytes, int at) {
            if (value == null) {
                Vlens.put(type, heap, 0, null, bytes, at);
                return;
            }
            if (!value.getClass().isArray()) {
                throw refuse(value, TypeText.of(type));
            }
            int slots = Array.getLength(value);
            int width = Conversions.width(type.base(), value.getClass().getComponentType());
            if (slots % width != 0) {
                throw new H5TypeException(slots + " values do not make whole elements of " + TypeText.of(type.base()));
            }
            int count = slots / width;
            ByteBuffer object = ByteBuffer.allocate(
                            Math.multiplyExact(count, type.base().size()))
                    .order(ByteOrder.LITTLE_ENDIAN);
            if (count > 0) {
                Conversions.writer(type.base(), value, heap).write(0, count, object, 0);
            }
            Vlens.put(type, heap, count, object.array(), bytes, at);
        }
    }
}
