package dev.tutti.engine.object;

import dev.tutti.engine.meta.BlockReader;
import dev.tutti.engine.meta.FileView;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.engine.object.KeptLists.KeptList;
import dev.tutti.engine.object.KeptLists.Lists;
import dev.tutti.engine.space.OwnSpace;
import dev.tutti.engine.space.PagedSpace;
import dev.tutti.engine.space.PagedSpace.Use;
import dev.tutti.engine.space.RangeSet;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.format.heap.FreeSpaceSections.Section;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.message.FileSpaceInfo;
import dev.tutti.format.superblock.Superblock;
import dev.tutti.storage.StoreFile;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Free space that a file keeps from one program to the next. Who changes the file alone takes it over: first the file says that no free space is known, which is true at any later
 * moment, whatever happens; then the space is used. At the close what is free is written back. Programs that change it together do the same in transactions: the first one takes over, the last
 * one lists. Such a file also says where it ended when its free space was listed; that is taken back before anything else changes, and said anew at the close.
 */
public final class KeptSpace {
    /** Ranges from this length on are listed for raw data, in files without pages. */
    private static final long RAW_FROM = 4096;

    /** More sections than this are not taken over by programs that change the file together: each stands in the record of a commit. */
    private static final int MOST_TOGETHER = 20_000;

    private KeptSpace() {}

    /**
     * Takes back what a file that keeps free space says of its end: libraries from HDF5 1.10.1 on cut a file off there when they change it first, so that what came behind it would
     * be lost. Nothing said is true at any later moment. Staged with the first change of whoever does not say the end anew when it leaves.
     */
    public static void forgetEnd(OpenFile file) {
        file.changing(tx -> {
            FileSpaceInfo info = KeptLists.info(file, tx);
            if (info != null && info.endOfAllocation() != ByteSource.UNDEFINED) {
                KeptLists.replace(tx, file, info, info.managers(), ByteSource.UNDEFINED);
            }
            return tx;
        });
    }

    /**
     * Looks whether a file that is about to be changed ends where its free space says that it does, or behind: a program that did not live to close it may have left an older end in
     * the superblock. What lies behind that would be written over, or cut off.
     *
     * @throws H5CorruptException if there is more; nothing was changed
     */
    public static void checkEnd(StoreFile store, SuperblockFile.Found found) {
        Superblock superblock = found.superblock();
        long end = superblock.endOfFile() - found.position();
        MetaView view = new FileView(new BlockReader(store, found.position(), superblock, Duration.ZERO), end);
        FileSpaceInfo info = KeptLists.info(view, superblock);
        long needed = info == null ? 0 : KeptLists.end(view, info);
        if (needed > end) {
            throw new H5CorruptException(
                    view.path(),
                    superblock.extensionAddress(),
                    "file space info",
                    "the end of the file that the superblock says, " + end + ", or less",
                    needed
                            + ": the file was not closed, and a change would write over what lies in between; read it, or copy it with tutti repack or recover",
                    null);
        }
    }

    private static boolean isPaged(FileSpaceInfo info) {
        return FileSpaceSettings.of(info).dividedBy() > 0;
    }

    private static boolean keepsLists(FileSpaceInfo info) {
        return FileSpaceSettings.of(info).keepsLists();
    }

    /**
     * The lists that programs which change the file together take over and keep: all, but not those of short blocks in pages, for what is inside a page is given back to the
     * page by whoever has the file alone. They stay as they are, and what they list is used by nobody.
     */
    private static IntPredicate together(FileSpaceInfo info) {
        return isPaged(info) ? number -> number == KeptLists.PAGES : number -> true;
    }

    /** Whether the file keeps lists of what is free, and none is in it now. */
    public static boolean isWanted(OpenFile file) {
        FileSpaceInfo info = KeptLists.info(file, file.meta());
        return info != null
                && keepsLists(info)
                && KeptLists.without(info, together(info)).equals(info.managers());
    }

    /**
     * Takes over what is free as part of a transaction: the lists are no more, what they listed is given back, and nothing is said of the end.
     *
     * @return whether something was listed
     */
    public static boolean takeBack(OpenFile file) {
        return file.changing(tx -> {
            FileSpaceInfo info = KeptLists.info(file, tx);
            if (info == null) {
                return false;
            }
            List<Long> rest = KeptLists.without(info, together(info));
            List<KeptList> managers = keepsLists(info) && !rest.equals(info.managers())
                    ? KeptLists.load(tx, info, together(info), file.space().end())
                    : List.of();
            int sections = managers.stream().mapToInt(m -> m.sections().size()).sum();
            boolean used = !managers.isEmpty() && sections <= MOST_TOGETHER;
            if (used || info.endOfAllocation() != ByteSource.UNDEFINED) {
                KeptLists.replace(tx, file, info, used ? rest : info.managers(), ByteSource.UNDEFINED);
            }
            if (used) {
                managers.forEach(manager -> {
                    manager.release(tx);
                    manager.sections().forEach(section -> tx.release(section.offset(), section.size()));
                });
            }
            return used;
        });
    }

