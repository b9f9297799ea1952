package dev.tutti.engine.heap;

import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaTransaction.Placement;
import dev.tutti.engine.meta.Rank;
import dev.tutti.format.heap.DoublingTable;
import dev.tutti.format.heap.FreeSpaceHeader;
import dev.tutti.format.heap.FreeSpaceSections;
import dev.tutti.format.heap.FreeSpaceSections.Section;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.util.ArrayList;
import java.util.List;

/**
 * The free bytes in the direct blocks of a fractal heap, as its free-space manager lists them. Ranges of blocks that the C library passed over
 * are kept as they are and not used. Holds the list for one change.
 */
final class FreeSections {
    /** A free range of the heap. */
    record Range(long offset, long length) {}

    private final long address;
    private final FreeSpaceHeader header;
    private final List<Section> sections;
    private final int sectionsBefore;
    private final int sizesBefore;

    private FreeSections(long address, FreeSpaceHeader header, List<Section> sections) {
        this.address = address;
        this.header = header;
        this.sections = sections;
        this.sectionsBefore = sections.size();
        this.sizesBefore = sizes();
    }

    /** Number of different sizes, which are neighbours in the list. */
    private int sizes() {
        int sizes = 0;
        long last = -1;
        for (Section section : sections) {
            if (section.size() != last) {
                sizes++;
                last = section.size();
            }
        }
        return sizes;
    }

    static FreeSections load(MetaTransaction tx, long address, DoublingTable table) {
        if (address == ByteSource.UNDEFINED) {
            return new FreeSections(address, FreeSpaceHeader.empty(table), new ArrayList<>());
        }
        FreeSpaceHeader header = tx.load(address, FreeSpaceHeader.CODEC);
        if (header.client() != FreeSpaceHeader.FRACTAL_HEAP || header.listed() > tx.endOfAllocation()) {
            throw tx.corrupt(
                    address,
                    new FormatException(
                            "free-space manager header",
                            "the sections of a fractal heap",
                            header.listed() + " sections of client " + header.client()));
        }
        List<Section> sections = new ArrayList<>();
        if (header.list() != ByteSource.UNDEFINED && header.listed() > 0) {
            FreeSpaceSections list = tx.load(header.list(), FreeSpaceSections.codec(header));
            if (list.header() != address) {
                throw tx.corrupt(
                        header.list(),
                        new FormatException(
                                "free-space section list", "the list of " + address, "that of " + list.header()));
            }
            sections.addAll(list.sections());
        }
        return new FreeSections(address, header, sections);
    }

    /** Takes {@code length} bytes from the smallest range that has them; their offset, or -1. */
    long take(int length) {
        for (int i = 0; i < sections.size(); i++) {
            Section section = sections.get(i);
            if (section.type() == FreeSpaceSections.SINGLE && section.size() >= length) {
                sections.remove(i);
                if (section.size() > length) {
                    insert(Section.single(section.offset() + length, section.size() - length));
                }
                return section.offset();
            }
        }
        return -1;
    }

    /** Adds a range, and joins it with its neighbours. Two blocks never touch: each starts with a header. */
    void add(Range range) {
        long from = range.offset;
        long to = from + range.length;
        for (int i = sections.size() - 1; i >= 0; i--) {
            Section section = sections.get(i);
            long end = section.offset() + section.size();
            if (section.type() != FreeSpaceSections.SINGLE || end < from || section.offset() > to) {
                continue;
            }
            if (end != from && section.offset() != to) {
                throw new FormatException(
                        "fractal heap ID", "an object in used space", range.length + " free bytes at " + range.offset);
            }
            sections.remove(i);
            from = Math.min(from, section.offset());
            to = Math.max(to, end);
        }
        insert(Section.single(from, to - from));
    }

    /** Keeps the order of the list: by size, then by offset. */
    private void insert(Section section) {
        int at = 0;
        while (at < sections.size()
                && (sections.get(at).size() < section.size()
                        || (sections.get(at).size() == section.size()
                                && sections.get(at).offset() < section.offset()))) {
            at++;
        }
        sections.add(at, section);
    }

    /** Stages the list as it is now; the address of its manager, undefined if nothing is free. */
    long store(MetaTransaction tx) {
        if (sections.isEmpty()) {
            free(tx);
            return ByteSource.UNDEFINED;
        }
        long manager = address;
        if (manager == ByteSource.UNDEFINED) {
            manager = tx.allocate(FreeSpaceHeader.CODEC.prefix(tx.widths()), Placement.METADATA);
        }
        FreeSpaceSections list = new FreeSpaceSections(manager, sections);
        long at = header.list();
        long length = list.length(header, tx.widths());
        // As many sections of as many sizes take as many bytes as were read, or more where sizes took a byte less.
        if (at != ByteSource.UNDEFINED && sections.size() == sectionsBefore && sizes() == sizesBefore) {
            length = Math.max(length, header.listUsed());
        }
        if (at == ByteSource.UNDEFINED || length != header.listAllocated()) {
            at = tx.allocate(length, Placement.METADATA);
            releaseList(tx);
        }
        long space = 0;
        for (Section section : sections) {
            space += section.size();
        }
        FreeSpaceHeader changed = header.with(space, sections.size(), at, length);
        tx.stage(at, list, FreeSpaceSections.codec(changed), Rank.INDEX_LEAF);
        tx.stage(manager, changed, FreeSpaceHeader.CODEC, Rank.INDEX_NODE);
        return manager;
    }

    private void releaseList(MetaTransaction tx) {
        if (header.list() != ByteSource.UNDEFINED && header.listAllocated() > 0) {
            tx.release(header.list(), header.listAllocated());
        }
    }

    /** Gives back the space of the manager and its list. */
    void free(MetaTransaction tx) {
        if (address != ByteSource.UNDEFINED) {
            releaseList(tx);
            tx.release(address, FreeSpaceHeader.CODEC.prefix(tx.widths()));
        }
    }
}
