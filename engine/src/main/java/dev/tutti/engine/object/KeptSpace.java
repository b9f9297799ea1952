package dev.tutti.engine.object;

import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.engine.meta.Rank;
import dev.tutti.engine.space.FreeSpace;
import dev.tutti.engine.space.RangeSet;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.format.heap.FreeSpaceHeader;
import dev.tutti.format.heap.FreeSpaceSections;
import dev.tutti.format.heap.FreeSpaceSections.Section;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.message.FileSpaceInfo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Free space that a file keeps from one program to the next, in free-space managers. Who changes the file alone takes it over (strategy FSM_AGGR): first the file says that no
 * free space is known, which is true at any later moment, whatever happens; then the space is used. At the close what is free is written back. Files with pages, and all files in other
 * modes, keep their managers as they are. Such a file says where it ended when they were written; that is taken back before anything else changes, and said anew at the close
 * of who has it alone.
 */
public final class KeptSpace {
    private static final int AGGREGATORS = 0;

    /** Managers of metadata and of raw data, of which the C library uses these two where all is in one file. */
    private static final int METADATA = 0;

    private static final int RAW = 2;

    /** Ranges from this length on are listed for raw data. */
    private static final long RAW_FROM = 4096;

    private KeptSpace() {}

    /** A manager of a file, and what it lists. */
    private record Kept(long address, FreeSpaceHeader header, List<Section> sections) {}

    /** What the file says of free space that it keeps; null if it keeps none. */
    private static @Nullable FileSpaceInfo info(OpenFile file, MetaView view) {
        long extension = file.superblock().extensionAddress();
        if (extension == ByteSource.UNDEFINED) {
            return null;
        }
        FileSpaceInfo info = ObjectHeader.load(view, extension).first(FileSpaceInfo.class);
        return info != null && info.version() == 1 && info.persisting() ? info : null;
    }

    /**
     * Takes back what a file that keeps free space says of its end: libraries from HDF5 1.10.1 on cut a file off there when they change it first, so that what came behind it would
     * be lost. Nothing said is true at any later moment. Staged with the first change of whoever does not say the end anew when it leaves.
     */
    public static void forgetEnd(OpenFile file) {
        file.changing(tx -> {
            FileSpaceInfo info = info(file, tx);
            if (info != null && info.endOfAllocation() != ByteSource.UNDEFINED) {
                replace(tx, file, info, info.managers(), ByteSource.UNDEFINED);
            }
            return tx;
        });
    }

    /** Takes over what is free in a file that was just opened. Managers that are damaged are left as they are. */
    static void takeOver(OpenFile file, FreeSpace space) {
        FileSpaceInfo kept = info(file, file.fileView());
        if (kept == null) {
            return;
        }
        if (kept.endOfAllocation() != ByteSource.UNDEFINED) {
            forgetEnd(file);
            file.commit();
        }
        FileSpaceInfo info = info(file, file.fileView());
        if (info == null || info.strategy() != AGGREGATORS) {
            return;
        }
        List<Kept> managers = new ArrayList<>();
        RangeSet free = new RangeSet();
        for (long address : info.managers()) {
            if (address != ByteSource.UNDEFINED) {
                Kept manager = load(file.fileView(), address, space.end(), free);
                if (manager == null) {
                    return;
                }
                managers.add(manager);
            }
        }
        if (managers.isEmpty()) {
            return;
        }
        file.changing(tx -> {
            replace(
                    tx,
                    file,
                    info,
                    Collections.nCopies(info.managers().size(), ByteSource.UNDEFINED),
                    ByteSource.UNDEFINED);
            for (Kept manager : managers) {
                tx.release(manager.address, FreeSpaceHeader.CODEC.prefix(tx.widths()));
                if (manager.header.list() != ByteSource.UNDEFINED && manager.header.listAllocated() > 0) {
                    tx.release(manager.header.list(), manager.header.listAllocated());
                }
            }
            return tx;
        });
        file.commit();
        free.forEach(space::release);
    }

    /** A manager whose sections are in the file and free of each other; null if it is not sound. */
    private static @Nullable Kept load(MetaView view, long address, long end, RangeSet free) {
        try {
            FreeSpaceHeader header = view.load(address, FreeSpaceHeader.CODEC);
            long blocks = header.listAllocated();
            boolean sound = header.client() == FreeSpaceHeader.FILE
                    && header.listed() <= end
                    && claim(free, end, address, FreeSpaceHeader.CODEC.prefix(view.widths()));
            List<Section> sections = List.of();
            if (sound && header.list() != ByteSource.UNDEFINED && header.listed() > 0) {
                sections = view.load(header.list(), FreeSpaceSections.codec(header))
                        .sections();
                sound = claim(free, end, header.list(), blocks);
                for (Section section : sections) {
                    sound = sound && claim(free, end, section.offset(), section.size());
                }
            }
            if (!sound) {
                return null;
            }
            free.remove(address, FreeSpaceHeader.CODEC.prefix(view.widths()));
            if (header.list() != ByteSource.UNDEFINED && blocks > 0) {
                free.remove(header.list(), blocks);
            }
            return new Kept(address, header, sections);
        } catch (H5CorruptException e) {
            return null; // the file is as it was, and its free space is not used
        }
    }

    private static boolean claim(RangeSet free, long end, long address, long length) {
        if (address < 0 || length <= 0 || length > end - address || free.overlaps(address, length)) {
            return false;
        }
        free.add(address, length);
        return true;
    }

    /** Stages what is free for the file, if it asks for that; whether it does. What the managers take themselves is at the end. */
    static boolean keep(OpenFile file, FreeSpace space) {
        FileSpaceInfo info = info(file, file.fileView());
        if (info == null || info.managers().stream().anyMatch(address -> address != ByteSource.UNDEFINED)) {
            return false;
        }
        file.transaction().reclaim();
        List<Section> small = new ArrayList<>();
        List<Section> large = new ArrayList<>();
        boolean listed = info.strategy() == AGGREGATORS;
        space.forEach((address, length) -> {
            if (listed && length >= Math.max(1, info.threshold())) {
                (length < RAW_FROM ? small : large).add(Section.single(address, length));
            }
        });
        if (small.isEmpty() && large.isEmpty()) {
            if (info.endOfAllocation() == space.end()) {
                return false;
            }
            file.changing(tx -> {
                replace(tx, file, info, info.managers(), space.end());
                return tx;
            });
            return true;
        }
        file.changing(tx -> {
            List<Long> managers = new ArrayList<>(info.managers());
            managers.set(METADATA, store(tx, space, small));
            managers.set(RAW, store(tx, space, large));
            replace(tx, file, info, managers, space.end());
            return tx;
        });
        return true;
    }

    private static long store(MetaTransaction tx, FreeSpace space, List<Section> sections) {
        if (sections.isEmpty()) {
            return ByteSource.UNDEFINED;
        }
        long address = space.extend(FreeSpaceHeader.CODEC.prefix(tx.widths()));
        FreeSpaceSections list = new FreeSpaceSections(address, sections);
        long total = sections.stream().mapToLong(Section::size).sum();
        FreeSpaceHeader shape = FreeSpaceHeader.ofFile(total, sections.size(), 0, 0, 0);
        long length = list.length(shape, tx.widths());
        long at = space.extend(length);
        FreeSpaceHeader header = FreeSpaceHeader.ofFile(total, sections.size(), at, length, length);
        tx.stage(at, list, FreeSpaceSections.codec(header), Rank.INDEX_LEAF);
        tx.stage(address, header, FreeSpaceHeader.CODEC, Rank.INDEX_NODE);
        return address;
    }

    private static void replace(
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
}
