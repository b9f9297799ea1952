package dev.tutti.engine.convert;

import dev.tutti.errors.H5TypeException;
import dev.tutti.format.datatype.Datatype;
import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sequences and arrays as lists, in components of records. */
final class Lists extends ValueForm {
    private final Class<?> element;
    private final ValueForm array;

    private Lists(Class<?> element, ValueForm array) {
        this.element = element;
        this.array = array;
    }

    /** The form of a component of type {@code List<E>}. */
    static Lists of(Datatype type, RecordComponent component, Heap heap) {
        Type generic = component.getGenericType();
        Type argument = generic instanceof ParameterizedType of ? of.getActualTypeArguments()[0] : generic;
        if (!(argument instanceof Class<?> element)) {
            throw new H5TypeException("record " + component.getDeclaringRecord().getName()
                    + ": a list of a class, such as List<Double>, is expected, found "
                    + component.getName() + " of " + generic.getTypeName());
        }
        return new Lists(element, ValueForms.of(type, element.arrayType(), heap));
    }

    @Override
    Object get(ByteBuffer bytes, int at) {
        Object values = array.get(bytes, at);
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; values != null && i < Array.getLength(values); i++) {
            list.add(Array.get(values, i));
        }
        return Collections.unmodifiableList(list);
    }

    @Override
    void put(@Nullable Object value, ByteBuffer bytes, int at) {
        if (!(value instanceof List<?> list)) {
            throw refuse(value, "list of " + element.getSimpleName());
        }
        Object values = Array.newInstance(element, list.size());
        int i = 0;
        for (Object part : list) {
            if (part != null && !element.isInstance(part)) {
                throw refuse(part, element.getSimpleName());
            }
            Array.set(values, i++, part);
        }
        array.put(values, bytes, at);
    }
}
