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
import dev.tutti.format.datatype.Time;
import dev.tutti.format.datatype.VariableLength;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The type of one element as it is stored. Immutable and thread-safe. Numbers are little-endian unless {@link #bigEndian} was called.
 * {@link #toString} gives a short name: {@code f64}, {@code i32be}, {@code string}, {@code compound{x: f64, y: i32}}.
 */
public final class DType {
    /** Signed integers of 8 to 64 bits. */
    public static final DType I8 = integer(1, true);
    /** Signed, 16 bits. */
    public static final DType I16 = integer(2, true);
    /** Signed, 32 bits. */
    public static final DType I32 = integer(4, true);
    /** Signed, 64 bits. */
    public static final DType I64 = integer(8, true);
    /** Unsigned integers of 8 to 64 bits; they read as the next wider Java type. */
    public static final DType U8 = integer(1, false);
    /** Unsigned, 16 bits. */
    public static final DType U16 = integer(2, false);
    /** Unsigned, 32 bits. */
    public static final DType U32 = integer(4, false);
    /** Unsigned, 64 bits. */
    public static final DType U64 = integer(8, false);
    /** IEEE 754 half precision. */
    public static final DType F16 = new DType(FloatingPoint.ieee(2, Order.LITTLE));
    /** The upper half of a single-precision number. */
    public static final DType BF16 = new DType(FloatingPoint.bfloat16(Order.LITTLE));
    /** IEEE 754 single precision. */
    public static final DType F32 = new DType(FloatingPoint.ieee(4, Order.LITTLE));
    /** IEEE 754 double precision. */
    public static final DType F64 = new DType(FloatingPoint.ieee(8, Order.LITTLE));
    /** Text of any length, UTF-8. */
    public static final DType STRING = new DType(new VariableLength(
            16,
            VariableLength.Kind.STRING,
            Padding.NULL_TERMINATED,
            CharacterSet.UTF8,
            FixedPoint.of(1, Order.LITTLE, false)));
    /** True or false, as h5py stores it: an enumeration over 8-bit integers. */
    public static final DType BOOL = enumOf(I8, booleanNames());
    /** Reference to an object of the same file, which every library reads. */
    public static final DType REFERENCE = new DType(new Reference(8, Reference.Kind.OBJECT));
    /** Reference to elements of a dataset of the same file, which every library reads. */
    public static final DType REGION_REFERENCE = new DType(new Reference(12, Reference.Kind.REGION));
    /** Reference to an object, to elements of a dataset or to an attribute, of this or of another file; for HDF5 1.12 and later, which alone read it. */
    public static final DType ANY_REFERENCE = new DType(new Reference(18, Reference.Kind.OBJECT2));
    /** Complex number of two 32-bit floats, as h5py stores it. */
    public static final DType COMPLEX64 = complex(F32);
    /** Complex number of two 64-bit floats, as h5py stores it. */
    public static final DType COMPLEX128 = complex(F64);

    private final Datatype type;

    DType(Datatype type) {
        this.type = type;
    }

    Datatype type() {
        return type;
    }

    private static DType integer(int size, boolean signed) {
        return new DType(FixedPoint.of(size, Order.LITTLE, signed));
    }

    private static DType complex(DType part) {
        Map<String, DType> parts = new LinkedHashMap<>();
        parts.put("r", part);
        parts.put("i", part);
        return compound(parts);
    }

    private static Map<String, Long> booleanNames() {
        Map<String, Long> names = new LinkedHashMap<>();
        names.put("FALSE", 0L);
        names.put("TRUE", 1L);
        return names;
    }

    /** Text of exactly {@code bytes} bytes, UTF-8, shorter text is padded with zero bytes. */
    public static DType string(int bytes) {
        return new DType(new FixedString(bytes, Padding.NULL_PADDED, CharacterSet.UTF8));
    }

    /** Text of exactly {@code bytes} bytes, marked as ASCII, as h5py stores its {@code S} types; shorter text is padded with zero bytes. */
    public static DType ascii(int bytes) {
        return new DType(new FixedString(bytes, Padding.NULL_PADDED, CharacterSet.ASCII));
    }

    /** Bytes without a meaning of their own, with a tag that says what they are. */
    public static DType opaque(int bytes, String tag) {
        return new DType(new Opaque(bytes, tag));
    }

    /** Bits, {@code bytes} bytes of them. */
    public static DType bitfield(int bytes) {
        return new DType(new BitField(bytes, Order.LITTLE, 0, 0, 0, 8 * bytes));
    }

    /** Named whole numbers. */
    public static DType enumOf(DType base, Map<String, Long> names) {
        List<Enumeration.Value> values = new ArrayList<>();
        names.forEach((name, value) -> values.add(new Enumeration.Value(name, value)));
        return new DType(new Enumeration(base.type, values));
    }

    /** A record of named members, one behind the other without gaps, in the order of the map. */
    public static DType compound(Map<String, DType> members) {
        List<Compound.Member> list = new ArrayList<>();
        int offset = 0;
        for (Map.Entry<String, DType> member : members.entrySet()) {
            list.add(new Compound.Member(member.getKey(), offset, member.getValue().type));
            offset = Math.addExact(offset, member.getValue().size());
        }
        return new DType(new Compound(offset, list));
    }

    /** A fixed number of elements as one. */
    public static DType array(DType element, int... dimensions) {
        List<Integer> dims = new ArrayList<>();
        for (int dimension : dimensions) {
            dims.add(dimension);
        }
        return new DType(new ArrayType(dims, element.type));
    }

    /** Any number of elements as one. */
    public static DType vlen(DType element) {
        return new DType(new VariableLength(
                16, VariableLength.Kind.SEQUENCE, Padding.NULL_TERMINATED, CharacterSet.ASCII, element.type));
    }

    /** The same number type, stored with the most significant byte first. */
    public DType bigEndian() {
        if (type instanceof FixedPoint number) {
            return new DType(FixedPoint.of(number.size(), Order.BIG, number.signed()));
        }
        if (type instanceof FloatingPoint number) {
            return new DType(new FloatingPoint(
                    number.size(),
                    Order.BIG,
                    number.lowPad(),
                    number.highPad(),
                    number.internalPad(),
                    number.normalization(),
                    number.signLocation(),
                    number.bitOffset(),
                    number.bitPrecision(),
                    number.exponentLocation(),
                    number.exponentSize(),
                    number.mantissaLocation(),
                    number.mantissaSize(),
                    number.exponentBias()));
        }
        throw new IllegalArgumentException(this + " has no byte order");
    }

    /** Bytes that one element takes in the file; text and sequences of any length take a pointer. */
    public int size() {
        return type.size();
    }

    /** Names and types of the members of a compound type, in order; empty for all other types. */
    public Map<String, DType> members() {
        Map<String, DType> members = new LinkedHashMap<>();
        if (type instanceof Compound compound) {
            compound.members().forEach(member -> members.put(member.name(), new DType(member.type())));
        }
        return members;
    }

    /** Type of the elements of an array or sequence type; empty for all other types. */
    public Optional<DType> element() {
        if (type instanceof ArrayType array) {
            return Optional.of(new DType(array.base()));
        }
        return type instanceof VariableLength sequence && sequence.kind() == VariableLength.Kind.SEQUENCE
                ? Optional.of(new DType(sequence.base()))
                : Optional.empty();
    }

    /** What the type is made of, as values to tell apart by their class. */
    public TypeInfo info() {
        return TypeInfo.of(this);
    }

    /** The type in HDF5's data definition language, as h5dump prints it; lines behind the first start with {@code indent}. */
    public String ddl(String indent) {
        return TypeDdl.of(type, indent);
    }

    /** Whether two elements of these types have the same bytes. */
    @Override
    public boolean equals(Object other) {
        return other instanceof DType that && type.equals(that.type);
    }

    @Override
    public int hashCode() {
        return type.hashCode();
    }

    @Override
    public String toString() {
        return name(type);
    }

    private static String name(Datatype type) {
        if (type instanceof FixedPoint number) {
            return (number.signed() ? "i" : "u") + 8 * number.size() + order(number.order(), number.size());
        }
        if (type instanceof FloatingPoint number) {
            boolean brain = number.size() == 2 && number.exponentSize() == 8;
            return (brain ? "bf" : "f") + 8 * number.size() + order(number.order(), number.size());
        }
        if (type instanceof FixedString text) {
            return "string(" + text.size() + ")";
        }
        if (type instanceof VariableLength sequence) {
            return sequence.kind() == VariableLength.Kind.STRING ? "string" : "vlen(" + name(sequence.base()) + ")";
        }
        if (type instanceof Compound compound) {
            List<String> members = new ArrayList<>();
            compound.members().forEach(member -> members.add(member.name() + ": " + name(member.type())));
            return "compound{" + String.join(", ", members) + "}";
        }
        if (type instanceof Enumeration enumeration) {
            return enumName(enumeration);
        }
        if (type instanceof ArrayType array) {
            return name(array.base()) + array.dims();
        }
        return plainName(type);
    }

    private static String enumName(Enumeration enumeration) {
        List<String> values = new ArrayList<>();
        enumeration.values().forEach(value -> values.add(value.name() + "=" + value.value()));
        return values.equals(List.of("FALSE=0", "TRUE=1"))
                ? "bool"
                : "enum " + name(enumeration.base()) + "{" + String.join(", ", values) + "}";
    }

    private static String plainName(Datatype type) {
        if (type instanceof Opaque opaque) {
            return "opaque(" + opaque.size() + (opaque.tag().isEmpty() ? "" : ", \"" + opaque.tag() + "\"") + ")";
        }
        if (type instanceof BitField bits) {
            return "bits" + 8 * bits.size() + order(bits.order(), bits.size());
        }
        if (type instanceof Reference reference) {
            return reference.kind() == Reference.Kind.OBJECT ? "reference" : "reference(" + reference.kind() + ")";
        }
        if (type instanceof Complex complex) {
            return "complex(" + name(complex.base()) + ")";
        }
        if (type instanceof Time time) {
            return "time" + 8 * time.size();
        }
        return type.toString();
    }

    private static String order(Order order, int size) {
        return order == Order.LITTLE || size == 1 ? "" : order == Order.BIG ? "be" : "vax";
    }
}
