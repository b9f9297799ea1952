package dev.tutti.format.btree;

import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import java.util.ArrayList;
import java.util.List;

/**
 * What the sizes in a header imply for the nodes of a version 2 B-tree (format specification III.A.2): how many records a node holds at
 * each level, and how wide the counts in an internal node's child pointers are. Level 0 is the leaves.
 */
public final class BTree2Shape {
    private static final String STRUCTURE = "version 2 B-tree header";

    /** Bytes of a node that are no records or pointers: signature, version, type, checksum. */
    private static final int OVERHEAD = 4 + 1 + 1 + 4;

    private record Level(int capacity, int full, int sparse, long subtree, int subtreeWidth) {}

    private final List<Level> levels;
    private final int countWidth;

    private BTree2Shape(List<Level> levels, int countWidth) {
        this.levels = levels;
        this.countWidth = countWidth;
    }

    /** The shape of a tree up to the depth in its header. Throws if a node has no room, or if the tree can hold 2^63 records or more. */
    public static BTree2Shape of(BTree2Header header, Widths widths) {
        return of(header, header.depth(), widths);
    }

    /** The shape of a tree up to a depth that is not yet in its header. */
    public static BTree2Shape of(BTree2Header header, int depth, Widths widths) {
        List<Level> levels = new ArrayList<>();
        int leaf = (header.nodeSize() - OVERHEAD) / header.recordSize();
        int countWidth = width(leaf);
        levels.add(level(header, leaf, leaf, 0));
        for (int i = 1; i <= depth; i++) {
            Level below = levels.get(i - 1);
            int pointer = widths.offsets() + countWidth + below.subtreeWidth;
            int capacity = (header.nodeSize() - OVERHEAD - pointer) / (header.recordSize() + pointer);
            long subtree;
            try {
                subtree = Math.addExact(Math.multiplyExact(capacity + 1L, below.subtree), capacity);
            } catch (ArithmeticException e) {
                throw new FormatException(STRUCTURE, "a tree of fewer than 2^63 records", "depth " + depth);
            }
            levels.add(level(header, capacity, subtree, width(subtree)));
        }
        return new BTree2Shape(levels, countWidth);
    }

    private static Level level(BTree2Header header, int capacity, long subtree, int subtreeWidth) {
        if (capacity < 1 || capacity > 0xffff) {
            throw new FormatException(
                    STRUCTURE,
                    "room for 1 to 65535 records in a node",
                    header.nodeSize() + " bytes for records of " + header.recordSize());
        }
        int full = Math.max(1, (int) ((long) capacity * header.splitPercent() / 100));
        int sparse = Math.max(1, (int) ((long) capacity * header.mergePercent() / 100));
        return new Level(capacity, full, sparse, subtree, subtreeWidth);
    }

    /** Bytes of an unsigned number up to {@code limit}. */
    private static int width(long limit) {
        return limit <= 0 ? 1 : (63 - Long.numberOfLeadingZeros(limit)) / 8 + 1;
    }

    /** Highest level that is known here. */
    public int depth() {
        return levels.size() - 1;
    }

    /** Most records that fit into a node of this level. */
    public int capacity(int level) {
        return levels.get(level).capacity;
    }

    /** Most records that a node of this level is left with: the split percent. */
    public int full(int level) {
        return levels.get(level).full;
    }

    /** Fewest records that a node of this level is left with unless it is the root: the merge percent. */
    public int sparse(int level) {
        return levels.get(level).sparse;
    }

    /** Bytes of "number of records" in a child pointer; the same at all levels. */
    public int countWidth() {
        return countWidth;
    }

    /** Bytes of "total number of records" in a pointer to a node of this level; 0 for leaves, whose pointers have no such field. */
    public int totalWidth(int level) {
        return levels.get(level).subtreeWidth;
    }
}
