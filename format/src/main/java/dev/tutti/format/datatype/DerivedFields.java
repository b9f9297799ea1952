package dev.tutti.format.datatype;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.util.ArrayList;
import java.util.List;

/** The properties of the classes that contain other datatypes. */
final class DerivedFields {
    /** Bit 0 of the class bits of complex numbers: both parts have one type. */
    static final int HOMOGENEOUS = 1;

    /** Bytes of the array shape of a version 1 member: rank, 3 reserved bytes, permutation, 4 reserved bytes, four sizes; zeros for none. */
    private static final int MEMBER_DIMS = 1 + 3 + 4 + 4 + 16;

    /** Fewest bytes that the name and the value of an enumeration value, or a compound member, take. */
    private static final int SMALLEST_NAMED = 2;

    private DerivedFields() {}

    /** Name with end mark; up to version 2 padded to a multiple of 8 bytes. */
    private static String name(DatatypeHead head, ByteSource source) {
        int start = source.position();
        String name = source.zeroTerminated();
        if (head.version() < 3) {
            int length = source.position() - start;
            source.skip((8 - length % 8) % 8);
        }
        return name;
    }

    /** Bytes of a member's offset since version 3: as few as the compound's size needs. */
    private static int offsetWidth(int size) {
        return (Integer.SIZE - Integer.numberOfLeadingZeros(size) + 7) / 8;
    }