    /**
     * Lists what is free as part of a transaction.
     *
     * @param roughly what is free below the end of the file now
     * @param free the same when the lists themselves have taken their space
     * @param end where allocation ends then
     */
    public static void list(OpenFile file, Supplier<RangeSet> roughly, Supplier<RangeSet> free, LongSupplier end) {
        file.changing(tx -> {
            FileSpaceInfo info = KeptLists.info(file, tx);
            if (info != null) {
                List<Long> managers = KeptLists.store(
                        tx,
                        info,
                        Set.of(),
                        lists -> list(info, roughly.get(), lists),
                        lists -> list(info, free.get(), lists));
                KeptLists.replace(tx, file, info, managers == null ? info.managers() : managers, end.getAsLong());
            }
            return tx;
        });
    }

    private static void list(FileSpaceInfo info, RangeSet free, Lists lists) {
        free.forEach((at, length) -> {
            if (isPaged(info)) {
                lists.add(KeptLists.PAGES, at, length, KeptLists.WHOLE);
            } else {
                listSimply(lists, at, length);
            }
        });
    }

    private static void listSimply(Lists lists, long at, long length) {
        int number = length < RAW_FROM ? KeptLists.METADATA : KeptLists.RAW;
        lists.add(number, at, length, KeptLists.SIMPLE);
    }

    /** Takes over what is free in a file that was just opened. Managers that are damaged are left as they are. */
    static void takeOver(OpenFile file, OwnSpace space) {
        FileSpaceInfo info = KeptLists.info(file, file.fileView());
        if (info == null) {
            return;
        }
        List<KeptList> managers = keepsLists(info) ? sound(file.fileView(), info, space) : List.of();
        boolean used = !managers.isEmpty();
        if (!used && info.endOfAllocation() == ByteSource.UNDEFINED) {
            return;
        }
        file.changing(tx -> {
            KeptLists.replace(
                    tx,
                    file,
                    info,
                    used ? KeptLists.without(info, number -> true) : info.managers(),
                    ByteSource.UNDEFINED);
            return tx;
        });
        file.commit();
        if (used) {
            managers.forEach(manager -> takeIn(manager, space));
            file.changing(tx -> {
                managers.forEach(manager -> manager.release(tx));
                return tx;
            });
        }
    }

    /** All managers, or none if one of them is not sound. */
    private static List<KeptList> sound(MetaView view, FileSpaceInfo info, OwnSpace space) {
        List<KeptList> managers = KeptLists.load(view, info, number -> true, space.end());
        boolean paged = isPaged(info);
        for (KeptList manager : managers) {
            for (Section section : manager.sections()) {
                boolean inPage = section.type() == KeptLists.IN_PAGE;
                if (paged && inPage == (manager.number() >= KeptLists.PAGES)) {
                    return List.of();
                }
            }
        }
        return managers;
    }

    private static void takeIn(KeptList manager, OwnSpace space) {
        for (Section section : manager.sections()) {
            if (space instanceof PagedSpace paged && section.type() == KeptLists.IN_PAGE) {
                Use use = manager.number() == KeptLists.RAW ? Use.RAW : Use.METADATA;
                paged.takeIn(use, section.offset(), section.size());
            } else if (space instanceof PagedSpace paged) {
                paged.takeIn(section.offset(), section.size());
            } else {
                space.release(section.offset(), section.size());
            }
        }
    }

    /** Stages what is free for the file, if it asks for that; whether it does. */
    static boolean keep(OpenFile file, OwnSpace space) {
        FileSpaceInfo info = KeptLists.info(file, file.fileView());
        if (info == null || info.managers().stream().anyMatch(address -> address != ByteSource.UNDEFINED)) {
            return false;
        }
        file.transaction().reclaim();
        List<Long> managers = file.changing(tx -> keepsLists(info)
                ? KeptLists.store(
                        tx,
                        info,
                        isPaged(info) ? Set.of(KeptLists.METADATA) : Set.of(),
                        lists -> list(space, lists),
                        lists -> list(space, lists))
                : null);
        if (managers == null && info.endOfAllocation() == space.end()) {
            return false;
        }
        file.changing(tx -> {
            KeptLists.replace(tx, file, info, managers == null ? info.managers() : managers, space.end());
            return tx;
        });
        return true;
    }

    private static void list(OwnSpace space, Lists lists) {
        if (space instanceof PagedSpace paged) {
            paged.forEachPiece(
                    Use.METADATA, (at, length) -> lists.add(KeptLists.METADATA, at, length, KeptLists.IN_PAGE));
            paged.forEachPiece(Use.RAW, (at, length) -> lists.add(KeptLists.RAW, at, length, KeptLists.IN_PAGE));
            paged.forEachWhole((at, length) -> lists.add(KeptLists.PAGES, at, length, KeptLists.WHOLE));
        } else {
            space.forEach((at, length) -> listSimply(lists, at, length));
        }
    }
}
