package dev.tutti.format.message;

import dev.tutti.format.io.FormatException;

/**
 * Type 0x13: sizes of version 1 B-trees that differ from the default; only in the superblock extension.
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
}
