package dev.tutti.hdf5.oracle;

import dev.tutti.format.datatype.ArrayType;
import dev.tutti.format.datatype.BitField;
import dev.tutti.format.datatype.CharacterSet;
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
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A datatype as Tutti sees it, in the words of {@link CType#text()}. */
final class TuttiTypeText {
    private TuttiTypeText() {}

    static String of(Datatype type) {
        if (type instanceof FixedPoint t) {
            return (t.signed() ? "i" : "u")
                    + t.size() * 8
                    + order(t.size(), t.order())
                    + pads(t.size(), t.bitOffset(), t.bitPrecision());
        }
        if (type instanceof FloatingPoint t) {
            return String.format(
                            Locale.ROOT,
                            "f%d%s(s%d e%d:%d m%d:%d b%d)",
                            t.size() * 8,
                            order(t.size(), t.order()),
                            t.signLocation(),
                            t.exponentLocation(),
                            t.exponentSize(),
                            t.mantissaLocation(),
                            t.mantissaSize(),
                            t.exponentBias())
                    + pads(t.size(), t.bitOffset(), t.bitPrecision());
        }
        if (type instanceof BitField t) {
            return "bits" + t.size() * 8 + order(t.size(), t.order()) + pads(t.size(), t.bitOffset(), t.bitPrecision());
        }
        if (type instanceof FixedString t) {
            return "string(" + t.size() + ", " + padding(t.padding()) + ", " + charset(t.charset()) + ")";
        }
        if (type instanceof VariableLength t) {
            return t.kind() == VariableLength.Kind.STRING
                    ? "vstring(" + charset(t.charset()) + ")"
                    : "vlen{" + of(t.base()) + "}";
        }
        if (type instanceof Opaque t) {
            return "opaque(" + t.size() + ", '" + t.tag() + "')";
        }
        if (type instanceof Compound t) {
            return CType.compoundText(
                    t.size(),
                    t.members().stream()
                            .map(member -> member.name() + "@" + member.offset() + ": " + of(member.type()))
                            .collect(Collectors.joining(", ")));
        }
        if (type instanceof Enumeration t) {
            return t.values().stream()
                    .map(value -> value.name() + "=" + value.value())
                    .collect(Collectors.joining(", ", "enum(" + of(t.base()) + "){", "}"));
        }
        if (type instanceof ArrayType t) {
            return "array" + t.dims().toString().replace(" ", "") + "{" + of(t.base()) + "}";
        }
        if (type instanceof Reference t && t.kind() == Reference.Kind.OBJECT) {
            return "objref";
        }
        throw new IllegalArgumentException(type.toString());
    }

    private static String order(int size, Order order) {
        return size == 1 ? "" : order == Order.BIG ? "be" : "le";
    }

    private static String pads(int size, int offset, int precision) {
        return precision == size * 8 && offset == 0 ? "" : "[" + offset + "+" + precision + "]";
    }

    private static String padding(Padding padding) {
        return List.of("nullterm", "nullpad", "spacepad").get(padding.ordinal());
    }

    private static String charset(CharacterSet charset) {
        return charset == CharacterSet.UTF8 ? "utf8" : "ascii";
    }
}
