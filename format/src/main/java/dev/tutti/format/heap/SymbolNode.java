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
 *       O  offset of the name in the local heap
 *       O  address of the object header; undefined in a symbolic link
 *       4  what is cached: 0 nothing, 1 addresses of a group's B-tree and heap, 2 offset of a symbolic link's path
 *       4  reserved
 *      16  the cached values
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
     * @param pathOffset offset of the path of a symbolic link; the first four cached bytes
     */
    public record Entry(long name, long object, int cacheType, long pathOffset) {
        /** Whether the link is a symbolic one. */
        public boolean isSymbolic() {
            return cacheType == SYMBOLIC;
        }
    }

    /** Takes a copy of the list. */
    public SymbolNode {
        entries = List.copyOf(entries);
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
            int entry = ByteSink.lengthOf(prefix.widths(), sink -> encode(new Entry(0, 0, 0, 0), sink));
            prefix.skip(6);
            return HEADER + prefix.u16() * entry;
        }

        @Override
        public SymbolNode decode(ByteSource block) {
            block.signature("SNOD");
            block.version(1, 1);
            block.skip(1);
            int count = block.u16();
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long name = block.unsigned(block.widths().offsets());
                long object = block.address();
                int cacheType = block.i32();
                block.skip(4);
                entries.add(new Entry(name, object, cacheType, block.u32()));
                block.skip(12);
            }
            return new SymbolNode(entries);
        }

        @Override
        public void encode(SymbolNode value, ByteSink sink) {
            sink.signature("SNOD").u8(1).u8(0).u16(value.entries.size());
            value.entries.forEach(entry -> encode(entry, sink));
        }

        private static void encode(Entry entry, ByteSink sink) {
            sink.unsigned(sink.widths().offsets(), entry.name)
                    .address(entry.object)
                    .u32(entry.cacheType)
                    .zeros(4)
                    .u32(entry.pathOffset)
                    .zeros(12);
        }
    }
}
