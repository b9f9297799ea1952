package dev.tutti.engine.convert;

import dev.tutti.errors.H5TypeException;
import dev.tutti.format.datatype.ArrayType;
import dev.tutti.format.datatype.Compound;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.datatype.Enumeration;
import dev.tutti.format.datatype.FixedPoint;
import dev.tutti.format.datatype.FixedString;
import dev.tutti.format.datatype.Opaque;
import dev.tutti.format.datatype.Reference;
import dev.tutti.format.datatype.VariableLength;
import java.math.BigInteger;
import java.util.Map;

/** Which form an element has as a Java object of a wanted class. */
final class ValueForms {
    private static final Map<Class<?>, Class<?>> PRIMITIVES = Map.of(
            Double.class, double.class,
            Float.class, float.class,
            Long.class, long.class,
            Integer.class, int.class,
            Short.class, short.class,
            Byte.class, byte.class,
            Boolean.class, boolean.class,
            Character.class, char.class);

    private ValueForms() {}

    /** The form of {@code type} as {@code wanted}; for {@link Object} the natural one. */
    static ValueForm of(Datatype type, Class<?> wanted, Heap heap) {
        if (wanted == Object.class || wanted == Number.class || wanted == Comparable.class) {
            Class<?> natural = Natural.element(type);
            ValueForm form = of(type, natural == Object.class ? byte[].class : natural, heap);
            return type instanceof Reference reference ? new Referring(reference, heap, form) : form;
        }
        if (type instanceof FixedString text && (wanted == String.class || wanted == CharSequence.class)) {
            return new Texts.Fixed(text);
        }
        if (type instanceof VariableLength vlen && vlen.kind() == VariableLength.Kind.STRING) {
            if (wanted == String.class || wanted == CharSequence.class) {
                return new Vlens.Text(vlen, heap);
            }
        } else if (type instanceof VariableLength vlen && wanted.isArray()) {
            return new Vlens.Sequence(vlen, wanted.getComponentType(), heap);
        }
        Class<?> primitive = wanted.isPrimitive() ? wanted : PRIMITIVES.get(wanted);
        NumberForm number = NumberForm.of(type);
        if (number != null && primitive != null) {
            return new Scalars.Numeric(number, primitive);
        }
        if (number instanceof IntegerForm whole && wanted == BigInteger.class) {
            return new Scalars.Whole(whole);
        }
        if (number != null && type instanceof Enumeration named && (wanted == String.class || wanted.isEnum())) {
            return new Scalars.Name(named, number, wanted.isEnum() ? wanted : null);
        }
        return parts(type, wanted, heap);
    }

    private static ValueForm parts(Datatype type, Class<?> wanted, Heap heap) {
        if (type instanceof Reference reference
                && (heap.reader().refersAs(wanted) || heap.writer().refers(wanted))) {
            return new Referring(reference, heap, null);
        }
        Datatype half = Natural.complexBase(type);
        if (half != null && wanted.isArray() && wanted.getComponentType().isPrimitive()) {
            return new Composites.Arrays(half, new int[] {2}, wanted, heap);
        }
        if (type instanceof Compound compound) {
            if (wanted == Object[].class) {
                return new Composites.Row(compound, heap);
            }
            if (wanted.isRecord()) {
                return new Composites.Records(compound, wanted, heap);
            }
        }
        if (type instanceof ArrayType array && wanted.isArray()) {
            return Composites.Arrays.of(array, wanted, heap);
        }
        if (type instanceof FixedPoint fixed && NumberForm.precision(type) > 64 && wanted == BigInteger.class) {
            return new WideInteger(fixed);
        }
        boolean bytes = type instanceof Opaque || type instanceof Reference || NumberForm.precision(type) > 64;
        if (wanted == byte[].class && bytes) {
            return new Scalars.Raw(type);
        }
        throw new H5TypeException("type " + TypeText.of(type) + " cannot be held by Java type " + wanted.getTypeName()
                + "; its natural one is " + Natural.element(type).getTypeName());
    }
}
