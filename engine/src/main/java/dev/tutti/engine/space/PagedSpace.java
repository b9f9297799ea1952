package dev.tutti.engine.space;

import java.util.function.BiConsumer;

/**
 * Space of a file that is divided into pages of its own (file space strategy PAGE): programs may read and write such a file page by page, and the C library's page buffer takes it for
 * granted that no block of metadata shorter than a page crosses one, and that longer blocks share their pages with nothing. So short blocks lie inside pages, those of metadata and of raw
 * data in different ones, and longer blocks begin with a page; what is left of their last page belongs to them. The end of the file is that of a page. Not thread-safe.
 */
public final class PagedSpace implements OwnSpace {
    /** What the short blocks of a page hold. */
    public enum Use {
        /** Structures of the format. */
        METADATA,
        /** Elements of datasets. */
        RAW
    }

    /** Takes a free range. */
    @FunctionalInterface
    public interface Piece {
        /** Takes it. */
        void take(long address, long length);
    }

    /** How often the place of a block is moved until it lies in pages of the file and of the operating system alike. */
    private static final int MOVES = 8;

    private final long page;
    private final boolean bounded;
    private final FreeSpace ofMetadata = FreeSpace.bounded(Alignment.NONE, 0);
    private final FreeSpace ofRaw = FreeSpace.bounded(Alignment.NONE, 0);
    private final FreeSpace whole = FreeSpace.bounded(Alignment.NONE, 0);

    /** Pages that short blocks share, as far as they are known; those among them that hold raw data. */
    private final RangeSet shared = new RangeSet();

    private final RangeSet raw = new RangeSet();

    /** Pages below {@link #start} that were handed out for long blocks. */
    private final RangeSet longBlocks = new RangeSet();

    private final long start;
    private long end;

    private PagedSpace(long from, long page, boolean bounded) {
        if (page < 1) {
            throw new IllegalArgumentException("pages of " + page + " bytes");
        }
        this.page = page;
        this.bounded = bounded;
        this.start = FreeSpace.alignUp(from, page);
        this.end = start;
    }

    private FreeSpace pieces(Use use) {
        return use == Use.RAW ? ofRaw : ofMetadata;
    }

    /** Nothing is free below an end, which is moved to that of its page. */
    static PagedSpace behind(long end, long page) {
        return new PagedSpace(end, page, false);
    }

    /** Nothing but what is released into it. */
    static PagedSpace bounded(long page) {
        return new PagedSpace(0, page, true);
    }

    /** A new file: what is left of the page behind its first bytes is free for metadata. */
    static PagedSpace ofNewFile(long first, long page) {
        PagedSpace space = behind(first, page);
        if (space.end > first) {
            space.takeIn(Use.METADATA, first, space.end - first);
        }
        return space;
    }

    @Override
    public long end() {
        return end;
    }

    /** Bytes of a page. */
    public long page() {
        return page;
    }

    @Override
    public long free() {
        return whole.free() + ofMetadata.free() + ofRaw.free();
    }

    @Override
    public long allocateInPage(long length) {
        return allocate(Use.METADATA, length, true);
    }

    @Override
    public long allocate(long length) {
        return allocate(Use.RAW, length, true);
    }

    @Override
    public long tryAllocateInPage(long length) {
        return allocate(Use.METADATA, length, false);
    }

    @Override
    public long tryAllocate(long length) {
        return allocate(Use.RAW, length, false);
    }

    private long allocate(Use use, long length, boolean grow) {
        if (length >= page) {
            return longBlock(length, grow);
        }
        FreeSpace free = pieces(use);
        long address = free.tryPlace(length, use == Use.RAW ? this::inside : this::insideBoth);
        if (address >= 0) {
            return address;
        }
        long fresh = longBlock(page, grow);
        if (fresh < 0) {
            return -1;
        }
        longBlocks.remove(fresh, page);
        takeIn(use, fresh, page, free);
        free.takeOut(
                fresh,
                length); // a page of the file may not be one of the system's: then what is done in place is secured
        // otherwise
        return fresh;
    }

