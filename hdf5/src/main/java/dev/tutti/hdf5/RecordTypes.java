package dev.tutti.hdf5;

import dev.tutti.errors.H5TypeException;
import dev.tutti.format.datatype.ArrayType;
import dev.tutti.format.datatype.Compound;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.datatype.VariableLength;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Record classes and the compound types that hold them. */
final class RecordTypes {
    private RecordTypes() {}

    /** The compound type of a record class: a member for each component; arrays and lists are sequences. */
    static DType of(Class<?> type) {
        Map<String, DType> members = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            if (members.put(name(component), member(component)) != null) {
                throw new H5TypeException(
                        "record " + type.getName() + ": two components are named '" + name(component) + "'");
            }
        }
        if (members.isEmpty()) {
            throw new H5TypeException("record " + type.getName() + " has no component");
        }
        return DType.compound(members);
    }

    private static DType member(RecordComponent component) {
        Class<?> type = component.getType();
        if (type.isArray() || type == List.class) {
            return DType.vlen(JavaValue.typeOf(element(component)));
        }
        return JavaValue.typeOf(type);
    }

    /** What an array or list holds; the class itself for other components. */
    private static Class<?> element(RecordComponent component) {
        Class<?> type = component.getType();
        if (type.isArray()) {
            return type.getComponentType();
        }
        if (type != List.class) {
            return type;
        }
        if (component.getGenericType() instanceof ParameterizedType list
                && list.getActualTypeArguments()[0] instanceof Class<?> element) {
            return element;
        }
        throw new H5TypeException("record " + component.getDeclaringRecord().getName() + ": component "
                + component.getName() + ": a list of a class, such as List<Double>, is expected");
    }

    private static String name(RecordComponent component) {
        Member named = component.getAnnotation(Member.class);
        return named == null ? component.getName() : named.value();
    }

    /** The type with its members named as the components of the record that it is read as or written from; other types as they are. */
    static Datatype asComponents(Datatype type, Class<?> java) {
        Class<?> element = java;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        if (type instanceof VariableLength vlen && vlen.kind() == VariableLength.Kind.SEQUENCE) {
            return new VariableLength(
                    vlen.size(), vlen.kind(), vlen.padding(), vlen.charset(), asComponents(vlen.base(), element));
        }
        if (type instanceof ArrayType array) {
            return new ArrayType(array.dims(), asComponents(array.base(), element));
        }
        return type instanceof Compound compound && element.isRecord() ? renamed(compound, element) : type;
    }

    private static Compound renamed(Compound compound, Class<?> record) {
        Map<String, RecordComponent> components = new LinkedHashMap<>();
        for (RecordComponent component : record.getRecordComponents()) {
            components.put(name(component), component);
        }
        List<Compound.Member> members = compound.members().stream()
                .map(member -> {
                    RecordComponent component = components.get(member.name());
                    if (component != null) {
                        return new Compound.Member(
                                component.getName(), member.offset(), asComponents(member.type(), element(component)));
                    }
                    // A component may be called what another member is: that one must not be taken for it.
                    boolean taken = components.values().stream()
                            .anyMatch(other -> other.getName().equals(member.name()));
                    return taken
                            ? new Compound.Member(member.name() + " in the file", member.offset(), member.type())
                            : member;
                })
                .toList();
        return new Compound(compound.size(), members);
    }
}