    static Compound compound(DatatypeHead head, ByteSource source) {
        int count = head.bits() & 0xffff;
        source.require(count > 0, "a compound with members", "none");
        if (count > source.remaining() / SMALLEST_NAMED) {
            throw new FormatException(source.structure(), "bytes for " + count + " members", "fewer");
        }
        List<Compound.Member> members = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String name = name(head, source);
            long offset = source.unsigned(head.version() < 3 ? 4 : offsetWidth(head.size()));
            if (offset >= head.size()) {
                throw new FormatException(source.structure(), "a member inside the element", "its start at " + offset);
            }
            List<Integer> dims = head.version() == 1 ? memberDims(source) : List.of();
            Datatype type = DatatypeCodec.decode(source, head.depth() + 1);
            members.add(new Compound.Member(name, (int) offset, dims.isEmpty() ? type : new ArrayType(dims, type)));
        }
        return new Compound(head.size(), members);
    }

    /** Version 1 members carry their own array shape: rank, permutation, four sizes. */
    private static List<Integer> memberDims(ByteSource source) {
        int rank = source.u8();
        source.require(rank <= 4, "a member of at most 4 dimensions", rank);
        source.skip(3 + 4 + 4);
        List<Integer> dims = new ArrayList<>(rank);
        for (int i = 0; i < 4; i++) {
            long dim = source.u32();
            if (i < rank) {
                dims.add(dim(dim, source));
            }
        }
        return dims;
    }

    private static int dim(long dim, ByteSource source) {
        source.require(dim > 0 && dim <= Integer.MAX_VALUE, "an array dimension of 1 to 2^31 - 1", dim);
        return (int) dim;
    }

    static void write(Compound type, int version, int lowest, ByteSink sink) {
        DatatypeCodec.head(6, version, type.members().size(), type.size(), sink);
        for (Compound.Member member : type.members()) {
            write(member.name(), version, sink);
            sink.unsigned(version < DatatypeCodec.PACKED ? 4 : offsetWidth(type.size()), member.offset());
            sink.zeros(version == 1 ? MEMBER_DIMS : 0);
            DatatypeCodec.encode(member.type(), lowest, sink);
        }
    }

    private static void write(String name, int version, ByteSink sink) {
        int start = sink.position();
        sink.zeroTerminated(name);
        if (version < DatatypeCodec.PACKED) {
            sink.zeros(-(sink.position() - start) & 7);
        }
    }

    static Enumeration enumeration(DatatypeHead head, ByteSource source) {
        int count = head.bits() & 0xffff;
        Datatype base = DatatypeCodec.decode(source, head.depth() + 1);
        boolean integer = base instanceof FixedPoint && base.size() == head.size() && base.size() <= 8;
        if (!integer) {
            throw new FormatException(
                    source.structure(),
                    "an integer base of " + head.size() + " bytes, at most 8",
                    String.valueOf(base));
        }
        if (count > source.remaining() / SMALLEST_NAMED) {
            throw new FormatException(source.structure(), "bytes for " + count + " values", "fewer");
        }
        List<String> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(name(head, source));
        }
        List<Enumeration.Value> values = new ArrayList<>(count);
        for (String name : names) {
            values.add(new Enumeration.Value(name, value((FixedPoint) base, source.bytes(base.size()))));
        }
        return new Enumeration(base, values);
    }

    private static long value(FixedPoint base, byte[] bytes) {
        long value = 0;
        for (int i = 0; i < bytes.length; i++) {
            int at = base.order() == Order.BIG ? i : bytes.length - 1 - i;
            value = value << 8 | (bytes[at] & 0xff);
        }
        int unused = 64 - 8 * bytes.length;
        return base.signed() ? value << unused >> unused : value;
    }

    static void write(Enumeration type, int version, int lowest, ByteSink sink) {
        DatatypeCodec.head(8, version, type.values().size(), type.size(), sink);
        DatatypeCodec.encode(type.base(), lowest, sink);
        for (Enumeration.Value value : type.values()) {
            write(value.name(), version, sink);
        }
        boolean big = ((FixedPoint) type.base()).order() == Order.BIG;
        int size = type.size();
        for (Enumeration.Value value : type.values()) {
            for (int i = 0; i < size; i++) {
                sink.u8((int) (value.value() >>> (8 * (big ? size - 1 - i : i))));
            }
        }
    }

    static VariableLength variableLength(DatatypeHead head, ByteSource source) {
        VariableLength.Kind kind = VariableLength.Kind.of(head.bits() & 0x0f);
        Padding padding = Padding.NULL_TERMINATED;
        CharacterSet charset = CharacterSet.ASCII;
        if (kind == VariableLength.Kind.STRING) {
            padding = Padding.of(head.bits() >>> 4 & 0x0f);
            charset = CharacterSet.of(head.bits() >>> 8 & 0x0f);
        }
        Datatype base = DatatypeCodec.decode(source, head.depth() + 1);
        return new VariableLength(head.size(), kind, padding, charset, base);
    }

    static void write(VariableLength type, int version, int lowest, ByteSink sink) {
        int bits = type.kind().number();
        if (type.kind() == VariableLength.Kind.STRING) {
            bits |= type.padding().number() << 4 | type.charset().number() << 8;
        }
        DatatypeCodec.head(9, version, bits, type.size(), sink);
        DatatypeCodec.encode(type.base(), lowest, sink);
    }

    static ArrayType array(DatatypeHead head, ByteSource source) {
        int rank = source.u8();
        source.require(rank >= 1 && rank <= 32, "1 to 32 array dimensions", rank);
        source.skip(head.version() < 3 ? 3 : 0);
        List<Integer> dims = new ArrayList<>(rank);
        for (int i = 0; i < rank; i++) {
            dims.add(dim(source.u32(), source));
        }
        source.skip(head.version() < 3 ? 4 * rank : 0);
        ArrayType type = new ArrayType(dims, DatatypeCodec.decode(source, head.depth() + 1));
        if (type.size() != head.size()) {
            throw new FormatException(
                    source.structure(), "an array of " + type.size() + " bytes", String.valueOf(head.size()));
        }
        return type;
    }

    static void write(ArrayType type, int version, int lowest, ByteSink sink) {
        DatatypeCodec.head(10, version, 0, type.size(), sink);
        boolean packed = version >= DatatypeCodec.PACKED;
        sink.u8(type.dims().size()).zeros(packed ? 0 : 3);
        for (int dim : type.dims()) {
            sink.u32(dim);
        }
        for (int i = 0; !packed && i < type.dims().size(); i++) {
            sink.u32(i); // the permutation, which was never used
        }
        DatatypeCodec.encode(type.base(), lowest, sink);
    }

    static Complex complex(DatatypeHead head, ByteSource source) {
        source.require(head.version() >= 5, "version 5 of a complex datatype", head.version());
        source.require(
                (head.bits() & 0x07) == HOMOGENEOUS, "two parts of one type, real and imaginary", head.bits() & 0x07);
        Complex type = new Complex(DatatypeCodec.decode(source, head.depth() + 1));
        if (type.size() != head.size()) {
            throw new FormatException(
                    source.structure(), "a complex number of " + type.size() + " bytes", String.valueOf(head.size()));
        }
        return type;
    }
}
