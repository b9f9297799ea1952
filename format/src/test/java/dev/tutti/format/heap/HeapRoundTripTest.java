package dev.tutti.format.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.format.btree.DenseName;
import dev.tutti.format.btree.DenseOrder;
import dev.tutti.format.btree.GroupNode;
import dev.tutti.format.btree.HugeObject;
import dev.tutti.format.btree.RecordCodec;
import dev.tutti.format.heap.FreeSpaceSections.Section;
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

class HeapRoundTripTest {
    private static Widths widths(Random random) {
        return new Widths(random.nextBoolean() ? 8 : 4, random.nextBoolean() ? 8 : 4);
    }

    private static <T> byte[] encode(T value, BlockCodec<T> codec, Widths widths) {
        ByteSink sink = new ByteSink(widths);
        codec.encode(value, sink);
        byte[] bytes = sink.toByteArray();
        assertThat(codec.prefix(widths)).isLessThanOrEqualTo(bytes.length);
        assertThat(codec.length(ByteSource.of("test", widths, bytes))).isEqualTo(bytes.length);
        return bytes;
    }

    private static <T> T decode(byte[] bytes, BlockCodec<T> codec, Widths widths) {
        return codec.decode(ByteSource.of("test", widths, bytes));
    }

    private static <T> void roundTrip(T value, BlockCodec<T> codec, Widths widths) {
        byte[] bytes = encode(value, codec, widths);
        T decoded = decode(bytes, codec, widths);
        assertThat(decoded).usingRecursiveComparison().isEqualTo(value);
        assertThat(encode(decoded, codec, widths)).isEqualTo(bytes);
    }

    private static long number(Random random) {
        return random.nextInt(1 << 30);
    }

    private static DoublingTable table(Random random) {
        int start = 64 << random.nextInt(5);
        int width = 1 << random.nextInt(4);
        DoublingTable table = new DoublingTable(
                width, start, start << random.nextInt(8), 32 + random.nextInt(9), 1, number(random), 0);
        return table.withRoot(number(random), random.nextInt(table.maxRows() + 1));
    }

    private static FractalHeapHeader header(Random random) {
        return new FractalHeapHeader(
                10 + random.nextInt(20),
                random.nextBoolean(),
                random.nextBoolean(),
                1 + random.nextInt(64),
                new FractalHeapHeader.Huge(number(random), number(random), number(random), number(random)),
                new FractalHeapHeader.Managed(
                        number(random), number(random), number(random), number(random), number(random), number(random)),
                new FractalHeapHeader.Tiny(number(random), number(random)),
                table(random),
                random.nextInt(4) > 0
                        ? null
                        : new FractalHeapHeader.Filters(
                                number(random), 1, Seeds.bytes(random, 1 + random.nextInt(50))));
    }

    @Test
    void fractalHeapsComeBack() {
        Seeds.repeat(200, random -> {
            Widths widths = widths(random);
            FractalHeapHeader header = header(random);
            roundTrip(header, FractalHeapHeader.CODEC, widths);
            int size = header.table().startBlock();
            byte[] objects = Seeds.bytes(random, size - header.directOverhead(widths));
            FractalDirectBlock block = new FractalDirectBlock(number(random), number(random), objects);
            roundTrip(block, FractalDirectBlock.codec(header, size), widths);
            int rows = 1 + random.nextInt(10);
            List<Long> children = new ArrayList<>();
            for (int i = 0; i < rows * header.table().width(); i++) {
                children.add(random.nextBoolean() ? ByteSource.UNDEFINED : number(random));
            }
            roundTrip(
                    new FractalIndirectBlock(number(random), number(random), children),
                    FractalIndirectBlock.codec(header, rows),
                    widths);
        });
    }

    @Test
    void freeSpaceComesBack() {
        Seeds.repeat(200, random -> {
            Widths widths = widths(random);
            FreeSpaceHeader empty = FreeSpaceHeader.empty(new DoublingTable(4, 512, 1 << 16, 32, 1, 0, 0));
            List<Section> sections = new ArrayList<>();
            for (int i = random.nextInt(400); i >= 0; i--) {
                sections.add(Section.single(number(random), 1 + random.nextInt(30)));
            }
            FreeSpaceSections list = new FreeSpaceSections(number(random), sections);
            FreeSpaceHeader header =
                    empty.with(number(random), sections.size(), number(random), list.length(empty, widths));
            roundTrip(header, FreeSpaceHeader.CODEC, widths);
            roundTrip(list, FreeSpaceSections.codec(header), widths);
        });
    }

