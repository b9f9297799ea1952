package dev.tutti.engine.object;

import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaTransaction.Placement;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.engine.meta.Rank;
import dev.tutti.engine.space.RangeSet;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.format.heap.FreeSpaceHeader;
import dev.tutti.format.heap.FreeSpaceSections;
import dev.tutti.format.heap.FreeSpaceSections.Section;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.message.FileSpaceInfo;
import dev.tutti.format.superblock.Superblock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The lists of free space that a file keeps from one program to the next (format specification III.H), as the message in the superblock extension names them: numbered by what the space
 * is for.
 */
final class KeptLists {
    /** Short blocks of metadata in a file with pages; in others all that the C library looks for metadata in. */
    static final int METADATA = 0;

    /** The same for raw data. */
    static final int RAW = 2;

    /** Pages, and what long blocks leave of theirs. */
    static final int PAGES = 6;

    /** Types of sections: in files without pages, within a page, pages. */
    static final int SIMPLE = 0;

    static final int IN_PAGE = 1;
    static final int WHOLE = 2;

    /** Bytes that one more section adds to a list at most: a size of its own, and wider counts of all sizes come to more, which is then not done. */
    private static final int MOST_OF_ONE = 32;

    /** Sections that come into being while blocks for the lists themselves are allocated. */
    private static final int MORE = 32;

    private KeptLists() {}

    /** A manager of a file, and what it lists. */
    record KeptList(int number, long address, FreeSpaceHeader header, List<Section> sections) {
        /** Hands over the manager's own blocks as address and length. */
        private void forEachBlock(MetaView view, RangeTaker blocks) {
            blocks.take(address, FreeSpaceHeader.CODEC.prefix(view.widths()));
            if (header.list() != ByteSource.UNDEFINED && header.listAllocated() > 0) {
                blocks.take(header.list(), header.listAllocated());
            }
        }

        /** Gives the manager's own blocks back. */
        void release(MetaTransaction tx) {
            forEachBlock(tx, tx::release);
        }
    }

    /** Takes a range. */
    @FunctionalInterface
    private interface RangeTaker {
        void take(long address, long length);
    }

    /** What the file says of free space that it keeps; null if it keeps none. */
    static @Nullable FileSpaceInfo info(OpenFile file, MetaView view) {
        return info(view, file.superblock());
    }

    /** The same for a file that is about to be opened. */
    static @Nullable FileSpaceInfo info(MetaView view, Superblock superblock) {
        long extension = superblock.extensionAddress();
        if (extension == ByteSource.UNDEFINED) {
            return null;
        }
        FileSpaceInfo info = ObjectHeader.load(view, extension).first(FileSpaceInfo.class);
        return info != null && info.version() == 1 && info.persisting() ? info : null;
    }

    /** Where allocation ends at least, as far as the lists and what the file says of them tell. */
    static long end(MetaView view, FileSpaceInfo info) {
        long[] end = {info.endOfAllocation() == ByteSource.UNDEFINED ? 0 : info.endOfAllocation()};
        for (int number = 0; number < info.managers().size(); number++) {
            long address = info.managers().get(number);
            KeptList list = address == ByteSource.UNDEFINED ? null : load(view, number, address);
            if (list != null) {
                list.forEachBlock(view, (at, length) -> end[0] = Math.max(end[0], at + length));
            }
        }
        return end[0];
    }

    /** Says which managers there are, and where allocation ended when they were written. */
    static void replace(
            MetaTransaction tx, OpenFile file, FileSpaceInfo info, List<Long> managers, long endOfAllocation) {
        FileSpaceInfo changed = new FileSpaceInfo(
                info.version(),
                info.strategy(),
                info.persisting(),
                info.threshold(),
                info.pageSize(),
                info.pageEndThreshold(),
                endOfAllocation,
                managers);
        ObjectHeader.load(tx, file.superblock().extensionAddress()).replace(tx, info, changed);
    }

