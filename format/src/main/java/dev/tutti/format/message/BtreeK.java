package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;

/**
 * Type 0x13: sizes of version 1 B-trees that differ from the default; only in the superblock extension.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>version 0</td></tr>
 * <tr><td>1</td><td>the three sizes, 2 bytes each</td></tr>
 * </table>
 *
 * <p>Version 0 is read and written.
 *
 * @param chunkInternal for chunk B-trees
 * @param groupInternal for inner nodes of group B-trees
 * @param groupLeaf for symbol table nodes
 */
public record BtreeK(int chunkInternal, int groupInternal, int groupLeaf) implements Message {
    /** Checks the ranges. */
    public BtreeK {
        for (int value : new int[] {chunkInternal, groupInternal, groupLeaf}) {
            FormatException.unless(
                    value >= 0 && value <= 0xffff, "B-tree 'K' values message", "numbers of 16 bits", value);
        }
    }

    @Override
    public int typeId() {
        return MessageType.BTREE_K;
    }

    static BtreeK decode(ByteSource body) {
        body.version(0, 0);
        return new BtreeK(body.u16(), body.u16(), body.u16());
    }

    @Override
    public void encode(ByteSink body) {
        body.u8(0).u16(chunkInternal).u16(groupInternal).u16(groupLeaf);
    }
}
