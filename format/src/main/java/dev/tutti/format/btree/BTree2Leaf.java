package dev.tutti.format.btree;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import java.util.ArrayList;
import java.util.List;

/**
 * Version 2 B-tree leaf node (format specification III.A.2). Version 0 is read and written. The number of records stands in the parent.
 *
 * <pre>
 *  4  signature "BTLF"
 *  1  version, 0
 *  1  record type
 *  n  records, ascending
 *  4  checksum of all before
 *     unused up to the node size
 * </pre>
 *
 * @param records the records, ascending
 */
public record BTree2Leaf<R>(List<R> records) {
    private static final String STRUCTURE = "version 2 B-tree leaf node";

    /** Takes a copy of the list. */
    public BTree2Leaf {
        records = List.copyOf(records);
    }

    /** The codec for a leaf of {@code count} records. */
    public static <R> BlockCodec<BTree2Leaf<R>> codec(RecordCodec<R> records, int nodeSize, int count) {
        return new Codec<>(records, nodeSize, count);
    }

    private record Codec<R>(RecordCodec<R> records, int nodeSize, int count) implements BlockCodec<BTree2Leaf<R>> {
        @Override
        public String structure() {
            return STRUCTURE;
        }

        @Override
        public int prefix(Widths widths) {
            return nodeSize;
        }

        @Override
        public BTree2Leaf<R> decode(ByteSource block) {
            block.signature("BTLF");
            block.version(0, 0);
            int type = block.u8();
            if (type != records.type()) {
                throw new FormatException(block.structure(), "record type " + records.type(), String.valueOf(type));
            }
            int size = records.size(block.widths());
            if ((long) count * size > block.remaining()) {
                throw new FormatException(block.structure(), count + " records", block.remaining() + " bytes");
            }
            int from = block.position();
            block.skip(count * size);
            block.checksum();
            block.position(from);
            List<R> decoded = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                decoded.add(records.decode(block));
                block.position(from + (i + 1) * size);
            }
            return new BTree2Leaf<>(decoded);
        }

        @Override
        public void encode(BTree2Leaf<R> value, ByteSink sink) {
            int start = sink.position();
            sink.signature("BTLF").u8(0).u8(records.type());
            value.records.forEach(r -> records.encode(r, sink));
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
