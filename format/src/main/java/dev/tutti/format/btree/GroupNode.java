package dev.tutti.format.btree;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import java.util.ArrayList;
import java.util.List;

/**
 * Version 1 B-tree node of type 0 (format specification III.A.1): the index of a group of the old form. Read and written, without the unused
 * space behind the children.
 *
 * <pre>
 *  4  signature "TREE"
 *  1  type, 0
 *  1  level: 0 where the children are symbol table nodes
 *  2  number of children
 *  O  left neighbour
 *  O  right neighbour
 *     per child:
 *       L  key: offset of a name in the local heap, not above any name in the child
 *       O  address of the child
 *  L  last key: not below any name
 * </pre>
 *
 * @param level levels of B-tree nodes below this one
 * @param left node of the same level, or undefined
 * @param right node of the same level, or undefined
 * @param keys one more than children
 * @param children addresses
 */
public record GroupNode(int level, long left, long right, List<Long> keys, List<Long> children) {
    private static final String STRUCTURE = "version 1 B-tree node";

    /** Reads and writes nodes. */
    public static final BlockCodec<GroupNode> CODEC = new Codec();

    /** Takes copies of the lists. */
    public GroupNode {
        keys = List.copyOf(keys);
        children = List.copyOf(children);
        if (keys.size() != children.size() + 1) {
            throw new FormatException(
                    STRUCTURE, "one more keys than " + children.size() + " children", keys.size() + " keys");
        }
    }

    /** Bytes of a node with room for {@code 2 * k} children. */
    public static long length(Widths widths, int k) {
        int none = length(widths, List.of(0L), List.of());
        return none + 2L * k * (length(widths, List.of(0L, 0L), List.of(0L)) - none);
    }

    private static int length(Widths widths, List<Long> keys, List<Long> children) {
        return ByteSink.lengthOf(widths, sink -> CODEC.encode(new GroupNode(0, 0, 0, keys, children), sink));
    }

    private record Codec() implements BlockCodec<GroupNode> {
        @Override
        public String structure() {
            return STRUCTURE;
        }

        @Override
        public int prefix(Widths widths) {
            return 8 + 2 * widths.offsets();
        }

        @Override
        public int length(ByteSource prefix) {
            Widths widths = prefix.widths();
            prefix.skip(6);
            int count = prefix.u16();
            return prefix(widths) + count * (widths.lengths() + widths.offsets()) + widths.lengths();
        }

        @Override
        public GroupNode decode(ByteSource block) {
            block.signature("TREE");
            int type = block.u8();
            block.require(type == 0, "node type 0, groups", type);
            int level = block.u8();
            int count = block.u16();
            long left = block.address();
            long right = block.address();
            List<Long> keys = new ArrayList<>();
            List<Long> children = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                keys.add(block.length());
                children.add(block.address());
            }
            if (count == 0) {
                block.skip(block.widths().lengths()); // what stands there means nothing
                keys.add(0L);
            } else {
                keys.add(block.length());
            }
            return new GroupNode(level, left, right, keys, children);
        }

        @Override
        public void encode(GroupNode value, ByteSink sink) {
            sink.signature("TREE")
                    .u8(0)
                    .u8(value.level)
                    .u16(value.children.size())
                    .address(value.left)
                    .address(value.right);
            for (int i = 0; i < value.children.size(); i++) {
                sink.length(value.keys.get(i)).address(value.children.get(i));
            }
            sink.length(value.keys.get(value.children.size()));
        }
    }
}
