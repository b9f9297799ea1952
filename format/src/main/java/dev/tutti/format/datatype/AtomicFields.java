package dev.tutti.format.datatype;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.nio.charset.StandardCharsets;

/** The properties of the classes that contain no other datatype. */
final class AtomicFields {
    /** Only encoding of the references of HDF5 1.12 that exists. */
    private static final int REFERENCE_ENCODING = 1;

    private AtomicFields() {}

    static FixedPoint fixedPoint(DatatypeHead head, ByteSource source) {
        return new FixedPoint(
                head.size(), head.order(), head.bit(3), head.bitValue(1), head.bitValue(2), source.u16(), source.u16());
    }

    static void write(FixedPoint type, ByteSink sink) {
        int bits = orderBit(type.order()) | type.lowPad() << 1 | type.highPad() << 2 | (type.signed() ? 8 : 0);
        DatatypeCodec.head(0, 1, bits, type.size(), sink);
        sink.u16(type.bitOffset()).u16(type.bitPrecision());
    }

    static FloatingPoint floatingPoint(DatatypeHead head, ByteSource source) {
        Order order = head.order();
        if (head.version() >= 3 && head.bit(6)) {
            source.require(head.bit(0), "a known byte order", "bit 6 without bit 0");
            order = Order.VAX;
        }
        return new FloatingPoint(
                head.size(),
                order,
                head.bitValue(1),
                head.bitValue(2),
                head.bitValue(3),
                head.bits() >>> 4 & 0x03,
                head.bits() >>> 8 & 0xff,
                source.u16(),
                source.u16(),
                source.u8(),
                source.u8(),
                source.u8(),
                source.u8(),
                source.u32());
    }

    static void write(FloatingPoint type, int version, ByteSink sink) {
        int order = type.order() == Order.VAX ? 0x41 : orderBit(type.order());
        int bits = order
                | type.lowPad() << 1
                | type.highPad() << 2
                | type.internalPad() << 3
                | type.normalization() << 4
                | type.signLocation() << 8;
        DatatypeCodec.head(1, version, bits, type.size(), sink);
        sink.u16(type.bitOffset()).u16(type.bitPrecision());
        sink.u8(type.exponentLocation()).u8(type.exponentSize());
        sink.u8(type.mantissaLocation()).u8(type.mantissaSize());
        sink.u32(type.exponentBias());
    }

    static BitField bitField(DatatypeHead head, ByteSource source) {
        return new BitField(head.size(), head.order(), head.bitValue(1), head.bitValue(2), source.u16(), source.u16());
    }

    static void write(BitField type, ByteSink sink) {
        int bits = orderBit(type.order()) | type.lowPad() << 1 | type.highPad() << 2;
        DatatypeCodec.head(4, 1, bits, type.size(), sink);
        sink.u16(type.bitOffset()).u16(type.bitPrecision());
    }

    static Opaque opaque(DatatypeHead head, ByteSource source) {
        int length = head.bits() & 0xff;
        if (length % 8 != 0) {
            throw new FormatException(source.structure(), "a tag of a multiple of 8 bytes", length + " bytes");
        }
        return new Opaque(head.size(), source.text(length));
    }

    static void write(Opaque type, ByteSink sink) {
        byte[] tag = type.tag().getBytes(StandardCharsets.UTF_8);
        int padded = (tag.length + 7) / 8 * 8;
        DatatypeCodec.head(5, 1, padded, type.size(), sink);
        sink.bytes(tag).zeros(padded - tag.length);
    }

    static Reference reference(DatatypeHead head, ByteSource source) {
        Reference.Kind kind = Reference.Kind.of(head.bits() & 0x0f);
        if (isNew(kind)) {
            int encoding = head.bits() >>> 4 & 0x0f;
            source.require(encoding == REFERENCE_ENCODING, "reference encoding 1", encoding);
        }
        return new Reference(head.size(), kind);
    }

    static void write(Reference type, int version, ByteSink sink) {
        int bits = type.kind().number() | (isNew(type.kind()) ? REFERENCE_ENCODING << 4 : 0);
        DatatypeCodec.head(7, version, bits, type.size(), sink);
    }

    static boolean isNew(Reference.Kind kind) {
        return kind != Reference.Kind.OBJECT && kind != Reference.Kind.REGION;
    }

    private static int orderBit(Order order) {
        return order == Order.BIG ? 1 : 0;
    }
}
