package dev.tutti.engine.convert;

import dev.tutti.format.datatype.ArrayType;
import dev.tutti.format.datatype.BitField;
import dev.tutti.format.datatype.Complex;
import dev.tutti.format.datatype.Compound;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.datatype.Enumeration;
import dev.tutti.format.datatype.FixedPoint;
import dev.tutti.format.datatype.FixedString;
import dev.tutti.format.datatype.FloatingPoint;
import dev.tutti.format.datatype.Opaque;
import dev.tutti.format.datatype.Reference;
import dev.tutti.format.datatype.Time;
import dev.tutti.format.datatype.VariableLength;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Java type that holds a datatype without loss and without ado. Unsigned integers widen. */
final class Natural {
    private Natural() {}

    /** The class of one element: primitive for numbers, an array class for elements that have several values. */
    static Class<?> element(Datatype type) {
        Datatype half = complexBase(type);
        if (half != null) {
            return element(half) == float.class ? float[].class : double[].class;
        }
        if (type instanceof ArrayType array) {
            return slot(array).arrayType();
        }
        if (type instanceof VariableLength vlen) {
            return vlen.kind() == VariableLength.Kind.STRING
                    ? String.class
                    : slot(vlen.base()).arrayType();
        }
        if (type instanceof Compound) {
            return Object[].class;
        }
        return atom(type);
    }

    /** The component class of a flat array of elements. */
    static Class<?> slot(Datatype type) {
        if (type instanceof ArrayType array) {
            return slot(array.base());
        }
        Datatype half = complexBase(type);
        return half == null ? element(type) : element(half);
    }

    private static Class<?> atom(Datatype type) {
        if (type instanceof FixedPoint fixed) {
            boolean wide = fixed.bitPrecision() > 64 || (!fixed.signed() && fixed.bitPrecision() == 64);
            return wide ? BigInteger.class : integer(fixed.signed() ? fixed.bitPrecision() : fixed.bitPrecision() + 1);
        }
        if (type instanceof BitField bits) {
            return bits.bitPrecision() > 64 ? byte[].class : integer(bits.bitPrecision() + 1);
        }
        if (type instanceof FloatingPoint real) {
            return real.exponentSize() <= 8 && real.mantissaSize() <= 23 ? float.class : double.class;
        }
        if (type instanceof Enumeration named) {
            return isBoolean(named) ? boolean.class : String.class;
        }
        if (type instanceof FixedString) {
            return String.class;
        }
        if (type instanceof Reference reference) {
            boolean address = reference.kind() == Reference.Kind.OBJECT && reference.size() <= 8;
            return address ? long.class : byte[].class;
        }
        return type instanceof Opaque ? byte[].class : type instanceof Time ? long.class : Object.class;
    }

    private static Class<?> integer(int bits) {
        return bits <= 8 ? byte.class : bits <= 16 ? short.class : bits <= 32 ? int.class : long.class;
    }

    /** Whether this is how h5py writes booleans. */
    static boolean isBoolean(Enumeration type) {
        List<Enumeration.Value> values = type.values();
        return values.size() == 2
                && values.stream().anyMatch(v -> v.value() == 0 && v.name().equalsIgnoreCase("FALSE"))
                && values.stream().anyMatch(v -> v.value() == 1 && v.name().equalsIgnoreCase("TRUE"));
    }

    /** What both parts of a complex number are, be it the type of its own or h5py's compound of r and i; null for other types. */
    static @Nullable Datatype complexBase(Datatype type) {
        if (type instanceof Complex complex) {
            return complex.base();
        }
        if (!(type instanceof Compound compound) || compound.members().size() != 2) {
            return null;
        }
        Compound.Member real = compound.members().get(0);
        Compound.Member imaginary = compound.members().get(1);
        boolean complex = real.name().equals("r")
                && imaginary.name().equals("i")
                && real.type() instanceof FloatingPoint
                && real.type().equals(imaginary.type())
                && real.offset() == 0
                && imaginary.offset() == real.type().size()
                && compound.size() == 2 * real.type().size();
        return complex ? real.type() : null;
    }
}
