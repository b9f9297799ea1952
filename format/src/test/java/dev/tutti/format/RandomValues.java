package dev.tutti.format;

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
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.Widths;
import dev.tutti.format.message.Dataspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random values of the structures that messages are made of, all of them valid. */
public final class RandomValues {
    private static final int[] WIDTHS = {2, 4, 8};

    private final Random random;

    /** Values by chance. */
    public RandomValues(Random random) {
        this.random = random;
    }

    public Random random() {
        return random;
    }

    public int below(int bound) {
        return random.nextInt(bound);
    }

    public boolean coin() {
        return random.nextBoolean();
    }

    public <T> T one(List<T> values) {
        return values.get(below(values.size()));
    }

    public <E> E one(E[] values) {
        return values[below(values.length)];
    }

    public byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    public Widths widths() {
        return new Widths(WIDTHS[below(3)], WIDTHS[below(3)]);
    }

    /** A number that fits {@code width} bytes and does not set all bits. */
    public long number(int width) {
        long bits = random.nextLong() & Long.MAX_VALUE;
        long value = width == 8 ? bits : bits & (1L << (8 * width)) - 1;
        value >>>= below(8 * width);
        return width < 8 && value == (1L << (8 * width)) - 1 ? 0 : value;
    }

    public long address(Widths widths) {
        return number(widths.offsets());
    }

    public long addressOrNone(Widths widths) {
        return coin() ? ByteSource.UNDEFINED : address(widths);
    }

    public String text(int least, int most) {
        StringBuilder text = new StringBuilder();
        int length = least + below(most - least + 1);
        while (text.length() < length) {
            text.append(one(List.of("a", "B", "7", " ", "_", "é", "√", "/")));
        }
        return text.toString();
    }

    public CharacterSet charset() {
        return one(CharacterSet.values());
    }

    private Order order() {
        return coin() ? Order.LITTLE : Order.BIG;
    }

    public FixedPoint integer(int mostBytes) {
        int size = 1 + below(mostBytes);
        int precision = 1 + below(8 * size);
        return new FixedPoint(size, order(), coin(), below(2), below(2), below(8 * size - precision + 1), precision);
    }

    public FloatingPoint floating() {
        return switch (below(5)) {
            case 0 -> FloatingPoint.ieee(2, order());
            case 1 -> FloatingPoint.ieee(4, order());
            case 2 -> FloatingPoint.ieee(8, order());
            case 3 -> FloatingPoint.bfloat16(order());
            default -> new FloatingPoint(4, Order.VAX, 1, 0, 1, below(3), 20, 1, 29, 21, 5, 2, 18, random.nextInt(99));
        };
    }

    public Datatype datatype(int depth) {
        switch (below(depth > 0 ? 12 : 8)) {
            case 0:
                return integer(16);
            case 1:
                return floating();
            case 2:
                return new Time(1 + below(8), order(), below(64));
            case 3:
                return new FixedString(1 + below(100), one(Padding.values()), charset());
            case 4:
                FixedPoint like = integer(8);
                return new BitField(like.size(), like.order(), 1, 0, like.bitOffset(), like.bitPrecision());
            case 5:
                return new Opaque(1 + below(50), text(0, 20));
            case 6:
                return new Reference(1 + below(64), one(Reference.Kind.values()));
            case 7:
                return new Complex(floating());
            case 8:
                return enumeration();
            case 9:
                return coin() ? VariableLength.string(charset()) : VariableLength.sequence(datatype(depth - 1));
            case 10:
                return array(depth);
            default:
                return compound(depth);
        }
    }

    private Enumeration enumeration() {
        FixedPoint base = integer(8);
        List<Enumeration.Value> values = new ArrayList<>();
        int unused = 64 - 8 * base.size();
        for (int i = below(6); i > 0; i--) {
            long bits = random.nextLong();
            values.add(new Enumeration.Value("v" + i, base.signed() ? bits >> unused : bits >>> unused));
        }
        return new Enumeration(base, values);
    }

    private ArrayType array(int depth) {
        List<Integer> dims = new ArrayList<>();
        for (int i = 1 + below(4); i > 0; i--) {
            dims.add(1 + below(4));
        }
        return new ArrayType(dims, datatype(depth - 1));
    }

    private Compound compound(int depth) {
        List<Compound.Member> members = new ArrayList<>();
        int at = 0;
        for (int i = 1 + below(5); i > 0; i--) {
            at += below(4);
            Datatype type = datatype(depth - 1);
            members.add(new Compound.Member(text(0, 12) + i, at, type));
            at += type.size();
        }
        return new Compound(at + below(300), members);
    }

    public Dataspace dataspace(Widths widths, int largest) {
        int kind = below(6);
        if (kind < 2) {
            return kind == 0 ? Dataspace.SCALAR : Dataspace.NULL;
        }
        int rank = below(5);
        long[] dims = new long[rank];
        long[] maxDims = new long[rank];
        long unlimited = widths.lengths() == 8 ? Long.MAX_VALUE : (1L << (8 * widths.lengths())) - 1;
        for (int i = 0; i < rank; i++) {
            dims[i] = below(largest + 1);
            maxDims[i] = coin() ? Dataspace.UNLIMITED : Math.min(dims[i] + below(9), unlimited - 1);
        }
        return new Dataspace(Dataspace.Kind.SIMPLE, dims, maxDims);
    }
}
