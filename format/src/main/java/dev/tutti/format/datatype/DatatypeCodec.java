package dev.tutti.format.datatype;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;

/**
 * Reads and writes datatypes (format specification IV.A.2.d, "Datatype Message").
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>class in the low, version in the high four bits</td></tr>
 * <tr><td>1</td><td>three bytes of bits whose meaning depends on the class</td></tr>
 * <tr><td>4</td><td>size of an element, 4 bytes</td></tr>
 * <tr><td>8</td><td>properties of the class; those of derived classes hold whole datatypes</td></tr>
 * </table>
 *
 * <p>Versions 1 to 5 are read. Written is the lowest version that the C library writes with a lower bound of HDF5 1.10: 1 for atomic types,
 * 3 for compound, enumeration and array types, 4 for the references of HDF5 1.12, 5 for complex numbers; a type that contains another has at
 * least its version. For object headers of version 1 it is the lowest version that can express the type: 1 for compounds and enumerations, 2 for arrays.
 */
public final class DatatypeCodec {
    /** Deepest nesting that is read; real files stay below 10. */
    static final int MAX_DEPTH = 32;

    private DatatypeCodec() {}

    /** Reads one datatype; bytes behind it are left. */
    public static Datatype decode(ByteSource source) {
        return decode(source, 0);
    }

    static Datatype decode(ByteSource source, int depth) {
        if (depth >= MAX_DEPTH) {
            throw new FormatException(source.structure(), "at most " + MAX_DEPTH + " nested datatypes", "more");
        }
        int head = source.i32();
        int version = head >>> 4 & 0x0f;
        if (!(version >= 1 && version <= 5)) {
            throw new FormatException(source.structure(), "datatype version 1 to 5", "version " + version);
        }
        int bits = head >>> 8;
        long size = source.u32();
        source.require(size > 0 && size <= Integer.MAX_VALUE, "an element of 1 to 2^31 - 1 bytes", size);
        DatatypeHead fields = new DatatypeHead(version, bits, (int) size, depth);
        return switch (head & 0x0f) {
            case 0 -> AtomicFields.fixedPoint(fields, source);
            case 1 -> AtomicFields.floatingPoint(fields, source);
            case 2 -> new Time(fields.size(), fields.order(), source.u16());
            case 3 -> new FixedString(fields.size(), Padding.of(bits & 0x0f), CharacterSet.of(bits >>> 4 & 0x0f));
            case 4 -> AtomicFields.bitField(fields, source);
            case 5 -> AtomicFields.opaque(fields, source);
            case 6 -> DerivedFields.compound(fields, source);
            case 7 -> AtomicFields.reference(fields, source);
            case 8 -> DerivedFields.enumeration(fields, source);
            case 9 -> DerivedFields.variableLength(fields, source);
            case 10 -> DerivedFields.array(fields, source);
            case 11 -> DerivedFields.complex(fields, source);
            default ->
                throw new FormatException(source.structure(), "datatype class 0 to 11", "class " + (head & 0x0f));
        };
    }

    /** First version whose compounds, enumerations and arrays are packed: HDF5 1.8. */
    static final int PACKED = 3;

    /** First version that has arrays: HDF5 1.4. */
    private static final int ARRAYS = 2;

    /** Writes one datatype. */
    public static void encode(Datatype type, ByteSink sink) {
        encode(type, PACKED, sink);
    }

    /** Writes one datatype as libraries before HDF5 1.8 read it, if they know it at all. */
    public static void encodeOld(Datatype type, ByteSink sink) {
        encode(type, 1, sink);
    }

    /**
     * Writes one datatype.
     *
     * @param lowest version that derived types have at least
     */
    static void encode(Datatype type, int lowest, ByteSink sink) {
        int version = version(type, lowest);
        if (type instanceof FixedPoint fixed) {
            AtomicFields.write(fixed, sink);
        } else if (type instanceof FloatingPoint floating) {
            AtomicFields.write(floating, version, sink);
        } else if (type instanceof Time time) {
            head(2, 1, time.order() == Order.BIG ? 1 : 0, time.size(), sink);
            sink.u16(time.bitPrecision());
        } else if (type instanceof FixedString string) {
            int bits = string.padding().number() | string.charset().number() << 4;
            head(3, 1, bits, string.size(), sink);
        } else if (type instanceof BitField field) {
            AtomicFields.write(field, sink);
        } else if (type instanceof Opaque opaque) {
            AtomicFields.write(opaque, sink);
        } else if (type instanceof Compound compound) {
            DerivedFields.write(compound, version, lowest, sink);
        } else if (type instanceof Reference reference) {
            AtomicFields.write(reference, version, sink);
        } else if (type instanceof Enumeration enumeration) {
            DerivedFields.write(enumeration, version, lowest, sink);
        } else if (type instanceof VariableLength variable) {
            DerivedFields.write(variable, version, lowest, sink);
        } else if (type instanceof ArrayType array) {
            DerivedFields.write(array, version, lowest, sink);
        } else if (type instanceof Complex complex) {
            head(11, 5, DerivedFields.HOMOGENEOUS, complex.size(), sink);
            encode(complex.base(), lowest, sink);
        }
    }

    /** The version that is written for a type. */
    static int version(Datatype type, int lowest) {
        if (type instanceof Complex) {
            return 5;
        }
        if (type instanceof FloatingPoint floating) {
            return floating.order() == Order.VAX ? 3 : 1;
        }
        if (type instanceof Reference reference) {
            return AtomicFields.isNew(reference.kind()) ? 4 : 1;
        }
        if (type instanceof VariableLength variable) {
            return version(variable.base(), lowest);
        }
        if (type instanceof ArrayType array) {
            return Math.max(Math.max(ARRAYS, lowest), version(array.base(), lowest));
        }
        if (type instanceof Enumeration) {
            return lowest;
        }
        if (type instanceof Compound compound) {
            int version = lowest;
            for (Compound.Member member : compound.members()) {
                version = Math.max(version, version(member.type(), lowest));
            }
            return version;
        }
        return 1;
    }

    static void head(int typeClass, int version, int bits, int size, ByteSink sink) {
        sink.u32(typeClass | version << 4 | (long) bits << 8).u32(size);
    }
}
