package dev.tutti.hdf5;

import dev.tutti.format.datatype.ArrayType;
import dev.tutti.format.datatype.BitField;
import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.datatype.Complex;
import dev.tutti.format.datatype.Compound;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.datatype.Enumeration;
import dev.tutti.format.datatype.FixedPoint;
import dev.tutti.format.datatype.FixedString;
import dev.tutti.format.datatype.FloatingPoint;
import dev.tutti.format.datatype.Opaque;
import dev.tutti.format.datatype.Order;
import dev.tutti.format.datatype.Padding;
import dev.tutti.format.datatype.Reference;
import dev.tutti.format.datatype.VariableLength;

/** Types in HDF5's data definition language, as h5dump prints them. */
final class TypeDdl {
    private static final String STEP = "   ";
    private static final int NAME_WIDTH = 19;

    private TypeDdl() {}

    /** The type, on one or more lines; those behind the first are indented. */
    static String of(Datatype type, String indent) {
        String in = indent + STEP;
        if (type instanceof FixedPoint t) {
            return integer(t);
        }
        if (type instanceof FloatingPoint t) {
            return real(t);
        }
        if (type instanceof BitField t) {
            return "H5T_STD_B" + 8 * t.size() + order(t.order());
        }
        if (type instanceof FixedString t) {
            return string(String.valueOf(t.size()), t.padding(), t.charset(), indent);
        }
        if (type instanceof Opaque t) {
            return "H5T_OPAQUE {\n" + in + "OPAQUE_TAG \"" + t.tag() + "\";\n" + indent + "}";
        }
        if (type instanceof Compound t) {
            StringBuilder text = new StringBuilder("H5T_COMPOUND {\n");
            for (Compound.Member member : t.members()) {
                text.append(in)
                        .append(of(member.type(), in))
                        .append(" \"")
                        .append(member.name())
                        .append("\";\n");
            }
            return text.append(indent).append('}').toString();
        }
        return type instanceof Enumeration t ? enumeration(t, indent) : derived(type, indent);
    }

    private static String derived(Datatype type, String indent) {
        if (type instanceof VariableLength t) {
            return t.kind() == VariableLength.Kind.STRING
                    ? string("H5T_VARIABLE", t.padding(), t.charset(), indent)
                    : "H5T_VLEN { " + of(t.base(), indent) + " }";
        }
        if (type instanceof ArrayType t) {
            StringBuilder dims = new StringBuilder();
            t.dims().forEach(length -> dims.append('[').append(length).append(']'));
            return "H5T_ARRAY { " + dims + " " + of(t.base(), indent) + " }";
        }
        if (type instanceof Reference t) {
            String name =
                    switch (t.kind()) {
                        case OBJECT -> "H5T_STD_REF_OBJECT";
                        case REGION -> "H5T_STD_REF_DSETREG";
                        default -> "H5T_STD_REF";
                    };
            return "H5T_REFERENCE { " + name + " }";
        }
        return type instanceof Complex t
                ? "H5T_COMPLEX { " + of(t.base(), indent) + " }"
                : "H5T_TIME: not yet implemented";
    }

    private static String integer(FixedPoint t) {
        String sign = t.signed() ? "" : " unsigned";
        boolean standard = t.size() <= 8
                && Integer.bitCount(t.size()) == 1
                && t.bitOffset() == 0
                && t.bitPrecision() == 8 * t.size();
        return standard
                ? "H5T_STD_" + (t.signed() ? "I" : "U") + 8 * t.size() + order(t.order())
                : 8 * t.size() + "-bit" + words(t.size(), t.order()) + sign + " integer" + precision(t.bitPrecision());
    }

    private static String real(FloatingPoint t) {
        if (t.order() == Order.VAX) {
            return "H5T_VAX_F" + 8 * t.size();
        }
        boolean standard = t.size() <= 8
                && Integer.bitCount(t.size()) == 1
                && t.equals(FloatingPoint.ieee(Math.max(2, t.size()), t.order()));
        return standard
                ? "H5T_IEEE_F" + 8 * t.size() + order(t.order())
                : 8 * t.size() + "-bit" + words(t.size(), t.order()) + " floating-point" + precision(t.bitPrecision());
    }

    private static String words(int size, Order order) {
        return size == 1 ? "" : order == Order.BIG ? " big-endian" : " little-endian";
    }

    private static String precision(int bits) {
        return " " + bits + "-bit precision";
    }

    private static String order(Order order) {
        return order == Order.BIG ? "BE" : "LE";
    }

    private static String string(String size, Padding padding, CharacterSet charset, String indent) {
        String in = indent + STEP;
        String pad =
                switch (padding) {
                    case NULL_TERMINATED -> "NULLTERM";
                    case NULL_PADDED -> "NULLPAD";
                    default -> "SPACEPAD";
                };
        return "H5T_STRING {\n" + in + "STRSIZE " + size + ";\n" + in + "STRPAD H5T_STR_" + pad + ";\n" + in
                + "CSET H5T_CSET_" + (charset == CharacterSet.UTF8 ? "UTF8" : "ASCII") + ";\n" + in
                + "CTYPE H5T_C_S1;\n" + indent + "}";
    }

    private static String enumeration(Enumeration t, String indent) {
        String in = indent + STEP;
        StringBuilder text = new StringBuilder("H5T_ENUM {\n" + in + of(t.base(), in) + ";\n");
        for (Enumeration.Value value : t.values()) {
            String name = '"' + value.name() + '"';
            text.append(in)
                    .append(name)
                    .append(" ".repeat(Math.max(1, NAME_WIDTH - name.length())))
                    .append(value.value())
                    .append(";\n");
        }
        return text.append(indent).append('}').toString();
    }
}