    private long longBlock(long length, boolean grow) {
        long address = whole.tryPlace(length, (from, wanted) -> FreeSpace.alignUp(from, page));
        if (address < 0 && grow && !bounded) {
            address = end;
            end = FreeSpace.alignUp(Math.addExact(end, length), page);
            if (end > address + length) {
                whole.release(address + length, end - address - length);
            }
        }
        if (address >= 0 && address < start) {
            longBlocks.add(address, FreeSpace.alignUp(length, page));
        }
        return address;
    }

    private long inside(long address, long length) {
        return FreeSpace.within(page, address, length);
    }

    private long insideBoth(long address, long length) {
        long at = address;
        for (int i = 0; i < MOVES; i++) {
            long system = FreeSpace.firstForMetadata(inside(at, length), length);
            if (system == at) {
                return at;
            }
            at = system;
        }
        return inside(at, length);
    }

    @Override
    public void release(long address, long length) {
        if (length <= 0 || address < 0 || (!bounded && length > end - address)) {
            throw new IllegalArgumentException("range " + address + "+" + length + " is not below the end " + end);
        }
        long to = address + length;
        long first = Math.min(to, FreeSpace.alignUp(address, page));
        long last = Math.max(first, to / page * page);
        if (address < first) {
            part(address, first, length);
        }
        if (first < last) {
            add(first, last - first);
        }
        if (last < to) {
            part(last, to, length);
        }
        trim();
    }

    /** Gives back a part of a page, of a range with that length. */
    private void part(long from, long to, long length) {
        long at = from / page * page;
        if (shared.overlaps(at, page) || (length < page && !isOfLongBlock(at))) {
            takeIn(raw.overlaps(at, page) ? Use.RAW : Use.METADATA, from, to - from);
        } else {
            add(from, to - from);
        }
    }

    private boolean isOfLongBlock(long at) {
        return at >= start || longBlocks.overlaps(at, page);
    }

    private void add(long address, long length) {
        whole.release(address, length);
        shared.remove(address, length);
        raw.remove(address, length);
        longBlocks.remove(address, length);
        end = bounded ? Math.max(end, address + length) : end;
    }

    /**
     * Takes in a part of a page that short blocks share.
     *
     * @throws IllegalArgumentException if it crosses a page or is free already
     */
    public void takeIn(Use use, long address, long length) {
        long at = address / page * page;
        if (address < 0 || length <= 0 || address + length > at + page) {
            throw new IllegalArgumentException("range " + address + "+" + length + " crosses a page of " + page);
        }
        FreeSpace free = pieces(use);
        takeIn(use, address, length, free);
        long[] range = free.covering(address);
        if (range != null && range[0] <= at && range[0] + range[1] >= at + page) {
            free.takeOut(at, page);
            add(at, page);
            trim();
        }
    }

    /**
     * Takes in free pages, and parts of pages that belong to long blocks.
     *
     * @throws IllegalArgumentException if it is free already
     */
    public void takeIn(long address, long length) {
        add(address, length);
        trim();
    }

    private void takeIn(Use use, long address, long length, FreeSpace free) {
        long at = address / page * page;
        free.release(address, length);
        shared.add(at, page);
        if (use == Use.RAW) {
            raw.add(at, page);
        } else {
            raw.remove(at, page);
        }
    }

    /** Free pages at the end are no part of the file. */
    private void trim() {
        long[] range = bounded || end == 0 ? null : whole.covering(end - 1);
        if (range != null) {
            long from = FreeSpace.alignUp(range[0], page);
            if (from < end) {
                whole.takeOut(from, end - from);
                end = from;
            }
        }
    }

    /** Hands over what is free in pages that short blocks share, each range inside one page. */
    public void forEachPiece(Use use, Piece piece) {
        pieces(use).forEach((address, length) -> {
            long to = address + length;
            for (long from = address; from < to; ) {
                long next = Math.min(to, (from / page + 1) * page);
                piece.take(from, next - from);
                from = next;
            }
        });
    }

    /** Hands over free pages, and what long blocks leave of their last ones. */
    public void forEachWhole(Piece piece) {
        whole.forEach(piece::take);
    }

    @Override
    public void forEach(BiConsumer<Long, Long> range) {
        whole.forEach(range);
        ofMetadata.forEach(range);
        ofRaw.forEach(range);
    }
}
