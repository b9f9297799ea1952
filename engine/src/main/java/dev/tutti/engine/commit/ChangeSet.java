package dev.tutti.engine.commit;

import java.util.List;

/**
 * All blocks that one commit changes.
 *
 * @param endOfFile the file is at least this long before any other write (the end of allocation runs ahead of use)
 * @param fresh blocks in space that nothing in the file points at yet: any order
 * @param ordered blocks that are changed in place, in the order in which they must reach the file
 */
public record ChangeSet(long endOfFile, List<BlockImage> fresh, List<BlockImage> ordered) {
    /** Copies the lists. */
    public ChangeSet {
        fresh = List.copyOf(fresh);
        ordered = List.copyOf(ordered);
    }
}
