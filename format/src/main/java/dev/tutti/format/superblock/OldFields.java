package dev.tutti.format.superblock;

import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What only superblocks of versions 0 and 1 have.
 *
 * @param groupLeafK half the entries of a symbol table node
 * @param groupInternalK half the children of a node of a group B-tree
 * @param chunkInternalK version 1: half the children of a node of a chunk B-tree; 32, the default, in version 0
 * @param freeSpaceAddress address of free-space information; undefined, as it was never used
 * @param driverAddress driver information block; undefined if there is none
 * @param rootNameOffset offset of the root group's name in its heap
 * @param rootCacheType 0 nothing cached, 1 the addresses of the root group's B-tree and heap, 2 a symbolic link
 * @param rootScratch the 16 bytes that are cached
 */
public record OldFields(
        int groupLeafK,
        int groupInternalK,
        int chunkInternalK,
        long freeSpaceAddress,
        long driverAddress,
        long rootNameOffset,
        int rootCacheType,
        byte[] rootScratch) {
    /** What new files have: nothing cached of the root group. */
    static final OldFields DEFAULT =
            new OldFields(4, 16, 32, ByteSource.UNDEFINED, ByteSource.UNDEFINED, 0, 0, new byte[16]);

    /** Checks the ranges. */
    public OldFields {
        for (int value : new int[] {groupLeafK, groupInternalK, chunkInternalK}) {
            FormatException.unless(
                    value > 0 && value <= 0xffff, Superblock.STRUCTURE, "B-tree sizes of 1 to 65535", value);
        }
        FormatException.unless(
                rootScratch.length == 16, Superblock.STRUCTURE, "16 bytes of scratch space", rootScratch.length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OldFields that
                && groupLeafK == that.groupLeafK
                && groupInternalK == that.groupInternalK
                && chunkInternalK == that.chunkInternalK
                && freeSpaceAddress == that.freeSpaceAddress
                && driverAddress == that.driverAddress
                && rootNameOffset == that.rootNameOffset
                && rootCacheType == that.rootCacheType
                && Arrays.equals(rootScratch, that.rootScratch);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                groupLeafK,
                groupInternalK,
                chunkInternalK,
                freeSpaceAddress,
                driverAddress,
                rootNameOffset,
                rootCacheType,
                Arrays.hashCode(rootScratch));
    }
}
