package dev.tutti.engine.filter;

import dev.tutti.errors.H5TypeException;
import dev.tutti.format.datatype.ArrayType;
import dev.tutti.format.datatype.Compound;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.datatype.FixedPoint;
import dev.tutti.format.datatype.FloatingPoint;
import dev.tutti.format.datatype.Order;
import dev.tutti.format.datatype.VariableLength;
import dev.tutti.format.io.FormatException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the nbit filter knows of a type: which of its bits carry values. Immutable and thread-safe.
 *
 * <p>In the filter's parameters each type begins with a code: 1 for a number (size, order, precision, offset), 2 for an array (size, base type), 3 for a
 * compound (size, number of members, then offset and type of each), 4 for bytes that are kept as they are (size).
 */
sealed interface PackedType {
    /** Name for errors. */
    String STRUCTURE = "parameters of the nbit filter";

    /** Nesting that no sane type reaches. */
    int DEEPEST = 64;

    /** Bytes of an element before packing. */
    int size();

    /** Fills {@code size} bytes, which are zero, at {@code at}. */
    void unpack(BitInput in, byte[] out, int at);

    /** Writes the bits that carry values. */
    void pack(byte[] in, int at, BitOutput out);

    /** A number: {@code precision} bits, the lowest at {@code offset}. */
    record Packed(int size, Order order, int precision, int offset) implements PackedType {
        /** Checks that the value lies inside the element. */
        public Packed {
            if (precision < 0 || offset < 0 || precision + (long) offset > 8L * size) {
                throw new FormatException(
                        STRUCTURE, "a value inside " + 8L * size + " bits", precision + " bits from bit " + offset);
            }
        }

        @Override
        public void unpack(BitInput in, byte[] out, int at) {
            int top = offset + precision;
            while (top > offset) {
                int low = Math.max(offset, (top - 1) / 8 * 8);
                out[at + index(low / 8)] |= (byte) (in.take(top - low) << (low % 8));
                top = low;
            }
        }

        @Override
        public void pack(byte[] in, int at, BitOutput out) {
            int top = offset + precision;
            while (top > offset) {
                int low = Math.max(offset, (top - 1) / 8 * 8);
                out.put((in[at + index(low / 8)] & 0xff) >>> (low % 8), top - low);
                top = low;
            }
        }

        private int index(int significance) {
            return order == Order.BIG ? size - 1 - significance : significance;
        }
    }

    /** Bytes that are kept as they are. */
    record Plain(int size) implements PackedType {
        @Override
        public void unpack(BitInput in, byte[] out, int at) {
            for (int i = 0; i < size; i++) {
                out[at + i] = (byte) in.take(8);
            }
        }

        @Override
        public void pack(byte[] in, int at, BitOutput out) {
            for (int i = 0; i < size; i++) {
                out.put(in[at + i], 8);
            }
        }
    }

    /** Elements of one type, one behind the other. */
    record Row(int size, PackedType base) implements PackedType {
        @Override
        public void unpack(BitInput in, byte[] out, int at) {
            for (int i = 0; i + base.size() <= size; i += base.size()) {
                base.unpack(in, out, at + i);
            }
        }

        @Override
        public void pack(byte[] in, int at, BitOutput out) {
            for (int i = 0; i + base.size() <= size; i += base.size()) {
                base.pack(in, at + i, out);
            }
        }
    }

    /** Members; bytes between them are lost. */
    record Struct(int size, int[] offsets, List<PackedType> members) implements PackedType {
        @Override
        public void unpack(BitInput in, byte[] out, int at) {
            for (int i = 0; i < offsets.length; i++) {
                members.get(i).unpack(in, out, at + offsets[i]);
            }
        }

        @Override
        public void pack(byte[] in, int at, BitOutput out) {
            for (int i = 0; i < offsets.length; i++) {
                members.get(i).pack(in, at + offsets[i], out);
            }
        }
    }

    /** The type that the filter's parameters describe from the fourth on. */
    static PackedType parse(int[] parameters) {
        return new Parser(parameters).type(0);
    }

    /** Goes through the parameters once. */
    final class Parser {
        private final int[] parameters;
        private int at = 3;

        private Parser(int[] parameters) {
            this.parameters = parameters;
        }

