package dev.tutti.engine.space;

/** Where new blocks of a file may lie. Not thread-safe: guarded by the write lock of the file. */
public interface Space {
    /** First byte behind all that was ever allocated. */
    long end();

    /** Takes a range that never crosses a page boundary if it is no longer than a page: a block that will be changed in place. */
    long allocateInPage(long length);

    /** The same for a block that will be changed most often; there may be a place that is kept for the first of these. */
    default long allocateGrowing(long length) {
        return allocateInPage(length);
    }

    /** Takes a range for data that is written once; long ranges start on a page boundary. */
    long allocate(long length);

    /**
     * Gives a range back.
     *
     * @throws IllegalArgumentException if it is not in use
     */
    void release(long address, long length);
}
