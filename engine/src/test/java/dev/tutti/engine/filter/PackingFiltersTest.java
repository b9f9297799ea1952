package dev.tutti.engine.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5TypeException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.datatype.ArrayType;
import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.datatype.Compound;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.datatype.FixedPoint;
import dev.tutti.format.datatype.FixedString;
import dev.tutti.format.datatype.FloatingPoint;
import dev.tutti.format.datatype.Order;
import dev.tutti.format.datatype.Padding;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.message.Filter;
import dev.tutti.format.message.FilterPipeline;
import dev.tutti.testkit.Seeds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Szip, nbit and scale-offset by themselves. */
class PackingFiltersTest {
    private final Filters filters = Filters.load(new Buffers(1 << 22));

    private FilterChain chain(int id, int[] asked, Datatype type, int elements, byte[] fill, int flags) {
        Filter filter = Filters.complete(
                new Filter(id, null, flags, asked), new ChunkFilter.Tile(type, new int[] {elements}, fill));
        return filters.chain(new FilterPipeline(List.of(filter)), type.size(), (long) elements * type.size());
    }

    private static byte[] stored(FilterChain chain, byte[] chunk) {
        FilterChain.Encoded encoded = chain.encode(chunk);
        byte[] stored = new byte[encoded.bytes().remaining()];
        encoded.bytes().duplicate().get(stored);
        chain.recycle(encoded, chunk);
        return stored;
    }

    private static void roundTrip(FilterChain chain, byte[] chunk) {
        byte[] before = chunk.clone();
        FilterChain.Encoded encoded = chain.encode(chunk);
        assertThat(chunk).isEqualTo(before);
        byte[] target = new byte[chunk.length];
        chain.check(encoded.bytes().remaining(), encoded.mask());
        ByteBuffer direct = ByteBuffer.allocateDirect(encoded.bytes().remaining())
                .put(encoded.bytes().duplicate())
                .flip();
        chain.decode(direct, encoded.mask(), target);
        assertThat(target).isEqualTo(chunk);
        chain.recycle(encoded, chunk);
    }

    private static byte[] integers(Random random, FixedPoint type, int elements) {
        ByteBuffer chunk = ByteBuffer.allocate(elements * type.size());
        int kind = random.nextInt(5);
        long value = random.nextLong();
        long mask = type.bitPrecision() == 64 ? -1 : (1L << type.bitPrecision()) - 1;
        for (int i = 0; i < elements; i++) {
            value = switch (kind) {
                case 0 -> random.nextLong();
                case 1 -> value + random.nextInt(5) - 2;
                case 2 -> random.nextInt(3);
                case 3 -> value;
                default -> i % 200 < 150 ? value : value + random.nextInt(1000);
            };
            long bits = (value & mask) << type.bitOffset();
            for (int j = 0; j < type.size(); j++) {
                int significance = type.order() == Order.BIG ? type.size() - 1 - j : j;
                chunk.put((byte) (bits >>> (8 * significance)));
            }
        }
        return chunk.array();
    }

    private static FixedPoint integer(Random random, boolean narrow) {
        int size = 1 << random.nextInt(4);
        Order order = random.nextBoolean() ? Order.LITTLE : Order.BIG;
        int precision = narrow ? 1 + random.nextInt(8 * size) : 8 * size;
        int offset = narrow ? random.nextInt(8 * size - precision + 1) : 0;
        return new FixedPoint(size, order, random.nextBoolean(), 0, 0, offset, precision);
    }

    @Test
    void szipKeepsEverySample() {
        Seeds.repeat(Seeds.scaled(300), random -> {
            boolean narrow = random.nextInt(4) == 0;
            FixedPoint type = integer(random, narrow);
            if (narrow) {
                type = new FixedPoint(type.size(), type.order(), false, 0, 0, 0, type.bitPrecision());
            }
            int block = 2 * (1 + random.nextInt(16));
            int elements = block + random.nextInt(random.nextInt(5) == 0 ? 20_000 : 500);
            int[] asked = {random.nextBoolean() ? 4 : 32, block};
            roundTrip(
                    chain(4, asked, type, elements, new byte[0], random.nextInt(2)), integers(random, type, elements));
        });
    }

