package dev.tutti.format.btree;

import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;

/**
 * What a parent knows of a node of a version 2 B-tree.
 *
 * @param address where the node lies; {@link ByteSource#UNDEFINED} for the root of an empty tree
 * @param records number of records in the node itself
 * @param total number of records in the node and all nodes below it
 */
public record BTree2Pointer(long address, int records, long total) {
    /** The root of a tree without records. */
    public static final BTree2Pointer EMPTY = new BTree2Pointer(ByteSource.UNDEFINED, 0, 0);

    /** Checks that the counts fit together. */
    public BTree2Pointer {
        if (records < 0 || records > 0xffff || total < records) {
            throw new FormatException(
                    "version 2 B-tree node pointer",
                    "a record count of at most 65535 and of no more than all below",
                    records + " of " + total);
        }
        if (address == ByteSource.UNDEFINED ? total != 0 : records == 0) {
            throw new FormatException(
                    "version 2 B-tree node pointer", "records exactly where there is a node", records + " records");
        }
    }
}
