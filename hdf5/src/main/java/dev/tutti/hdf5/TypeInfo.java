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
import dev.tutti.format.datatype.Reference;
import dev.tutti.format.datatype.Time;
import dev.tutti.format.datatype.VariableLength;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a {@link DType} is made of, for programs that describe types or turn them into those of another system. Immutable and thread-safe. */
public sealed interface TypeInfo {
    /** Order of an element's bytes. */
    enum Order {
        /** Least significant byte first. */
        LITTLE,
        /** Most significant byte first. */
        BIG,
        /** As on a VAX. */
        VAX
    }

    /** What fills a text that is shorter than its field. */
    enum Padding {
        /** A zero byte ends the text. */
        NULL_TERMINATED,
        /** Zero bytes fill the rest. */
        NULL_PADDED,
        /** Spaces fill the rest. */
        SPACE_PADDED
    }

    /** What a reference leads to. */
    enum Target {
        /** An object. */
        OBJECT,
        /** Elements of a dataset. */
        REGION,
        /** An attribute. */
        ATTRIBUTE
    }

    /** Bytes that one element takes in the file. */
    int size();

    /** A whole number. */
    record Whole(int size, Order order, boolean signed) implements TypeInfo {}

    /** A floating-point number. */
    record Floating(int size, Order order) implements TypeInfo {}

    /** A complex number of two floating-point numbers (not h5py's compound of {@code r} and {@code i}). */
    record ComplexNumber(int size, DType part) implements TypeInfo {}

    /** A point in time, a type that hardly anybody uses. */
    record Moment(int size, Order order) implements TypeInfo {}

    /** Text, of any length or in a field of {@code size} bytes. */
    record Text(int size, boolean anyLength, boolean utf8, Padding padding) implements TypeInfo {}

    /** Bits. */
    record Bits(int size, Order order) implements TypeInfo {}

    /** Bytes without a meaning of their own. */
    record Bytes(int size, String tag) implements TypeInfo {}

    /** Named members, in order. */
    record Members(int size, List<Part> parts) implements TypeInfo {
        /**
         * One member.
         *
         * @param offset of its first byte in the element
         */
        public record Part(String name, int offset, DType type) {}

        /** Copies the list. */
        public Members {
            parts = List.copyOf(parts);
        }
    }

    /** A reference. */
    record Pointer(int size, Target target) implements TypeInfo {}

    /** Named whole numbers, in order. */
    record Names(int size, DType base, Map<String, Long> values) implements TypeInfo {}

    /** Any number of elements. */
    record Sequence(int size, DType element) implements TypeInfo {}

    /** A fixed number of elements. */
    record Grid(int size, List<Integer> shape, DType element) implements TypeInfo {
        /** Copies the list. */
        public Grid {
            shape = List.copyOf(shape);
        }
    }

    /** What a type is made of. */
    static TypeInfo of(DType dtype) {
        Datatype type = dtype.type();
        if (type instanceof FixedPoint number) {
            return new Whole(number.size(), order(number.order()), number.signed());
        }
        if (type instanceof FloatingPoint number) {
            return new Floating(number.size(), order(number.order()));
        }
        if (type instanceof Complex number) {
            return new ComplexNumber(number.size(), new DType(number.base()));
        }
        if (type instanceof Time time) {
            return new Moment(time.size(), order(time.order()));
        }
        if (type instanceof FixedString text) {
            return new Text(text.size(), false, text.charset() == CharacterSet.UTF8, padding(text.padding()));
        }
        if (type instanceof BitField bits) {
            return new Bits(bits.size(), order(bits.order()));
        }
        if (type instanceof Opaque bytes) {
            return new Bytes(bytes.size(), bytes.tag());
        }
        return composed(type);
    }

    private static TypeInfo composed(Datatype type) {
        if (type instanceof VariableLength sequence) {
            return sequence.kind() == VariableLength.Kind.STRING
                    ? new Text(
                            sequence.size(), true, sequence.charset() == CharacterSet.UTF8, padding(sequence.padding()))
                    : new Sequence(sequence.size(), new DType(sequence.base()));
        }
        if (type instanceof Compound compound) {
            return new Members(
                    compound.size(),
                    compound.members().stream()
                            .map(member -> new Members.Part(member.name(), member.offset(), new DType(member.type())))
                            .toList());
        }
        if (type instanceof Enumeration enumeration) {
            Map<String, Long> values = new LinkedHashMap<>();
            enumeration.values().forEach(value -> values.put(value.name(), value.value()));
            return new Names(
                    enumeration.size(), new DType(enumeration.base()), java.util.Collections.unmodifiableMap(values));
        }
        if (type instanceof ArrayType array) {
            return new Grid(array.size(), array.dims(), new DType(array.base()));
        }
        if (type instanceof Reference reference) {
            return new Pointer(
                    reference.size(),
                    switch (reference.kind()) {
                        case OBJECT, OBJECT2 -> Target.OBJECT;
                        case ATTRIBUTE -> Target.ATTRIBUTE;
                        default -> Target.REGION;
                    });
        }
        throw new IllegalStateException("a type that nobody knows: " + type);
    }

    private static Order order(dev.tutti.format.datatype.Order order) {
        return switch (order) {
            case LITTLE -> Order.LITTLE;
            case BIG -> Order.BIG;
            case VAX -> Order.VAX;
        };
    }

    private static Padding padding(dev.tutti.format.datatype.Padding padding) {
        return switch (padding) {
            case NULL_TERMINATED -> Padding.NULL_TERMINATED;
            case NULL_PADDED -> Padding.NULL_PADDED;
            case SPACE_PADDED -> Padding.SPACE_PADDED;
        };
    }
}
