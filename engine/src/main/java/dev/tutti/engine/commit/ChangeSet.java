package dev.tutti.engine.commit;

import java.util.List;

/**
 * All blocks that one commit changes, in the order in which the parts reach the file. The lists are the caller's, which leaves them alone until the commit is over.
 *
 * @param endOfFile the file is at least this long before any other write (the end of allocation runs ahead of use)
 * @param fresh blocks in space that nothing in the file points at yet: any order
 * @param before blocks that announce the change, in this order; a kill may tear them, or they fit into a page
 * @param ordered blocks that are changed in place, in the order in which they must reach the file; none may be torn
 * @param after blocks that make the change known, in this order; a kill may tear them, or they fit into a page
 */
public record ChangeSet(
        long endOfFile,
        List<BlockImage> fresh,
        List<BlockImage> before,
        List<BlockImage> ordered,
        List<BlockImage> after) {}
