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
import dev.tutti.format.message.MessageType;
import dev.tutti.format.shared.SharedMessageList;
import dev.tutti.format.shared.SharedMessageRecord;
import dev.tutti.format.shared.SharedMessageTable;
import dev.tutti.testkit.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
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
    void indexesOfSharedMessagesComeBack() {
        Seeds.repeat(100, random -> {
            Widths widths = widths(random);
            List<SharedMessageTable.Index> indexes = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(8); i++) {
                indexes.add(new SharedMessageTable.Index(
                        SharedMessageTable.Form.values()[random.nextInt(2)],
                        1 << random.nextInt(16),
                        number(random),
                        random.nextInt(1000),
                        random.nextInt(1000),
                        random.nextInt(1000),
                        number(random),
                        number(random)));
            }
            roundTrip(new SharedMessageTable(indexes), SharedMessageTable.codec(indexes.size()), widths);
            List<SharedMessageRecord> records = new ArrayList<>();
            for (int i = 0; i < random.nextInt(20); i++) {
                records.add(
                        random.nextBoolean()
                                ? new SharedMessageRecord(
                                        random.nextInt(),
                                        number(random),
                                        Seeds.bytes(random, 8),
                                        0,
                                        0,
                                        ByteSource.UNDEFINED)
                                : new SharedMessageRecord(
                                        random.nextInt(), 0, new byte[0], random.nextInt(20), 7, number(random)));
            }
            SharedMessageTable.Index index = new SharedMessageTable.Index(
                    SharedMessageTable.Form.LIST, 2, 1, 20, 10, records.size(), number(random), number(random));
            roundTrip(new SharedMessageList(records), SharedMessageList.codec(index), widths);
        });
    }

    @Test
    void aTypeIsInTheIndexOfItsBit() {
        SharedMessageTable.Index fills = new SharedMessageTable.Index(
                SharedMessageTable.Form.LIST, 1 << MessageType.FILL_VALUE, 1, 20, 10, 0, 0, 0);
        assertThat(fills.holds(MessageType.FILL_VALUE)).isTrue();
        assertThat(fills.holds(MessageType.FILL_VALUE_OLD)).isTrue();
        assertThat(fills.holds(MessageType.DATATYPE)).isFalse();
        assertThat(new SharedMessageTable(List.of(fills)).of(MessageType.DATATYPE))
                .isNull();
    }

    private static void changesOfABlock(
            Random random, FractalDirectBlock block, byte[] objects, FractalHeapHeader header, Widths widths) {
        byte[] before = objects.clone();
        byte[] wanted = objects.clone();
        FractalDirectBlock changed = block;
        for (int i = random.nextInt(200); i > 0; i--) {
            int at = random.nextInt(wanted.length);
            byte[] object = Seeds.bytes(random, random.nextInt(Math.min(30, wanted.length - at)));
            changed = changed.with(at, object);
            System.arraycopy(object, 0, wanted, at, object.length);
            int from = random.nextInt(wanted.length);
            int length = random.nextInt(wanted.length - from + 1);
            assertThat(changed.bytes(from, length)).isEqualTo(Arrays.copyOfRange(wanted, from, from + length));
        }
        assertThat(block.bytes(0, block.length())).isEqualTo(before);
        BlockCodec<FractalDirectBlock> codec =
                FractalDirectBlock.codec(header, header.table().startBlock());
        assertThat(encode(changed, codec, widths))
                .isEqualTo(encode(new FractalDirectBlock(block.heap(), block.offset(), wanted), codec, widths));
    }

    private static List<FractalIndirectBlock.Filtered> filtered(FractalHeapHeader header, int rows, Random random) {
        int direct =
                header.filters() == null ? 0 : Math.min(rows, header.table().directRows());
        return Stream.generate(() -> new FractalIndirectBlock.Filtered(number(random), random.nextInt(4)))
                .limit((long) direct * header.table().width())
                .toList();
    }

    @Test
    void fractalHeapsComeBack() {
        Seeds.repeat(60, random -> {
            Widths widths = widths(random);
            FractalHeapHeader header = header(random);
            roundTrip(header, FractalHeapHeader.CODEC, widths);
            int size = header.table().startBlock();
            byte[] objects = Seeds.bytes(random, size - header.directOverhead(widths));
            FractalDirectBlock block = new FractalDirectBlock(number(random), number(random), objects);
            roundTrip(block, FractalDirectBlock.codec(header, size), widths);
            changesOfABlock(random, block, objects, header, widths);
            int rows = 1 + random.nextInt(10);
            List<Long> children = new ArrayList<>();
            for (int i = 0; i < rows * header.table().width(); i++) {
                children.add(random.nextBoolean() ? ByteSource.UNDEFINED : number(random));
            }
            roundTrip(
                    new FractalIndirectBlock(number(random), number(random), children, filtered(header, rows, random)),
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
            HugeObject filtered = new HugeObject(number(random), number(random), 2, number(random), number(random));
            record(filtered, HugeObject.INDIRECT_FILTERED, widths);
            record(
                    new HugeObject(filtered.address(), filtered.length(), 1, filtered.unfiltered(), 0),
                    HugeObject.DIRECT_FILTERED,
                    widths);
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

    @Test
    void aCollectionThatSaysMoreThanThereIsIsRefused() {
        byte[] whole = encode(new GlobalHeapCollection(4096, List.of()), GlobalHeapCollection.CODEC, Widths.EIGHT);
        byte[] part = Arrays.copyOf(whole, 4000);
        assertThatThrownBy(() -> decode(part, GlobalHeapCollection.CODEC, Widths.EIGHT))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("4096");
    }

    /** A list of two sections as the C library wrote it before 1.8 was released: two bytes for sizes up to 65536, where three are right. */
    @Test
    void sizesThatTakeAByteLessAreRead() throws FormatException {
        FreeSpaceHeader header =
                new FreeSpaceHeader(FreeSpaceHeader.FRACTAL_HEAP, 304, 2, 2, 0, 4, 80, 120, 32, 65536, 6066, 33, 64);
        ByteSink sink = new ByteSink(Widths.EIGHT, 64);
        sink.signature("FSSE").u8(0).address(5984);
        sink.u8(1).u16(18).u32(186).u8(0);
        sink.u8(1).u16(286).u32(226).u8(0);
        sink.checksum(0);
        BlockCodec<FreeSpaceSections> codec = FreeSpaceSections.codec(header);
        FreeSpaceSections list = codec.decode(ByteSource.of(codec.structure(), Widths.EIGHT, sink.toBuffer()));
        assertThat(list.sections()).containsExactly(Section.single(186, 18), Section.single(226, 286));
    }
}