    @Test
    void nbitKeepsTheBitsThatCarryValues() {
        Seeds.repeat(Seeds.scaled(200), random -> {
            FixedPoint type = integer(random, true);
            int elements = 1 + random.nextInt(300);
            roundTrip(
                    chain(5, new int[0], type, elements, new byte[0], random.nextInt(2)),
                    integers(random, type, elements));
        });
    }

    @Test
    void nbitGoesIntoCompoundsAndArrays() {
        FixedPoint twelve = new FixedPoint(2, Order.BIG, false, 0, 0, 3, 12);
        Compound inner = new Compound(
                8,
                List.of(
                        new Compound.Member("n", 1, twelve),
                        new Compound.Member("f", 4, FloatingPoint.ieee(4, Order.LITTLE))));
        Compound type = new Compound(
                64,
                List.of(
                        new Compound.Member("a", 0, new ArrayType(List.of(2, 3), inner)),
                        new Compound.Member("s", 50, new FixedString(5, Padding.NULL_PADDED, CharacterSet.ASCII)),
                        new Compound.Member("t", 58, new ArrayType(List.of(3), twelve))));
        Seeds.repeat(50, random -> {
            int elements = 1 + random.nextInt(40);
            FilterChain chain = chain(5, new int[0], type, elements, new byte[0], 0);
            byte[] chunk = Seeds.bytes(random, 64 * elements);
            byte[] once = new byte[chunk.length];
            chain.decode(ByteBuffer.wrap(stored(chain, chunk)), 0, once);
            byte[] again = new byte[chunk.length];
            chain.decode(ByteBuffer.wrap(stored(chain, once)), 0, again);
            assertThat(again).as("bits between values are lost once").isEqualTo(once);
            assertThat(Arrays.copyOfRange(once, 50, 55)).isEqualTo(Arrays.copyOfRange(chunk, 50, 55));
        });
    }

    @Test
    void scaleOffsetKeepsIntegersWhateverBitsWereAskedFor() {
        Seeds.repeat(Seeds.scaled(300), random -> {
            FixedPoint type = integer(random, false);
            int elements = 1 + random.nextInt(300);
            byte[] chunk = integers(random, type, elements);
            byte[] fill = random.nextBoolean() ? new byte[0] : Arrays.copyOf(chunk, type.size());
            int bits = random.nextInt(8 * type.size() + 1);
            roundTrip(chain(6, new int[] {bits}, type, elements, fill, random.nextInt(2)), chunk);
        });
    }

