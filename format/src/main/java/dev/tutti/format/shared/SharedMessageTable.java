package dev.tutti.format.shared;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import dev.tutti.format.message.MessageType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Master table of the messages that objects share (format specification III.I, "Shared Object Header Message Table"). The one version there is, is read and written.
 *
 * <pre>
 *  4  signature "SMTB"
 *     per index:
 *       1  version of the list, 0
 *       1  0 a list, 1 a version 2 B-tree
 *       2  types of messages in the index, one bit each
 *       4  least size of a message that is shared
 *       2  most messages in a list
 *       2  fewest messages in a B-tree
 *       2  number of messages
 *       O  address of the list or of the B-tree
 *       O  address of the fractal heap with the messages
 *  4  checksum
 * </pre>
 *
 * @param indexes in the order of the file
 */
public record SharedMessageTable(List<SharedMessageTable.Index> indexes) {
    private static final String STRUCTURE = "shared message table";

    /** Copies the list. */
    public SharedMessageTable {
        indexes = List.copyOf(indexes);
    }

    /** How an index is kept. */
    public enum Form {
        /** One block. */
        LIST,
        /** A version 2 B-tree. */
        BTREE
    }

    /**
     * One index.
     *
     * @param form how it is kept
     * @param types bit n for messages of kind n as {@link #holds} numbers them
     * @param leastSize bytes below which messages are not shared
     * @param listMost most messages in a list
     * @param treeFewest fewest messages in a B-tree
     * @param messages number of messages
     * @param address list or B-tree; undefined while there are no messages
     * @param heap fractal heap with the messages; undefined while there are none
     */
    public record Index(
            Form form, int types, long leastSize, int listMost, int treeFewest, int messages, long address, long heap) {
        /** Checks the ranges. */
        public Index {
            FormatException.unless(types >= 0 && types <= 0xffff, STRUCTURE, "16 bits of types", types);
            FormatException.unless(leastSize >= 0 && leastSize <= 0xffff_ffffL, STRUCTURE, "a size", leastSize);
            FormatException.unless(listMost >= 0 && listMost <= 0xffff, STRUCTURE, "a list length", listMost);
            FormatException.unless(treeFewest >= 0 && treeFewest <= 0xffff, STRUCTURE, "a tree size", treeFewest);
            FormatException.unless(messages >= 0 && messages <= 0xffff, STRUCTURE, "16 bits of messages", messages);
        }

        /** Whether messages of a type are in this index; the bit is that of the message's number. */
        public boolean holds(int typeId) {
            // Both forms of the fill value message go under the number of the newer one.
            int bit = typeId == MessageType.FILL_VALUE_OLD ? MessageType.FILL_VALUE : typeId;
            return bit < 16 && (types >>> bit & 1) != 0;
        }
    }

    /** The index that holds messages of a type, or null. */
    public @Nullable Index of(int typeId) {
        for (Index index : indexes) {
            if (index.holds(typeId)) {
                return index;
            }
        }
        return null;
    }

    /** The codec for a table of so many indexes, as the superblock extension says. */
    public static BlockCodec<SharedMessageTable> codec(int indexes) {
        return new Codec(indexes);
    }

    private record Codec(int count) implements BlockCodec<SharedMessageTable> {
        @Override
        public String structure() {
            return STRUCTURE;
        }

        @Override
        public int prefix(Widths widths) {
            return 4 + count * (14 + 2 * widths.offsets()) + 4;
        }

        @Override
        public SharedMessageTable decode(ByteSource block) {
            block.signature("SMTB");
            List<Index> indexes = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                block.version(0, 0);
                int form = block.u8();
                block.require(form <= 1, "a list (0) or a B-tree (1)", form);
                indexes.add(new Index(
                        form == 0 ? Form.LIST : Form.BTREE,
                        block.u16(),
                        block.u32(),
                        block.u16(),
                        block.u16(),
                        block.u16(),
                        block.address(),
                        block.address()));
            }
            block.checksum();
            return new SharedMessageTable(indexes);
        }

        @Override
        public void encode(SharedMessageTable value, ByteSink sink) {
            FormatException.unless(
                    value.indexes.size() == count,
                    STRUCTURE,
                    "as many indexes as the extension says",
                    value.indexes.size());
            int start = sink.position();
            sink.signature("SMTB");
            for (Index index : value.indexes) {
                sink.u8(0).u8(index.form == Form.LIST ? 0 : 1).u16(index.types).u32(index.leastSize);
                sink.u16(index.listMost).u16(index.treeFewest).u16(index.messages);
                sink.address(index.address).address(index.heap);
            }
            sink.checksum(start);
        }
    }
}