    /** The addresses of all managers, those of some numbers replaced by nothing. */
    static List<Long> without(FileSpaceInfo info, IntPredicate numbers) {
        List<Long> managers = new ArrayList<>(info.managers());
        for (int i = 0; i < managers.size(); i++) {
            if (numbers.test(i)) {
                managers.set(i, ByteSource.UNDEFINED);
            }
        }
        return managers;
    }

    /**
     * Managers of some numbers whose blocks and sections lie in the file, free of each other.
     *
     * @return none if one of them is not sound: then the file is left as it is, and its free space is not used
     */
    static List<KeptList> load(MetaView view, FileSpaceInfo info, IntPredicate numbers, long end) {
        List<KeptList> managers = new ArrayList<>();
        RangeSet taken = new RangeSet();
        for (int number = 0; number < info.managers().size(); number++) {
            long address = info.managers().get(number);
            if (address != ByteSource.UNDEFINED && numbers.test(number)) {
                KeptList manager = load(view, number, address);
                if (manager == null || !isSound(view, manager, info, end, taken)) {
                    return List.of();
                }
                managers.add(manager);
            }
        }
        return managers;
    }

    private static @Nullable KeptList load(MetaView view, int number, long address) {
        try {
            FreeSpaceHeader header = view.load(address, FreeSpaceHeader.CODEC);
            boolean listed = header.list() != ByteSource.UNDEFINED && header.listed() > 0;
            return new KeptList(
                    number,
                    address,
                    header,
                    listed
                            ? view.load(header.list(), FreeSpaceSections.codec(header))
                                    .sections()
                            : List.of());
        } catch (H5CorruptException e) {
            return null;
        }
    }

    private static boolean isSound(MetaView view, KeptList manager, FileSpaceInfo info, long end, RangeSet taken) {
        boolean[] sound = {manager.header.client() == FreeSpaceHeader.FILE};
        manager.forEachBlock(view, (address, length) -> sound[0] &= claim(taken, end, address, length));
        for (Section section : manager.sections) {
            sound[0] &= claim(taken, end, section.offset(), section.size());
            long page = Math.max(1, info.pageSize());
            if (section.type() == IN_PAGE) {
                sound[0] &= section.offset() / page == (section.offset() + section.size() - 1) / page;
            }
        }
        return sound[0];
    }

    private static boolean claim(RangeSet taken, long end, long address, long length) {
        if (address < 0 || length <= 0 || length > end - address || taken.overlaps(address, length)) {
            return false;
        }
        taken.add(address, length);
        return true;
    }

    /** What is to be listed, by the number of the manager. */
    static final class Lists {
        private final long threshold;
        private final SortedMap<Integer, List<Section>> sections = new TreeMap<>();

        /** Nothing yet; ranges shorter than {@code threshold} are left out. */
        Lists(long threshold) {
            this.threshold = threshold;
        }

        void add(int number, long address, long length, int type) {
            if (length >= Math.max(1, threshold)) {
                sections.computeIfAbsent(number, n -> new ArrayList<>())
                        .add(new Section(address, length, type, List.of()));
            }
        }

        private Set<Integer> numbers() {
            return sections.keySet();
        }

        private List<Section> of(int number) {
            return sections.getOrDefault(number, List.of());
        }
    }