    @Test
    void scaleOffsetRoundsRealNumbers() {
        Seeds.repeat(Seeds.scaled(200), random -> {
            int digits = random.nextInt(4);
            int elements = 1 + random.nextInt(300);
            Order order = random.nextBoolean() ? Order.LITTLE : Order.BIG;
            ByteBuffer chunk = ByteBuffer.allocate(8 * elements)
                    .order(order == Order.BIG ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
            double scale = Math.pow(10, random.nextInt(5));
            boolean odd = random.nextInt(4) == 0;
            for (int i = 0; i < elements; i++) {
                chunk.putDouble(8 * i, odd && random.nextInt(9) == 0 ? Double.NaN : random.nextGaussian() * scale);
            }
            FilterChain chain = chain(
                    6, new int[] {digits}, FloatingPoint.ieee(8, order), elements, new byte[0], random.nextInt(2));
            FilterChain.Encoded encoded = chain.encode(chunk.array());
            byte[] target = new byte[8 * elements];
            chain.decode(encoded.bytes(), encoded.mask(), target);
            ByteBuffer read = ByteBuffer.wrap(target).order(chunk.order());
            for (int i = 0; i < elements; i++) {
                double expected = chunk.getDouble(8 * i);
                double found = read.getDouble(8 * i);
                assertThat(Double.isNaN(found)).isEqualTo(Double.isNaN(expected));
                if (!Double.isNaN(expected)) {
                    assertThat(Math.abs(found - expected)).isLessThan(0.5001 * Math.pow(10, -digits));
                }
            }
        });
    }

    @Test
    void damageEndsInFormatErrors() {
        Seeds.repeat(Seeds.scaled(250), random -> {
            FixedPoint type = integer(random, false);
            int elements = 32 + random.nextInt(300);
            int id = 4 + random.nextInt(3);
            int[] asked = id == 4 ? new int[] {random.nextBoolean() ? 4 : 32, 8} : new int[1];
            Datatype packed =
                    id == 5 ? new FixedPoint(type.size(), type.order(), false, 0, 0, 1, 8 * type.size() - 1) : type;
            Filter filter = Filters.complete(
                    new Filter(id, null, 0, asked), new ChunkFilter.Tile(packed, new int[] {elements}, new byte[0]));
            long bytes = (long) elements * type.size();
            FilterChain chain = filters.chain(new FilterPipeline(List.of(filter)), type.size(), bytes);
            byte[] stored = stored(chain, integers(random, type, elements));
            for (int i = 0; i < 20; i++) {
                byte[] damaged = stored.clone();
                int[] parameters = filter.clientData().clone();
                for (int k = random.nextInt(3); k >= 0; k--) {
                    damaged[random.nextInt(Math.min(damaged.length, random.nextBoolean() ? 30 : damaged.length))] =
                            (byte) random.nextInt();
                    if (random.nextInt(4) == 0) {
                        int bit = 1 << random.nextInt(32);
                        parameters[random.nextInt(parameters.length)] ^= bit;
                    }
                }
                byte[] cut = random.nextInt(3) == 0 ? Arrays.copyOf(damaged, random.nextInt(damaged.length)) : damaged;
                FilterChain hostile = filters.chain(
                        new FilterPipeline(List.of(new Filter(id, null, 0, parameters))), type.size(), bytes);
                try {
                    hostile.decode(ByteBuffer.wrap(cut), 0, new byte[(int) bytes]);
                } catch (FormatException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            }
        });
    }

    @Test
    void parametersThatMakeNoSenseStopAChangeWithAClearError() {
        Filter hostile = new Filter(5, "nbit", 0, new int[] {8, 0, 10, 1, 4, 0, 65_556, 7});
        FilterChain chain = filters.chain(new FilterPipeline(List.of(hostile)), 4, 40);
        assertThatThrownBy(() -> chain.encode(new byte[40]))
                .isInstanceOf(H5UnsupportedException.class)
                .hasMessageContaining("filter 5 (nbit)")
                .hasMessageContaining("32 bits");
    }

    @Test
    void whatCannotBePackedIsRefusedAtOnce() {
        Datatype text = new FixedString(5, Padding.NULL_PADDED, CharacterSet.ASCII);
        FixedPoint number = FixedPoint.of(4, Order.LITTLE, true);
        assertThatThrownBy(() -> chain(6, new int[1], text, 9, new byte[0], 0)).isInstanceOf(H5TypeException.class);
        assertThatThrownBy(() -> chain(6, new int[] {33}, number, 9, new byte[0], 0))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("32 bits");
        assertThatThrownBy(() -> chain(4, new int[] {32, 16}, text, 90, new byte[0], 0))
                .isInstanceOf(H5TypeException.class);
        assertThatThrownBy(() -> chain(4, new int[] {32, 16}, number, 9, new byte[0], 0))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("smaller than a block");
        assertThatThrownBy(() -> chain(4, new int[] {36, 16}, number, 90, new byte[0], 0))
                .isInstanceOf(H5TypeException.class);
    }
}
