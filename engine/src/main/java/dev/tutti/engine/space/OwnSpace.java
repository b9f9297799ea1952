package dev.tutti.engine.space;

import java.util.function.BiConsumer;

/** Space that its owner hands out alone, of a whole file or of a part that was reserved: what is free in it is known. Not thread-safe: guarded by the owner's lock. */
public sealed interface OwnSpace extends Space permits FreeSpace, PagedSpace {
    /** The same as {@link #allocateInPage}, but only from what is free; -1 if nothing fits. */
    long tryAllocateInPage(long length);

    /** The same as {@link #allocate}, but only from what is free; -1 if nothing fits. */
    long tryAllocate(long length);

    /** Free bytes below {@link #end}. */
    long free();

    /** Hands over all free ranges as address and length. */
    void forEach(BiConsumer<Long, Long> range);

    /**
     * Space of a file that is changed by one process alone.
     *
     * @param end nothing is free below it, all from there on
     * @param page bytes of the pages into which the file divides its space; 0 if it does not
     * @param alignment where long raw data begins, in a file without pages
     * @param base where in the file addresses count from
     */
    static OwnSpace of(long end, long page, Alignment alignment, long base) {
        return page == 0 ? new FreeSpace(end, alignment, base) : PagedSpace.behind(end, page);
    }

    /**
     * Space of a new file.
     *
     * @param first where its first object may lie
     */
    static OwnSpace ofNewFile(long first, long page, Alignment alignment, long base) {
        return page == 0 ? new FreeSpace(first, alignment, base) : PagedSpace.ofNewFile(first, page);
    }

    /** Nothing but what is released into it: a part of a file that others allocate in, too. */
    static OwnSpace bounded(long page, Alignment alignment, long base) {
        return page == 0 ? FreeSpace.bounded(alignment, base) : PagedSpace.bounded(page);
    }
}
