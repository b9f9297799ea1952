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
import dev.tutti.format.datatype.Order;
import dev.tutti.format.datatype.Reference;
import dev.tutti.format.datatype.Time;
import dev.tutti.format.datatype.VariableLength;
import java.util.stream.Collectors;

/** Datatypes in few words, for messages. */
final class TypeText {
    private TypeText() {}

    static String of(Datatype type) {
        if (type instanceof FixedPoint fixed) {
            return (fixed.signed() ? "i" : "u") + 8 * fixed.size() + order(fixed.order());
        }
        if (type instanceof FloatingPoint real) {
            return "f" + 8 * real.size() + order(real.order());
        }
        if (type instanceof FixedString text) {
            return "string(" + text.size() + ")";
        }
        if (type instanceof VariableLength vlen) {
            return vlen.kind() == VariableLength.Kind.STRING ? "string" : "vlen(" + of(vlen.base()) + ")";
        }
        if (type instanceof Compound compound) {
            return compound.members().stream()
                    .limit(20)
                    .map(Compound.Member::name)
                    .collect(Collectors.joining(
                            ", ", "compound{", compound.members().size() > 20 ? ", …}" : "}"));
        }
        if (type instanceof Enumeration named) {
            return "enum(" + of(named.base()) + ")";
        }
        if (type instanceof ArrayType array) {
            return "array" + array.dims() + " of " + of(array.base());
        }
        if (type instanceof Complex complex) {
            return "complex" + 8 * complex.size();
        }
        if (type instanceof Opaque opaque) {
            return "opaque(" + opaque.size() + ")";
        }
        if (type instanceof BitField bits) {
            return "bitfield" + 8 * bits.size();
        }
        return type instanceof Reference ? "reference" : type instanceof Time ? "time" : type.toString();
    }

    private static String order(Order order) {
        return order == Order.BIG ? "be" : "";
    }
}
