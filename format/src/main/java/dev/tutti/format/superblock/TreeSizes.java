package dev.tutti.format.superblock;

import dev.tutti.format.io.FormatException;
import dev.tutti.format.message.BtreeK;

/**
 * How many entries the nodes of a file's version 1 B-trees and symbol tables have room for, halved, as the format counts them (format specification II.A, "Group
 * Leaf Node K" and what follows it).
 *
 * @param groupLeaf half the entries of a symbol table node
 * @param groupInternal half the children of a node of a group's B-tree
 * @param chunkInternal half the children of a node of a chunk B-tree
 */
public record TreeSizes(int groupLeaf, int groupInternal, int chunkInternal) {
    /** What holds where a file says nothing. */
    public static final TreeSizes DEFAULT = new TreeSizes(4, 16, 32);

    /** The number of entries that are in use takes 16 bits. */
    private static final int MOST = 0x7fff;

    /** Checks the ranges. */
    public TreeSizes {
        for (int value : new int[] {groupLeaf, groupInternal, chunkInternal}) {
            FormatException.unless(value > 0 && value <= MOST, "superblock", "B-tree sizes of 1 to 32767", value);
        }
    }

    /** What a superblock of version 0 or 1 says. */
    public static TreeSizes of(OldFields old) {
        return new TreeSizes(old.groupLeafK(), old.groupInternalK(), old.chunkInternalK());
    }

    /** What the extension of a later superblock says. */
    public static TreeSizes of(BtreeK message) {
        return new TreeSizes(message.groupLeaf(), message.groupInternal(), message.chunkInternal());
    }
}