        private int next() {
            FormatException.unless(at < parameters.length, STRUCTURE, "more parameters", parameters.length);
            return parameters[at++];
        }

        private PackedType type(int depth) {
            FormatException.unless(depth <= DEEPEST, STRUCTURE, "at most " + DEEPEST + " levels of types", depth);
            int code = next();
            int size = next();
            FormatException.unless(size > 0, STRUCTURE, "an element size of 1 or more", size);
            return switch (code) {
                case 1 -> {
                    Order order = next() == 1 ? Order.BIG : Order.LITTLE;
                    int precision = next();
                    yield new Packed(size, order, precision, next());
                }
                case 2 -> {
                    PackedType base = type(depth + 1);
                    // The C library packs the whole of an array whose elements it does not know, in one piece.
                    yield base instanceof Plain ? new Plain(size) : new Row(size, base);
                }
                case 3 -> struct(size, depth);
                case 4 -> new Plain(size);
                default -> throw new FormatException(STRUCTURE, "a type code of 1 to 4", String.valueOf(code));
            };
        }

        private PackedType struct(int size, int depth) {
            int count = next();
            FormatException.unless(
                    count >= 0 && count <= parameters.length / 3, STRUCTURE, "parameters of all members", count);
            int[] offsets = new int[count];
            List<PackedType> members = new ArrayList<>(count);
            long used = 0;
            for (int i = 0; i < count; i++) {
                offsets[i] = next();
                PackedType member = type(depth + 1);
                used += member.size();
                FormatException.unless(
                        offsets[i] >= 0 && offsets[i] + (long) member.size() <= size && used <= size,
                        STRUCTURE,
                        "members inside a compound of " + size + " bytes",
                        offsets[i]);
                members.add(member);
            }
            return new Struct(size, offsets, members);
        }
    }

    /**
     * The filter's parameters for a new dataset.
     *
     * @param elements elements of a chunk
     * @throws H5TypeException if the filter cannot say what the type is
     */
    static int[] describe(Datatype type, int elements) {
        Writer writer = new Writer();
        writer.add(0);
        writer.add(0);
        writer.add(elements);
        boolean described = type instanceof FixedPoint
                || type instanceof FloatingPoint
                || type instanceof ArrayType
                || type instanceof Compound;
        if (described) {
            writer.type(type, type.size());
        }
        int[] parameters = Arrays.copyOf(writer.parameters, writer.count);
        parameters[0] = parameters.length;
        parameters[1] = writer.gains ? 0 : 1;
        return parameters;
    }

    /** Collects parameters. */
    final class Writer {
        /** What the C library accepts. */
        private static final int MOST = 4096;

        private int[] parameters = new int[16];
        private int count;
        private boolean gains;

        private void add(int value) {
            if (count == MOST) {
                throw new H5TypeException(
                        "the type has too many members for the nbit filter, which takes " + MOST + " parameters");
            }
            if (count == parameters.length) {
                parameters = Arrays.copyOf(parameters, 2 * count);
            }
            parameters[count++] = value;
        }

        private void type(Datatype type, int room) {
            if (type instanceof FixedPoint number) {
                number(number.size(), number.order(), number.bitPrecision(), number.bitOffset());
            } else if (type instanceof FloatingPoint number) {
                number(number.size(), number.order(), number.bitPrecision(), number.bitOffset());
            } else if (type instanceof ArrayType array) {
                if (array.base() instanceof VariableLength) {
                    throw new H5TypeException(
                            "the nbit filter takes no arrays of variable-length elements; use another filter");
                }
                add(2);
                add(array.size());
                type(array.base(), array.base().size());
            } else if (type instanceof Compound compound) {
                compound(compound);
            } else {
                add(4);
                add(room);
            }
        }

        private void number(int size, Order order, int precision, int offset) {
            if (order == Order.VAX) {
                throw new H5TypeException("the nbit filter takes no numbers in VAX order; use another filter");
            }
            add(1);
            add(size);
            add(order == Order.BIG ? 1 : 0);
            add(precision);
            add(offset);
            gains |= precision < 8 * size;
        }

        private void compound(Compound compound) {
            add(3);
            add(compound.size());
            add(compound.members().size());
            for (Compound.Member member : compound.members()) {
                add(member.offset());
                type(member.type(), member.type().size());
            }
        }
    }
}
