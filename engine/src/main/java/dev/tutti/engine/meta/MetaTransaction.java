package dev.tutti.engine.meta;

import dev.tutti.engine.space.Space;
import dev.tutti.format.io.BlockCodec;

/**
 * The open transaction of the file's one writer, laid over the view it started from. What is staged is seen by this transaction's
 * own loads at once and by others after the commit. Guarded by the file's write lock: one thread at a time.
 */
public interface MetaTransaction extends MetaView {
    /** Where a block may lie. */
    enum Placement {
        /** Metadata that will be changed in place: never across a 4 KiB boundary if it is no longer than that. */
        METADATA,
        /** The same for the object header of a dataset that may grow: in a live file near the publication record, if there is room. */
        GROWING,
        /** Raw data and blocks that are written once: anywhere, large ones page-aligned. */
        RAW;

        long in(Space space, long length) {
            return switch (this) {
                case METADATA -> space.allocateInPage(length);
                case GROWING -> space.allocateGrowing(length);
                case RAW -> space.allocate(length);
            };
        }
    }

    /** Reserves {@code length} bytes of unused space. What stands there is undefined until it is staged or written. */
    long allocate(long length, Placement placement);

    /** Gives space back. It is reused only when no reader can still stand on it; in live mode not before the next exclusive session. */
    void release(long address, long length);

    /**
     * Sets the block at {@code address}. It reaches the file at the next commit: blocks in space allocated since the last commit first, then
     * blocks changed in place by ascending {@code rank}.
     *
     * @param rank one of {@link Rank}: children before parents
     */
    <T> void stage(long address, T value, BlockCodec<T> codec, Rank rank);

    /** Sets raw bytes at {@code address} with rank {@link Rank#RAW}; the array belongs to the transaction from now on. */
    void stageRaw(long address, byte[] bytes);

    /**
     * Whether additions to the structure at {@code address} may wait in {@link #gathering}: where nobody else reads the file, and the structure was made since the last commit, so that no damage
     * is found only when they are brought into it.
     */
    default boolean gathers(long address) {
        return false;
    }

    /** Stands for this transaction, and no other, in values that may outlive it. */
    default Object token() {
        return this;
    }

    /** Whether {@code address} lies in space that was allocated since the last commit, so that no committed structure points at it. */
    boolean isFresh(long address);

    /**
     * Whether {@code length} bytes that take the place of all that stands in a block at {@code address} are written to new space sooner than there, because what is committed
     * does not change in place: there they would wait in memory until the commit, and be written twice.
     */
    default boolean movesAway(long address, long length) {
        return false;
    }
}