    @Test
    void otherHeapsComeBack() {
        Seeds.repeat(200, random -> {
            Widths widths = widths(random);
            List<GlobalHeapCollection.Item> items = new ArrayList<>();
            for (int i = random.nextInt(60); i > 0; i--) {
                items.add(new GlobalHeapCollection.Item(
                        i * 3, random.nextInt(3), Seeds.bytes(random, random.nextInt(50))));
            }
            int size = 4096 + 8 * random.nextInt(20);
            roundTrip(new GlobalHeapCollection(size, items), GlobalHeapCollection.CODEC, widths);
            roundTrip(new LocalHeap(number(random), number(random), number(random)), LocalHeap.CODEC, widths);
            List<SymbolNode.Entry> entries = new ArrayList<>();
            List<Long> keys = new ArrayList<>(List.of(number(random)));
            List<Long> children = new ArrayList<>();
            for (int i = random.nextInt(20); i > 0; i--) {
                entries.add(new SymbolNode.Entry(
                        number(random), number(random), random.nextInt(3), number(random), number(random)));
                keys.add(number(random));
                children.add(number(random));
            }
            if (children.isEmpty()) {
                keys.set(0, 0L); // the key of a node without children means nothing
            }
            roundTrip(new SymbolNode(entries), SymbolNode.CODEC, widths);
            roundTrip(
                    new GroupNode(random.nextInt(256), number(random), ByteSource.UNDEFINED, keys, children),
                    GroupNode.CODEC,
                    widths);
        });
    }

    @Test
    void recordsComeBack() {
        Seeds.repeat(200, random -> {
            Widths widths = widths(random);
            long id7 = random.nextLong() >>> 8;
            long id8 = random.nextLong();
            record(new DenseName(random.nextInt(), id7, 0, 0), DenseName.OF_LINK, widths);
            record(
                    new DenseName(random.nextInt(), id8, random.nextInt(256), random.nextInt()),
                    DenseName.OF_ATTRIBUTE,
                    widths);
            record(new DenseOrder(random.nextLong(), id7, 0), DenseOrder.OF_LINK, widths);
            record(new DenseOrder(number(random), id8, random.nextInt(256)), DenseOrder.OF_ATTRIBUTE, widths);
            record(new HugeObject(number(random), number(random), number(random)), HugeObject.INDIRECT, widths);
            record(new HugeObject(number(random), number(random), 0), HugeObject.DIRECT, widths);
        });
    }

    private static <R> void record(R value, RecordCodec<R> codec, Widths widths) {
        ByteSink sink = new ByteSink(widths);
        codec.encode(value, sink);
        assertThat(sink.position()).isEqualTo(codec.size(widths));
        assertThat(codec.decode(ByteSource.of("test", widths, sink.toByteArray())))
                .isEqualTo(value);
    }

    @Test
    void wrongBytesAreFormatErrors() {
        Seeds.repeat(300, random -> {
            byte[] good = encode(
                    new GlobalHeapCollection(
                            4096,
                            List.of(new GlobalHeapCollection.Item(1, 0, Seeds.bytes(random, random.nextInt(100))))),
                    GlobalHeapCollection.CODEC,
                    Widths.EIGHT);
            byte[] bad = good.clone();
            bad[random.nextInt(40)] = (byte) random.nextInt(256);
            try {
                decode(bad, GlobalHeapCollection.CODEC, Widths.EIGHT);
            } catch (FormatException expected) {
                // the only error that may come out
            }
            FractalHeapHeader header = FractalHeapHeader.forMessages(7);
            byte[] heap = encode(header, FractalHeapHeader.CODEC, Widths.EIGHT);
            heap[random.nextInt(heap.length)] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> decode(heap, FractalHeapHeader.CODEC, Widths.EIGHT))
                    .isInstanceOf(FormatException.class);
        });
    }
}
