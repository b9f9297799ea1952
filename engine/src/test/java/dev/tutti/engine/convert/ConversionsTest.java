package dev.tutti.engine.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5TypeException;
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
import dev.tutti.testkit.Seeds;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConversionsTest {
    private static final BigInteger MOST = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    /** A heap in memory. */
    private static final class ListHeap implements VlenReader, VlenWriter {
        private final List<byte[]> objects = new ArrayList<>();

        @Override
        public byte[] read(long collection, int index) {
            assertThat(collection).isEqualTo(4096);
            return objects.get(index - 1);
        }

        @Override
        public Place put(byte[] bytes) {
            objects.add(bytes.clone());
            return new Place(4096, objects.size());
        }
    }

    private final ListHeap heap = new ListHeap();

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer write(Datatype type, Object array, int elements) {
        ByteBuffer bytes = buffer(elements * type.size() + 8);
        Conversions.writer(type, array, heap).write(0, elements, bytes, 5);
        assertThat(bytes.position()).isZero();
        return bytes;
    }

    private Object read(Datatype type, ByteBuffer bytes, Object target, int elements) {
        Conversions.reader(type, target, heap).read(bytes, 5, elements, 0);
        return target;
    }

    private void roundTrip(Datatype type, Object array, int elements) {
        Object target = Conversions.newArray(type, array.getClass().getComponentType(), elements);
        assertThat(read(type, write(type, array, elements), target, elements)).isEqualTo(array);
    }

    private static Order order(Random random) {
        return random.nextBoolean() ? Order.LITTLE : Order.BIG;
    }

    @Test
    void integersOfAnySize() {
        Seeds.repeat(300, random -> {
            int n = random.nextInt(2000);
            int size = 1 + random.nextInt(8);
            Order order = order(random);
            boolean signed = random.nextBoolean();
            int precision = random.nextBoolean() ? 8 * size : 1 + random.nextInt(8 * size);
            int offset = random.nextInt(8 * size - precision + 1);
            FixedPoint type =
                    new FixedPoint(size, order, signed, random.nextInt(2), random.nextInt(2), offset, precision);
            long[] values = new long[n];
            for (int i = 0; i < n; i++) {
                long value = random.nextLong();
                values[i] = signed ? value >> (64 - precision) : value >>> Math.max(1, 64 - precision);
            }
            roundTrip(type, values, n);
            ByteBuffer bytes = write(type, values, n);
            double[] reals = (double[]) read(type, bytes, new double[n], n);
            for (int i = 0; i < n; i++) {
                assertThat(reals[i]).isEqualTo((double) values[i]);
            }
            Object natural = Conversions.newArray(type, n);
            read(type, bytes, natural, n);
            assertThat(write(type, natural, n)).isEqualTo(bytes);
        });
    }

    @Test
    void everyPrimitiveArrayByItsOwnType() {
        Seeds.repeat(100, random -> {
            int n = random.nextInt(700);
            double[] doubles = new double[n];
            float[] floats = new float[n];
            int[] ints = new int[n];
            short[] shorts = new short[n];
            byte[] bytes = Seeds.bytes(random, n);
            boolean[] flags = new boolean[n];
            char[] chars = new char[n];
            for (int i = 0; i < n; i++) {
                doubles[i] = random.nextGaussian() * 1e200;
                floats[i] = random.nextFloat();
                ints[i] = random.nextInt();
                shorts[i] = (short) random.nextInt();
                flags[i] = random.nextBoolean();
                chars[i] = (char) random.nextInt();
            }
            Order order = order(random);
            roundTrip(FloatingPoint.ieee(8, order), doubles, n);
            roundTrip(FloatingPoint.ieee(4, order), floats, n);
            roundTrip(FloatingPoint.ieee(8, order), floats, n);
            roundTrip(FixedPoint.of(4, order, true), ints, n);
            roundTrip(FixedPoint.of(8, order, true), ints, n);
            roundTrip(FixedPoint.of(2, order, true), shorts, n);
            roundTrip(FixedPoint.of(1, order, true), bytes, n);
            roundTrip(FixedPoint.of(2, order, false), chars, n);
            roundTrip(FixedPoint.of(1, order, false), flags, n);
            roundTrip(new BitField(2, order, 0, 0, 0, 16), chars, n);
            roundTrip(new Reference(8, Reference.Kind.OBJECT), new long[] {1, 2, 800}, 3);
        });
    }

    @Test
    void unsignedWidens() {
        ByteBuffer bytes = buffer(24);
        bytes.put(5, (byte) 200);
        assertThat(read(FixedPoint.of(1, Order.LITTLE, false), bytes, new short[1], 1))
                .isEqualTo(new short[] {200});
        bytes.putLong(5, -1);
        FixedPoint u64 = FixedPoint.of(8, Order.LITTLE, false);
        assertThat(read(u64, bytes, new double[1], 1)).isEqualTo(new double[] {0x1p64});
        assertThatThrownBy(() -> read(u64, bytes, new long[1], 1))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("18446744073709551615")
                .hasMessageContaining("long");
        assertThat(write(u64, new double[] {0x1p63}, 1).getLong(5)).isEqualTo(Long.MIN_VALUE);
        assertThat(Conversions.newArray(u64, 0)).isInstanceOf(BigInteger[].class);
        assertThat(read(u64, bytes, new BigInteger[1], 1)).isEqualTo(new BigInteger[] {MOST});
        assertThat(write(u64, new BigInteger[] {MOST}, 1).getLong(5)).isEqualTo(-1);
        assertThatThrownBy(() -> write(u64, new BigInteger[] {MOST.add(BigInteger.ONE)}, 1))
                .isInstanceOf(H5TypeException.class);
        assertThat(read(new BitField(8, Order.LITTLE, 0, 0, 0, 64), bytes, new long[1], 1))
                .isEqualTo(new long[] {-1});
        assertThat(Conversions.newArray(FixedPoint.of(1, Order.BIG, false), 0)).isInstanceOf(short[].class);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        FixedPoint i8 = FixedPoint.of(1, Order.LITTLE, true);
        assertThatThrownBy(() -> write(i8, new int[] {128}, 1))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("128")
                .hasMessageContaining("i8");
        assertThatThrownBy(() -> write(FixedPoint.of(4, Order.LITTLE, false), new int[] {-1}, 1))
                .isInstanceOf(H5TypeException.class);
        assertThatThrownBy(() -> write(i8, new double[] {1.5}, 1)).isInstanceOf(H5TypeException.class);
        assertThatThrownBy(() -> write(i8, new double[] {Double.NaN}, 1)).isInstanceOf(H5TypeException.class);
        assertThatThrownBy(() -> write(FloatingPoint.ieee(4, Order.LITTLE), new double[] {1e300}, 1))
                .isInstanceOf(H5TypeException.class);
        assertThatThrownBy(() -> write(FloatingPoint.ieee(2, Order.LITTLE), new double[] {65520}, 1))
                .isInstanceOf(H5TypeException.class);
        assertThatThrownBy(() -> write(i8, new String[] {"a"}, 1)).isInstanceOf(H5TypeException.class);
        assertThatThrownBy(() -> Conversions.reader(VariableLength.string(CharacterSet.UTF8), new double[1], heap))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("String");
    }

    @Test
    void smallFloatsByTheirBits() {
        FloatingPoint half = FloatingPoint.ieee(2, Order.LITTLE);
        double[] values = {
            1,
            -2,
            65504,
            0x1p-14,
            0x1p-24,
            0,
            -0.0,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.NaN,
            1.0009765625
        };
        int[] bits = {0x3c00, 0xc000, 0x7bff, 0x0400, 1, 0, 0x8000, 0x7c00, 0xfc00, 0x7e00, 0x3c01};
        ByteBuffer bytes = write(half, values, values.length);
        for (int i = 0; i < bits.length; i++) {
            assertThat(bytes.getShort(5 + 2 * i) & 0xffff).isEqualTo(bits[i]);
        }
        roundTrip(half, values, values.length);
        FloatingPoint brain = FloatingPoint.bfloat16(Order.BIG);
        assertThat(write(brain, new float[] {1.5f}, 1).get(5)).isEqualTo((byte) 0x3f);
        Seeds.repeat(200, random -> {
            float value = Float.intBitsToFloat(random.nextInt() & 0xffff0000);
            if (!Float.isNaN(value)) {
                roundTrip(brain, new float[] {value}, 1);
            }
        });
        // The extended format of x86 in 16 bytes: 64 bits of mantissa with an explicit leading one.
        FloatingPoint extended = new FloatingPoint(16, Order.LITTLE, 0, 0, 0, 1, 79, 0, 80, 64, 15, 0, 64, 16383);
        Seeds.repeat(200, random -> {
            double value = Double.longBitsToDouble(random.nextLong());
            if (!Double.isNaN(value)) {
                roundTrip(extended, new double[] {value, 1, 0}, 3);
            }
        });
        assertThat(write(extended, new double[] {1}, 1).getLong(5)).isEqualTo(Long.MIN_VALUE);
        // Rounding, and the exact halves, of the generic road against Java's own for 4 bytes.
        FloatingPoint odd = new FloatingPoint(5, Order.LITTLE, 0, 0, 0, 2, 39, 8, 32, 31, 8, 8, 23, 127);
        Seeds.repeat(500, random -> {
            double value = Double.longBitsToDouble(
                    (random.nextLong() & 0x801fffffffffffffL) | (long) (1023 - 150 + random.nextInt(270)) << 52);
            if (Float.isFinite((float) value)) {
                assertThat((float[]) read(odd, write(odd, new double[] {value}, 1), new float[1], 1))
                        .isEqualTo(new float[] {(float) value});
            }
        });
    }

    @Test
    void strings() {
        String[] texts = {"", "abc", "äöü€", "x".repeat(20)};
        for (Padding padding : Padding.values()) {
            roundTrip(new FixedString(21, padding, CharacterSet.UTF8), texts, 4);
        }
        roundTrip(VariableLength.string(CharacterSet.UTF8), texts, 4);
        assertThatThrownBy(() ->
                        write(new FixedString(3, Padding.NULL_TERMINATED, CharacterSet.ASCII), new String[] {"abc"}, 1))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("abc");
        assertThatThrownBy(
                        () -> write(new FixedString(9, Padding.NULL_PADDED, CharacterSet.ASCII), new String[] {"ä"}, 1))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("ASCII");
        ByteBuffer latin = buffer(9);
        latin.put(5, new byte[] {'a', (byte) 0xe4, 0, 'b'});
        assertThat(read(new FixedString(4, Padding.NULL_TERMINATED, CharacterSet.ASCII), latin, new String[1], 1))
                .isEqualTo(new String[] {"aä"});
    }

    @Test
    void sequences() {
        VariableLength numbers = VariableLength.sequence(FixedPoint.of(4, Order.LITTLE, true));
        int[][] values = {{1, 2, 3}, {}, {-7}};
        roundTrip(numbers, values, 3);
        assertThat(Conversions.newArray(numbers, 1)).isInstanceOf(int[][].class);
        roundTrip(
                VariableLength.sequence(VariableLength.string(CharacterSet.UTF8)), new String[][] {{"a", "b"}, {}}, 2);
        roundTrip(VariableLength.sequence(numbers), new int[][][] {{{1}, {2, 3}}, {}}, 2);
        ByteBuffer bytes = write(numbers, values, 3);
        bytes.putInt(5, 4);
        assertThatThrownBy(() -> read(numbers, bytes, new int[3][], 3)).isInstanceOf(H5CorruptException.class);
        bytes.putInt(5, -1);
        assertThatThrownBy(() -> read(numbers, bytes, new int[3][], 3)).isInstanceOf(H5CorruptException.class);
    }

    record Point(double x, float y) {}

    record Event(
            double time, int id, String name, float[] position, int[][] grid, Point point, boolean ok, Color color) {}

    enum Color {
        RED,
        GREEN
    }

    private static Compound event() {
        FixedPoint i4 = FixedPoint.of(4, Order.BIG, true);
        FixedPoint i1 = FixedPoint.of(1, Order.LITTLE, true);
        Compound point = new Compound(
                16,
                List.of(
                        new Compound.Member("y", 0, FloatingPoint.ieee(4, Order.LITTLE)),
                        new Compound.Member("x", 8, FloatingPoint.ieee(8, Order.LITTLE))));
        return new Compound(
                120,
                List.of(
                        new Compound.Member("time", 0, FloatingPoint.ieee(8, Order.LITTLE)),
                        new Compound.Member("id", 8, i4),
                        new Compound.Member("name", 12, VariableLength.string(CharacterSet.UTF8)),
                        new Compound.Member(
                                "position", 28, new ArrayType(List.of(3), FloatingPoint.ieee(4, Order.BIG))),
                        new Compound.Member("grid", 40, new ArrayType(List.of(2, 3), i4)),
                        new Compound.Member("point", 64, point),
                        new Compound.Member(
                                "ok",
                                80,
                                new Enumeration(
                                        i1,
                                        List.of(new Enumeration.Value("FALSE", 0), new Enumeration.Value("TRUE", 1)))),
                        new Compound.Member(
                                "color",
                                84,
                                new Enumeration(
                                        i4,
                                        List.of(
                                                new Enumeration.Value("GREEN", 7),
                                                new Enumeration.Value("RED", -3))))));
    }

    @Test
    void compoundsAsRecordsAndRows() {
        Event event = new Event(
                1.5,
                -4,
                "näme",
                new float[] {1, 2, 3},
                new int[][] {{1, 2, 3}, {4, 5, 6}},
                new Point(7, 8),
                true,
                Color.RED);
        Compound type = event();
        ByteBuffer bytes = write(type, new Event[] {event, event}, 2);
        Event back = ((Event[]) read(type, bytes, new Event[2], 2))[1];
        assertThat(back).usingRecursiveComparison().isEqualTo(event);
        Object[] row = ((Object[][]) read(type, bytes, Conversions.newArray(type, 2), 2))[1];
        assertThat(row)
                .containsExactly(
                        1.5,
                        -4,
                        "näme",
                        new float[] {1, 2, 3},
                        new int[] {1, 2, 3, 4, 5, 6},
                        new Object[] {8f, 7.0},
                        true,
                        "RED");
        ByteBuffer again = write(type, new Object[][] {row, row}, 2);
        assertThat(((Event[]) read(type, again, new Event[2], 2))[0])
                .usingRecursiveComparison()
                .isEqualTo(event);
        record Missing(double nowhere) {}
        assertThatThrownBy(() -> Conversions.reader(type, new Missing[1], heap))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void enumerations() {
        Enumeration type = new Enumeration(
                FixedPoint.of(2, Order.LITTLE, true),
                List.of(new Enumeration.Value("RED", 3), new Enumeration.Value("GREEN", -1)));
        roundTrip(type, new String[] {"RED", "GREEN"}, 2);
        roundTrip(type, new Color[] {Color.GREEN, Color.RED}, 2);
        assertThat(read(type, write(type, new String[] {"RED", "GREEN"}, 2), new int[2], 2))
                .isEqualTo(new int[] {3, -1});
        assertThatThrownBy(() -> write(type, new String[] {"BLUE"}, 1))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("BLUE");
    }

    @Test
    void arraysAndComplexNumbersAreFlatOrNot() {
        ArrayType array = new ArrayType(List.of(2, 2), FixedPoint.of(4, Order.LITTLE, true));
        int[] flat = {1, 2, 3, 4, 5, 6, 7, 8};
        roundTrip(array, flat, 2);
        assertThat(Conversions.width(array, int.class)).isEqualTo(4);
        roundTrip(array, new int[][] {{1, 2, 3, 4}, {5, 6, 7, 8}}, 2);
        roundTrip(array, new int[][][] {{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}}, 2);
        assertThat(Conversions.newArray(array, 2)).isInstanceOf(int[].class);
        FloatingPoint f8 = FloatingPoint.ieee(8, Order.LITTLE);
        Compound pair = new Compound(16, List.of(new Compound.Member("r", 0, f8), new Compound.Member("i", 8, f8)));
        for (Datatype complex : List.of(pair, new Complex(f8))) {
            roundTrip(complex, new double[] {1, 2, 3, 4}, 2);
            roundTrip(complex, new double[][] {{1, 2}, {3, 4}}, 2);
            assertThat((double[]) Conversions.newArray(complex, 2)).hasSize(4);
        }
        roundTrip(new ArrayType(List.of(2), VariableLength.string(CharacterSet.UTF8)), new String[] {"a", "b"}, 1);
    }

    @Test
    void opaqueBytesAndBoxes() {
        roundTrip(new Opaque(3, "tag"), new byte[][] {{1, 2, 3}, {4, 5, 6}}, 2);
        roundTrip(FloatingPoint.ieee(8, Order.BIG), new Double[] {1.0, 2.5}, 2);
        roundTrip(FixedPoint.of(4, Order.BIG, true), new Object[] {1, 2}, 2);
        ByteBuffer bytes = write(new Opaque(3, "tag"), new byte[][] {"abc".getBytes(StandardCharsets.US_ASCII)}, 1);
        byte[] raw = new byte[3];
        Conversions.rawReader(new Opaque(3, "tag"), raw).read(bytes, 5, 1, 0);
        assertThat(raw).isEqualTo("abc".getBytes(StandardCharsets.US_ASCII));
    }
}
