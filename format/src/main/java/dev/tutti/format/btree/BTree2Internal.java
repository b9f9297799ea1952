package dev.tutti.format.btree;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import java.util.ArrayList;
import java.util.List;

/**
 * Version 2 B-tree internal node (format specification III.A.2). Version 0 is read and written. The number of records stands in the parent;
 * the widths of the counts follow from {@link BTree2Shape}.
 *
 * <pre>
 *  4  signature "BTIN"
 *  1  version, 0
 *  1  record type
 *  n  records, ascending
 *     one more child pointers than records, each:
 *       O  address
 *       v  number of records in the child
 *       v  number of records in the child and below; absent where the children are leaves
 *  4  checksum of all before
 *     unused up to the node size
 * </pre>
 *
 * @param records the records that separate the children, ascending
 * @param children the nodes below, one more than records
 */
public record BTree2Internal<R>(List<R> records, List<BTree2Pointer> children) {
    private static final String STRUCTURE = "version 2 B-tree internal node";

    /** Takes copies of the lists and checks their sizes. */
    public BTree2Internal {
        records = List.copyOf(records);
        children = List.copyOf(children);
        if (children.size() != records.size() + 1) {
            throw new FormatException(
                    STRUCTURE, "one more children than " + records.size() + " records", children.size() + " children");
        }
    }

    /**
     * The codec for a node of {@code count} records.
     *
     * @param level levels below the node; at least 1
     */
    public static <R> BlockCodec<BTree2Internal<R>> codec(
            RecordCodec<R> records, int nodeSize, BTree2Shape shape, int level, int count) {
        return new Codec<>(
                records,
                nodeSize,
                count,
                shape.countWidth(),
                shape.totalWidth(level - 1),
                shape.capacity(level),
                shape.capacity(level - 1));
    }

    private record Codec<R>(
            RecordCodec<R> records,
            int nodeSize,
            int count,
            int countWidth,
            int totalWidth,
            int capacity,
            int childCapacity)
            implements BlockCodec<BTree2Internal<R>> {
        @Override
        public String structure() {
            return STRUCTURE;
        }

        @Override
        public int prefix(Widths widths) {
            return nodeSize;
        }

        @Override
        public BTree2Internal<R> decode(ByteSource block) {
            block.signature("BTIN");
            block.version(0, 0);
            int type = block.u8();
            if (type != records.type()) {
                throw new FormatException(block.structure(), "record type " + records.type(), String.valueOf(type));
            }
            if (count > capacity) {
                throw new FormatException(block.structure(), "at most " + capacity + " records", String.valueOf(count));
            }
            int size = records.size(block.widths());
            int pointer = block.widths().offsets() + countWidth + totalWidth;
            int from = block.position();
            block.skip(count * size + (count + 1) * pointer);
            block.checksum();
            block.position(from);
            List<R> decoded = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                decoded.add(records.decode(block));
                block.position(from + (i + 1) * size);
            }
            List<BTree2Pointer> children = new ArrayList<>(count + 1);
            for (int i = 0; i <= count; i++) {
                children.add(child(block));
            }
            return new BTree2Internal<>(decoded, children);
        }

        private BTree2Pointer child(ByteSource block) {
            long address = block.address();
            long number = block.unsigned(countWidth);
            long total = totalWidth == 0 ? number : block.unsigned(totalWidth);
            if (!(address != ByteSource.UNDEFINED && number >= 1 && number <= childCapacity)) {
                throw new FormatException(
                        block.structure(), "children of 1 to " + childCapacity + " records", String.valueOf(number));
            }
            return new BTree2Pointer(address, (int) number, total);
        }

        @Override
        public void encode(BTree2Internal<R> value, ByteSink sink) {
            int start = sink.position();
            sink.signature("BTIN").u8(0).u8(records.type());
            value.records.forEach(r -> records.encode(r, sink));
            for (BTree2Pointer child : value.children) {
                sink.address(child.address()).unsigned(countWidth, child.records());
                if (totalWidth > 0) {
                    sink.unsigned(totalWidth, child.total());
                }
            }
            sink.checksum(start);
            int rest = nodeSize - (sink.position() - start);
            if (rest < 0) {
                throw new FormatException(
                        STRUCTURE, "a node of " + nodeSize + " bytes", value.records.size() + " records");
            }
            sink.zeros(rest);
        }
    }
}
