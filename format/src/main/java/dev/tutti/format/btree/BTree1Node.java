package dev.tutti.format.btree;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Version 1 B-tree node of type 1, which finds the chunks of a dataset (format specification III.A.1). The entries in use are read and
 * written; what stands behind them is unused room.
 *
 * <pre>
 * signature TREE (4), node type 1 (1), level (1), entries used (2), left sibling (O), right sibling (O),
 * key and child address (O) for each entry, one more key
 * key: stored size (4), filter mask (4), element offset (8 for each dimension), offset in the element (8): 0 but in the last key of a level
 * </pre>
 *
 * @param level 0 if the children are chunks
 * @param left address of the node before this one on the same level, or undefined
 * @param right address of the node behind
 * @param entries children with the key from which they reach
 * @param end the key up to which the last child reaches
 */
public record BTree1Node(int level, long left, long right, List<BTree1Node.Entry> entries, BTree1Node.Key end) {
    private static final String STRUCTURE = "version 1 B-tree node";

    /**
     * A place in the dataset and how the chunk there is stored.
     *
     * @param storedBytes its length in the file
     * @param filterMask filters that were left out, bit 0 the first
     * @param offset its first element
     * @param inElement a byte of that element: 0 for a chunk; where the C library bounds the last chunk the size of an element, by which the key is behind a
     *     chunk with the same offset
     */
    public record Key(long storedBytes, int filterMask, long[] offset, long inElement) {
        /** The key of a chunk. */
        public Key(long storedBytes, int filterMask, long[] offset) {
            this(storedBytes, filterMask, offset, 0);
        }

        /** By place: negative if this key is before the other one. */
        public int comparePlace(Key other) {
            int byElement = Arrays.compare(offset, other.offset);
            return byElement != 0 ? byElement : Long.compare(inElement, other.inElement);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that
                    && storedBytes == that.storedBytes
                    && filterMask == that.filterMask
                    && Arrays.equals(offset, that.offset)
                    && inElement == that.inElement;
        }

        @Override
        public int hashCode() {
            return 31 * Long.hashCode(storedBytes) + Arrays.hashCode(offset);
        }
    }

    /**
     * A child.
     *
     * @param key from where it reaches; for a chunk the chunk's own
     * @param child address of a node or of a chunk
     */
    public record Entry(Key key, long child) {}

    /** Takes a copy of the list. */
    public BTree1Node {
        entries = List.copyOf(entries);
    }

    /**
     * How the nodes of one dataset's tree are read and written.
     *
     * @param rank dimensions of the dataset
     */
    public record Codec(int rank) implements BlockCodec<BTree1Node> {
        /** Checks the rank. */
        public Codec {
            if (rank < 1 || rank > 32) {
                throw new FormatException(STRUCTURE, "1 to 32 dimensions", Integer.toString(rank));
            }
        }

        /** Bytes of a node with room for {@code 2 * k} children. */
        public long length(Widths widths, int k) {
            Key key = new Key(0, 0, new long[rank]);
            int none = length(widths, List.of(), key);
            return none + 2L * k * (length(widths, List.of(new Entry(key, 0)), key) - none);
        }

        private int length(Widths widths, List<Entry> entries, Key end) {
            return ByteSink.lengthOf(widths, sink -> encode(new BTree1Node(0, 0, 0, entries, end), sink));
        }

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
            prefix.signature("TREE");
            prefix.skip(2);
            int key = 16 + 8 * rank;
            return prefix(prefix.widths())
                    + prefix.u16() * (key + prefix.widths().offsets())
                    + key;
        }

        @Override
        public BTree1Node decode(ByteSource block) {
            block.signature("TREE");
            int type = block.u8();
            block.require(type == 1, "node type 1 (chunks)", type);
            int level = block.u8();
            int used = block.u16();
            long left = block.address();
            long right = block.address();
            int each = 16 + 8 * rank + block.widths().offsets();
            if ((long) used * each > block.remaining()) {
                throw new FormatException(block.structure(), used + " entries", block.remaining() + " bytes");
            }
            Entry[] entries = new Entry[used];
            for (int i = 0; i < used; i++) {
                Key key = key(block);
                entries[i] = new Entry(key, block.address());
            }
            if (used == 0) {
                block.skip(16 + 8 * rank); // what stands there means nothing
            }
            Key end = used == 0 ? new Key(0, 0, new long[rank]) : key(block);
            return new BTree1Node(level, left, right, List.of(entries), end);
        }

        private Key key(ByteSource block) {
            long size = block.u32();
            int mask = block.i32();
            long[] offset = new long[rank];
            for (int d = 0; d < rank; d++) {
                offset[d] = block.unsigned(8);
            }
            return new Key(size, mask, offset, block.unsigned(8));
        }

        @Override
        public void encode(BTree1Node node, ByteSink sink) {
            sink.signature("TREE").u8(1).u8(node.level).u16(node.entries.size());
            sink.address(node.left).address(node.right);
            for (Entry entry : node.entries) {
                encode(entry.key, sink);
                sink.address(entry.child);
            }
            encode(node.end, sink);
        }

        private static void encode(Key key, ByteSink sink) {
            sink.u32(key.storedBytes).u32(key.filterMask);
            for (long at : key.offset) {
                sink.i64(at);
            }
            sink.i64(key.inElement);
        }
    }
}
