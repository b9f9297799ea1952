package dev.tutti.format.heap;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.Widths;
import java.util.ArrayList;
import java.util.List;

/**
 * Symbol table node (format specification III.B) with its entries (III.C): some links of a group of the old form, ordered by name. Version 1 is read and
 * written, without the unused space behind the entries.
 *
 * <pre>
 *  4  signature "SNOD"
 *  1  version, 1
 *  1  reserved
 *  2  number of entries
 *     per entry:
 *       L  offset of the name in the local heap
 *       O  address of the object header; undefined in a symbolic link
 *       4  what is cached: 0 nothing, 1 addresses of a group's B-tree and heap, 2 offset of a symbolic link's path
 *       4  reserved
 *      16  the cached values; of a symbolic link the offset of the path, 4 bytes
 * </pre>
 *
 * @param entries ordered by name
 */
public record SymbolNode(List<Entry> entries) {
    private static final String STRUCTURE = "symbol table node";
    private static final int SYMBOLIC = 2;

    /** Reads and writes nodes. */
    public static final BlockCodec<SymbolNode> CODEC = new Codec();

    /**
     * One link.
     *
     * @param name offset of the name in the local heap
     * @param object address of the object header
     * @param cacheType what is cached
     * @param cachedFirst the first eight cached bytes
     * @param cachedSecond the last eight cached bytes
     */
    public record Entry(long name, long object, int cacheType, long cachedFirst, long cachedSecond) {
        /** A link to an object of which nothing is cached. */
        public static Entry hard(long name, long object) {
            return new Entry(name, object, 0, 0, 0);
        }

        /** A symbolic link. */
        public static Entry symbolic(long name, long pathOffset) {
            return new Entry(name, ByteSource.UNDEFINED, SYMBOLIC, pathOffset, 0);
        }

        /** Offset of the path of a symbolic link. */
        public long pathOffset() {
            return cachedFirst & 0xffff_ffffL;
        }

        /** Whether the link is a symbolic one. */
        public boolean isSymbolic() {
            return cacheType == SYMBOLIC;
        }
    }

    /** Takes a copy of the list. */
    public SymbolNode {
        entries = List.copyOf(entries);
    }

    /** Bytes of a node with room for {@code 2 * k} entries. */
    public static long length(Widths widths, int k) {
        int none = ByteSink.lengthOf(widths, sink -> CODEC.encode(new SymbolNode(List.of()), sink));
        int one = ByteSink.lengthOf(widths, sink -> CODEC.encode(new SymbolNode(List.of(Entry.hard(0, 0))), sink));
        return none + 2L * k * (one - none);
    }

    private record Codec() implements BlockCodec<SymbolNode> {
        private static final int HEADER = 8;

        @Override
        public String structure() {
            return STRUCTURE;
        }

        @Override
        public int prefix(Widths widths) {
            return HEADER;
        }

        @Override
        public int length(ByteSource prefix) {
            int entry = ByteSink.lengthOf(prefix.widths(), sink -> encode(new Entry(0, 0, 0, 0, 0), sink));
            prefix.skip(6);
            return HEADER + prefix.u16() * entry;
        }

        @Override
        public SymbolNode decode(ByteSource block) {
            block.signature("SNOD");
            block.version(1, 1);
            block.skip(1);
            int count = block.u16();
            List<Entry> entries = new ArrayList<>(Math.min(count, block.remaining()));
            for (int i = 0; i < count; i++) {
                long name = block.unsigned(block.widths().lengths()); // an offset in a heap is a length
                long object = block.address();
                int cacheType = block.i32();
                block.skip(4);
                entries.add(new Entry(name, object, cacheType, block.i64(), block.i64()));
            }
            return new SymbolNode(entries);
        }

        @Override
        public void encode(SymbolNode value, ByteSink sink) {
            sink.signature("SNOD").u8(1).u8(0).u16(value.entries.size());
            value.entries.forEach(entry -> encode(entry, sink));
        }

        private static void encode(Entry entry, ByteSink sink) {
            sink.unsigned(sink.widths().lengths(), entry.name)
                    .address(entry.object)
                    .u32(entry.cacheType)
                    .zeros(4)
                    .i64(entry.cachedFirst)
                    .i64(entry.cachedSecond);
        }
    }
}
