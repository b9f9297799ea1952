package dev.tutti.engine.convert;

import dev.tutti.errors.H5TypeException;
import dev.tutti.format.datatype.ArrayType;
import dev.tutti.format.datatype.Compound;
import dev.tutti.format.datatype.Datatype;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Elements that have parts: compounds as rows or records, arrays as flat or nested Java arrays. */
final class Composites {
    private Composites() {}

    /** A compound as an array with one object per member. */
    static final class Row extends ValueForm {
        private final Compound type;
        private final List<ValueForm> forms = new ArrayList<>();

        Row(Compound type, Heap heap) {
            this.type = type;
            for (Compound.Member member : type.members()) {
                forms.add(ValueForms.of(member.type(), Object.class, heap));
            }
        }

        @Override
        Object get(ByteBuffer bytes, int at) {
            @Nullable Object[] row = new Object[forms.size()];
            for (int i = 0; i < row.length; i++) {
                row[i] = forms.get(i).get(bytes, at + type.members().get(i).offset());
            }
            return row;
        }

        @Override
        void put(@Nullable Object value, ByteBuffer bytes, int at) {
            if (!(value instanceof Object[] row) || row.length != forms.size()) {
                throw refuse(value, TypeText.of(type) + " of " + forms.size() + " members");
            }
            for (int i = 0; i < row.length; i++) {
                forms.get(i).put(row[i], bytes, at + type.members().get(i).offset());
            }
        }
    }

    /** A compound as a Java record whose components have the names of members. */
    static final class Records extends ValueForm {
        private final Class<?> type;
        private final RecordMaker maker;
        private final List<Method> accessors = new ArrayList<>();
        private final List<RecordMaker.Source> sources = new ArrayList<>();
        private final ValueForm[] forms;

        Records(Compound compound, Class<?> type, Heap heap) {
            this.type = type;
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] classes = new Class<?>[components.length];
            forms = new ValueForm[components.length];
            try {
                for (int i = 0; i < components.length; i++) {
                    classes[i] = components[i].getType();
                    Compound.Member member = member(compound, components[i].getName(), type);
                    forms[i] = form(member.type(), components[i], heap);
                    sources.add(new RecordMaker.Source(
                            member.offset(), forms[i] instanceof Scalars.Numeric number ? number.plain() : null));
                    Method accessor = components[i].getAccessor();
                    accessor.setAccessible(true);
                    accessors.add(accessor);
                }
                Constructor<?> constructor = type.getDeclaredConstructor(classes);
                constructor.setAccessible(true);
                maker = RecordMaker.of(constructor, sources);
            } catch (NoSuchMethodException | InaccessibleObjectException e) {
                throw new H5TypeException("record " + type.getName()
                        + " is not accessible: make it public, or open its package to dev.tutti.engine (" + e + ")");
            }
        }

        private static ValueForm form(Datatype type, RecordComponent component, Heap heap) {
            return component.getType() == List.class
                    ? Lists.of(type, component, heap)
                    : ValueForms.of(type, component.getType(), heap);
        }

        private static Compound.Member member(Compound compound, String name, Class<?> type) {
            for (Compound.Member member : compound.members()) {
                if (member.name().equals(name)) {
                    return member;
                }
            }
            throw new H5TypeException(
                    "record " + type.getName() + ": " + TypeText.of(compound) + " has no member " + name);
        }

        @Override
        Object get(ByteBuffer bytes, int at) {
            try {
                return maker.make(bytes, at, forms);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new H5TypeException("record " + type.getName() + ": " + e);
            }
        }

        @Override
        void put(@Nullable Object value, ByteBuffer bytes, int at) {
            if (!type.isInstance(value)) {
                throw refuse(value, type.getName());
            }
            for (int i = 0; i < forms.length; i++) {
                try {
                    forms[i].put(
                            accessors.get(i).invoke(value),
                            bytes,
                            at + sources.get(i).offset());
                } catch (ReflectiveOperationException e) {
                    throw new H5TypeException("record " + type.getName() + ": " + e);
                }
            }
        }
    }

    /** An array as one flat Java array in row-major order, or as nested ones. */
    static final class Arrays extends ValueForm {
        private final Datatype base;
        private final int[] dims;
        private final Class<?> component;
        private final boolean nested;
        private final Heap heap;

        Arrays(Datatype base, int[] dims, Class<?> array, Heap heap) {
            this.base = base;
            this.dims = dims;
            this.heap = heap;
            Class<?> inner = array;
            int depth = 0;
            while (depth < dims.length && inner.getComponentType() != null) {
                inner = inner.getComponentType();
                depth++;
            }
            nested = depth == dims.length && depth > 1;
            Class<?> direct = array.getComponentType();
            component = nested || direct == null ? inner : direct;
        }

        static Arrays of(ArrayType type, Class<?> array, Heap heap) {
            return new Arrays(type.base(), type.dims().stream().mapToInt(i -> i).toArray(), array, heap);
        }

        @Override
        Object get(ByteBuffer bytes, int at) {
            return nested ? get(bytes, at, 0) : flat(bytes, at, elements(0));
        }

        private int elements(int from) {
            int product = 1;
            for (int d = from; d < dims.length; d++) {
                product *= dims[d];
            }
            return product;
        }

        private Object flat(ByteBuffer bytes, int at, int count) {
            Object array = Array.newInstance(component, count * Conversions.width(base, component));
            Conversions.reader(base, array, heap).read(bytes, at, count, 0);
            return array;
        }

        private Object get(ByteBuffer bytes, int at, int d) {
            if (d == dims.length - 1) {
                return flat(bytes, at, dims[d]);
            }
            int step = elements(d + 1) * base.size();
            @Nullable Object result = null;
            for (int i = 0; i < dims[d]; i++) {
                Object part = get(bytes, at + i * step, d + 1);
                if (result == null) {
                    result = Array.newInstance(part.getClass(), dims[d]);
                }
                Array.set(result, i, part);
            }
            return result == null ? new Object[0] : result;
        }

        @Override
        void put(@Nullable Object value, ByteBuffer bytes, int at) {
            put(value, bytes, at, 0);
        }

        private void put(@Nullable Object value, ByteBuffer bytes, int at, int d) {
            if (value == null || !value.getClass().isArray()) {
                throw refuse(value, "array of " + TypeText.of(base));
            }
            int length = Array.getLength(value);
            int count = elements(d);
            Class<?> direct = value.getClass().getComponentType();
            if (d < dims.length - 1 && length == dims[d] && direct.isArray()) {
                int step = elements(d + 1) * base.size();
                for (int i = 0; i < length; i++) {
                    put(Array.get(value, i), bytes, at + i * step, d + 1);
                }
                return;
            }
            if (length != count * Conversions.width(base, direct)) {
                throw new H5TypeException("an array of " + length + " values does not fit type array of " + count + " "
                        + TypeText.of(base));
            }
            Conversions.writer(base, value, heap).write(0, count, bytes, at);
        }
    }
}
