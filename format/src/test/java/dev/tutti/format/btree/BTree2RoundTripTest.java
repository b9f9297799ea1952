package dev.tutti.format.btree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import dev.tutti.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BTree2RoundTripTest {
    private record Longs() implements RecordCodec<Long> {
        @Override
        public int type() {
            return 10;
        }

        @Override
        public int size(Widths widths) {
            return 8;
        }

        @Override
        public Long decode(ByteSource source) {
            return source.i64();
        }

        @Override
        public void encode(Long value, ByteSink sink) {
            sink.i64(value);
        }
    }

    private static final Longs LONGS = new Longs();

    private static Widths widths(Random random) {
        int[] choices = {4, 8};
        return new Widths(choices[random.nextInt(2)], choices[random.nextInt(2)]);
    }

    private static <T> byte[] encode(T value, BlockCodec<T> codec, Widths widths) {
        ByteSink sink = new ByteSink(widths);
        codec.encode(value, sink);
        byte[] bytes = sink.toByteArray();
        assertThat(codec.length(ByteSource.of("test", widths, bytes))).isEqualTo(bytes.length);
        return bytes;
    }

    private static <T> void roundTrip(T value, BlockCodec<T> codec, Widths widths) {
        byte[] bytes = encode(value, codec, widths);
        assertThat(codec.decode(ByteSource.of("test", widths, bytes))).isEqualTo(value);
    }

    @Test
    void everyNodeComesBack() {
        Seeds.repeat(300, random -> {
            Widths widths = widths(random);
            int nodeSize = 64 + random.nextInt(4000);
            int split = 50 + random.nextInt(51);
            int depth = random.nextInt(4);
            BTree2Header header = new BTree2Header(
                    10, nodeSize, 8, depth, split, 1 + random.nextInt(split / 2 - 1), BTree2Pointer.EMPTY);
            BTree2Shape shape = BTree2Shape.of(header, widths);
            header = header.withRoot(new BTree2Pointer(random.nextInt(1 << 30), 1, 1 + random.nextInt(1 << 30)), depth);
            roundTrip(header, BTree2Header.CODEC, widths);
            List<Long> records = records(random, random.nextInt(shape.capacity(0) + 1));
            roundTrip(new BTree2Leaf<>(records), BTree2Leaf.codec(LONGS, nodeSize, records.size()), widths);
            if (depth > 0) {
                List<Long> inner = records(random, 1 + random.nextInt(shape.capacity(depth)));
                List<BTree2Pointer> children = new ArrayList<>();
                for (int i = 0; i <= inner.size(); i++) {
                    int count = 1 + random.nextInt(shape.capacity(depth - 1));
                    children.add(new BTree2Pointer(
                            random.nextInt(1 << 30), count, depth == 1 ? count : count + random.nextInt(3)));
                }
                roundTrip(
                        new BTree2Internal<>(inner, children),
                        BTree2Internal.codec(LONGS, nodeSize, shape, depth, inner.size()),
                        widths);
            }
        });
    }

    private static List<Long> records(Random random, int count) {
        return random.longs(count).boxed().toList();
    }

    /** Capacities of the link name index of the C library: nodes of 512 bytes, records of 11. */
    @Test
    void capacitiesAreThoseOfTheFormat() {
        BTree2Header header = new BTree2Header(5, 512, 11, 2, 100, 40, BTree2Pointer.EMPTY);
        BTree2Shape shape = BTree2Shape.of(header, Widths.EIGHT);
        assertThat(shape.capacity(0)).isEqualTo(45);
        assertThat(shape.capacity(1)).isEqualTo(24);
        assertThat(shape.capacity(2)).isEqualTo(22);
        assertThat(shape.countWidth()).isEqualTo(1);
        assertThat(shape.totalWidth(0)).isZero();
        assertThat(shape.totalWidth(1)).isEqualTo(2);
        assertThat(shape.sparse(0)).isEqualTo(18);
    }

    @Test
    void flippedBitsAreFormatErrors() {
        Seeds.repeat(200, random -> {
            List<Long> records = records(random, 10);
            BlockCodec<BTree2Leaf<Long>> codec = BTree2Leaf.codec(LONGS, 128, 10);
            byte[] bytes = encode(new BTree2Leaf<>(records), codec, Widths.EIGHT);
            int bit = random.nextInt((4 + 1 + 1 + 80 + 4) * 8);
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> codec.decode(ByteSource.of("test", Widths.EIGHT, bytes)))
                    .isInstanceOf(FormatException.class);
        });
    }

    @Test
    void depthsThatOverflowAreRefused() {
        BTree2Header header = new BTree2Header(5, 512, 11, 65_535, 100, 40, BTree2Pointer.EMPTY);
        assertThatThrownBy(() -> BTree2Shape.of(header, Widths.EIGHT)).isInstanceOf(FormatException.class);
    }
}