    /**
     * Stages managers of what is free. Their own blocks are allocated like others, so that what is free is asked for before, to know how much room they need, and behind that.
     *
     * @param always numbers that get a manager if others do: what is left of the pages that their blocks come from
     * @return the addresses for the message, all others as they are; null if nothing is free
     */
    static @Nullable List<Long> store(
            MetaTransaction tx,
            FileSpaceInfo info,
            Set<Integer> always,
            Consumer<Lists> roughly,
            Consumer<Lists> free) {
        Lists before = new Lists(info.threshold());
        roughly.accept(before);
        if (before.numbers().isEmpty()) {
            return null;
        }
        SortedMap<Integer, Blocks> blocks = new TreeMap<>(Comparator.reverseOrder());
        Stream.concat(before.numbers().stream(), always.stream())
                .distinct()
                .forEach(number ->
                        blocks.put(number, Blocks.allocate(tx, before.of(number).size() + MORE)));
        Lists now = new Lists(info.threshold());
        free.accept(now);
        List<Long> managers = new ArrayList<>(info.managers());
        // Metadata last: that is where the rests of pages go that the other lists leave.
        blocks.forEach((number, place) -> managers.set(number, place.store(tx, new Rests(info, always), now, number)));
        return managers;
    }

    /** Where what a list leaves of its block is listed. */
    private record Rests(FileSpaceInfo info, Set<Integer> always) {
        private int type(long length) {
            if (FileSpaceSettings.of(info).dividedBy() == 0) {
                return SIMPLE;
            }
            return length < info.pageSize() && always.contains(METADATA) ? IN_PAGE : WHOLE;
        }

        private int number(int type, int list) {
            return type == SIMPLE ? list : type == IN_PAGE ? METADATA : PAGES;
        }
    }

    /** Where a manager is put, and the sections that there is room for. */
    private record Blocks(long header, long list, long length, int most) {
        static Blocks allocate(MetaTransaction tx, int most) {
            long length = FreeSpaceSections.mostBytes(FreeSpaceHeader.ofFile(0, most, 0, 0, 0), most, tx.widths());
            long header = tx.allocate(FreeSpaceHeader.CODEC.prefix(tx.widths()), Placement.METADATA);
            return new Blocks(header, tx.allocate(length, Placement.METADATA), length, most);
        }

        long store(MetaTransaction tx, Rests rests, Lists free, int number) {
            List<Section> sections = new ArrayList<>(
                    free.of(number).subList(0, Math.min(free.of(number).size(), most)));
            if (sections.isEmpty()) {
                tx.release(header, FreeSpaceHeader.CODEC.prefix(tx.widths()));
                tx.release(list, length);
                return ByteSource.UNDEFINED;
            }
            int type = rests.type(length);
            int other = rests.number(type, number);
            long before = bytes(tx, sections);
            if (other != number) {
                free.add(other, list + before, length - before, type);
            } else {
                Section rest = rest(tx, rests.info.threshold(), type, sections);
                if (rest != null) {
                    sections.add(rest);
                }
            }
            long total = sections.stream().mapToLong(Section::size).sum();
            // The C library wants to find just as much as it would write.
            long used = bytes(tx, sections);
            FreeSpaceHeader stored = FreeSpaceHeader.ofFile(total, sections.size(), list, used, used);
            tx.stage(list, new FreeSpaceSections(header, sections), FreeSpaceSections.codec(stored), Rank.INDEX_LEAF);
            tx.stage(header, stored, FreeSpaceHeader.CODEC, Rank.INDEX_NODE);
            return header;
        }

        private long bytes(MetaTransaction tx, List<Section> sections) {
            FreeSpaceHeader shape = FreeSpaceHeader.ofFile(0, sections.size(), 0, 0, 0);
            return new FreeSpaceSections(header, sections).length(shape, tx.widths());
        }

        /** What the list leaves of its block, to be listed itself, which makes the list longer; null if that cannot be. */
        private @Nullable Section rest(MetaTransaction tx, long threshold, int type, List<Section> sections) {
            long before = bytes(tx, sections);
            for (long more = 1; more <= MOST_OF_ONE && before + more < length; more++) {
                Section rest = new Section(list + before + more, length - before - more, type, List.of());
                List<Section> all = new ArrayList<>(sections);
                all.add(rest);
                if (rest.size() >= threshold && bytes(tx, all) == before + more) {
                    return rest;
                }
            }
            return null;
        }
    }
}
