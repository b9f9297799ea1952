package dev.tutti.engine.object;

import dev.tutti.engine.chunk.Workers;
import dev.tutti.engine.commit.BlockImage;
import dev.tutti.engine.commit.OrderedWriter;
import dev.tutti.engine.meta.BlockReader;
import dev.tutti.engine.meta.FileView;
import dev.tutti.engine.meta.StagedTransaction;
import dev.tutti.engine.space.OwnSpace;
import dev.tutti.engine.wal.SegmentList;
import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.io.Widths;
import dev.tutti.format.superblock.Superblock;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.HostLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens files: to read, or alone to change. What HDF5's own rules refuse is refused, and the holder is named. */
public final class FileOpener {
    /** A reader of the same process may catch a block while it is written in place; it reads it again for this long. */
    private static final Duration SAME_PROCESS_RETRY = Duration.ofMillis(200);

    /** Who holds a file that is refused because commits stand in a log beside it. */
    public static final String SHARED_MODE = "shared mode";

    private FileOpener() {}

    /** Makes a new file with an empty root group; the caller is its only user until it is closed. */
    public static OpenFile create(Path path, FileSettings settings, boolean live) {
        Storage storage = settings.storage();
        StoreFile store;
        try {
            store = storage.open(path, Storage.Mode.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new H5ExistsException(
                    path + ": a file stands there already; open it with H5.open, or delete it first");
        } catch (NoSuchFileException e) {
            throw new H5NotFoundException(path + ": the folder for the new file does not exist");
        } catch (IOException e) {
            throw new H5Exception(path + ": the file cannot be made: " + e.getMessage(), e);
        }
        HostLock lock = FileLock.take(storage, path, HostLock.Mode.EXCLUSIVE, settings.lockTimeout(), "changing");
        NewFile made = live ? NewFile.STANDARD : settings.made();
        Compat compat = made.compat();
        long base = made.userBlock();
        OwnSpace space = OwnSpace.ofNewFile(compat.firstObject(), made.space().dividedBy(), settings.alignment(), base);
        Superblock superblock =
                marked(compat.superblock(compat.firstObject(), made.space()).movedTo(base));
        OpenFile file =
                writable(settings, store, superblock, base, space, new ExclusiveMode(lock, base, space, settings));
        long root = file.changing(
                tx -> Groups.create(tx, compat, live, made.rootOrder()).address());
        long extension = file.changing(tx -> made.space().stage(tx, compat));
        file.superblock(superblock.withRoot(root).withExtension(extension));
        file.commit();
        return file;
    }

    /** Opens an existing file to change it; the caller is its only user until it is closed. */
    public static OpenFile exclusive(Path path, FileSettings settings) {
        Storage storage = settings.storage();
        if (isInParts(path, settings)) {
            throw new H5UnsupportedException(
                    path
                            + ": a file in several parts, which is only read; open it with FileOptions.readOnly(), and copy what is to be changed");
        }
        HostLock lock = FileLock.take(storage, path, HostLock.Mode.EXCLUSIVE, settings.lockTimeout(), "changing");
        boolean done = false;
        StoreFile store = null;
        try {
            store = openStore(storage, path, Storage.Mode.WRITE);
            SuperblockFile.Found found = SuperblockFile.find(store);
            refuseIfMarked(path, found.superblock());
            refuseLog(storage, path);
            checkWhole(store, found);
            CacheImages.settle(store, found);
            Superblock marked = marked(found.superblock());
            long end = Math.max(found.superblock().endOfFile() - found.position(), 0);
            BlockReader reader = new BlockReader(store, found.position(), found.superblock(), Duration.ZERO);
            FileView asItIs = new FileView(reader, end);
            KeptSpace.checkEnd(store, found);
            OwnSpace space = OwnSpace.of(
                    end,
                    FileSpaceSettings.of(asItIs, found.superblock()).dividedBy(),
                    settings.alignment(),
                    found.position());
            OpenFile file = writable(
                    settings,
                    store,
                    marked,
                    found.position(),
                    space,
                    new ExclusiveMode(lock, found.position(), space, settings));
            CacheImages.remove(file);
            file.commit();
            KeptSpace.takeOver(file, space);
            done = true;
            return file;
        } finally {
            if (!done) {
                abandon(store);
                FileLock.release(lock);
            }
        }
    }

    /** Only superblocks of version 3 say that a writer has the file. */
    private static Superblock marked(Superblock superblock) {
        return superblock.version() >= 3 ? superblock.withFlags(Superblock.WRITER) : superblock;
    }

    private static OpenFile writable(
            FileSettings settings,
            StoreFile store,
            Superblock superblock,
            long base,
            OwnSpace space,
            OpenFile.Mode mode) {
        BlockReader reader = new BlockReader(store, base, superblock, SAME_PROCESS_RETRY);
        FileView view = new FileView(reader, superblock.endOfFile() - base);
        Workers workers = new Workers(settings.threads(), "tutti-chunks");
        OpenFile file = new OpenFile(settings.storage(), store, reader, superblock, view, workers, mode);
        StagedTransaction staged = new StagedTransaction(
                view, new OrderedWriter(store, null), space, file.epochs(), StagedTransaction.Discipline.EXCLUSIVE);
        file.writeThrough(staged, space);
        file.externals().opener(settings);
        return file;
    }

    /** Whether a name is that of a file in several parts, or of the first of them: such a file is only read. */
    public static boolean isInParts(Path path, FileSettings settings) {
        return FileParts.isOne(settings.storage(), FileParts.whole(settings.storage(), path));
    }

    /** Whether a name may be that of a file in several parts although a file has it; of others it is asked when they are not found. */
    public static boolean isNamedAsPart(Path path, FileSettings settings) {
        return FileParts.isNamedSo(settings.storage(), path);
    }

    /** Opens a file in several parts, by the name of the whole or of its first part, to read it. */
    public static OpenFile readParts(Path named, FileSettings settings) {
        Storage storage = settings.storage();
        Path path = FileParts.whole(storage, named);
        Path first = FileParts.lockedBy(storage, path);
        HostLock lock = FileLock.take(storage, first, HostLock.Mode.SHARED, settings.lockTimeout(), "reading");
        StoreFile store = null;
        boolean done = false;
        try {
            FileParts parts = FileParts.open(storage, path);
            store = parts.file();
            SuperblockFile.Found found = SuperblockFile.find(store, new Widths(8, 8, parts.ranges()));
            refuseIfMarked(path, found.superblock());
            SuperblockFile.Found whole = parts.ranges() == null
                    ? found
                    : new SuperblockFile.Found(found.superblock().withEndOfFile(store.size()), found.position());
            checkWhole(store, whole);
            BlockReader reader = new BlockReader(store, found.position(), whole.superblock(), Duration.ZERO);
            Workers workers = new Workers(settings.threads(), "tutti-chunks");
            OpenFile file = readable(settings, store, whole, reader, new ReadMode(lock), workers);
            done = true;
            return file;
        } catch (IOException e) {
            throw new H5Exception(path + ": the parts of the file cannot be opened: " + e.getMessage(), e);
        } finally {
            if (!done) {
                abandon(store);
                FileLock.release(lock);
            }
        }
    }

    /** Opens a file to read it, in one part or several; no other program may change it meanwhile. */
    public static OpenFile read(Path path, FileSettings settings) {
        return isInParts(path, settings) ? readParts(path, settings) : readPlain(path, settings);
    }

    /** Opens a file in one part, beside which no log of shared mode is known to lie, to read it; no other program may change it meanwhile. */
    public static OpenFile readPlain(Path path, FileSettings settings) {
        Storage storage = settings.storage();
        HostLock lock = FileLock.take(storage, path, HostLock.Mode.SHARED, settings.lockTimeout(), "reading");
        boolean done = false;
        StoreFile store = null;
        try {
            store = openLocked(storage, path, lock);
            ByteBuffer start = SuperblockFile.read(store, 0);
            SuperblockFile.Found first = SuperblockFile.first(store, start);
            SuperblockFile.Found found = first != null ? first : SuperblockFile.find(store);
            refuseIfMarked(path, found.superblock());
            checkWhole(store, found);
            StoreFile plain = store;
            store = CacheImages.over(plain, found);
            BlockReader reader = new BlockReader(store, found.position(), found.superblock(), Duration.ZERO);
            if (store.equals(plain)) {
                SuperblockFile.readAhead(store, found, reader, start);
            }
            Workers workers = new Workers(settings.threads(), "tutti-chunks");
            OpenFile file = readable(settings, store, found, reader, new ReadMode(lock), workers);
            done = true;
            return file;
        } finally {
            if (!done) {
                abandon(store);
                FileLock.release(lock);
            }
        }
    }

    /** A file that is only read, whoever writes it. */
    public static OpenFile readable(
            FileSettings settings,
            StoreFile store,
            SuperblockFile.Found found,
            BlockReader reader,
            OpenFile.Mode mode,
            Workers workers) {
        Superblock superblock = found.superblock();
        long end = superblock.endOfFile() - found.position();
        boolean live = superblock.version() >= 3 && (superblock.flags() & Superblock.SWMR) != 0;
        FileView view = live ? FileView.growing(reader, end) : FileView.still(reader, end);
        OpenFile file = new OpenFile(settings.storage(), store, reader, superblock, view, workers, mode);
        file.externals().opener(settings);
        return file;
    }

    /** Opens the bytes of a file that exists. */
    public static StoreFile openStore(Storage storage, Path path, Storage.Mode mode) {
        return opened(path, () -> storage.open(path, mode));
    }

    private static StoreFile openLocked(Storage storage, Path path, HostLock lock) {
        return opened(path, () -> storage.open(path, lock));
    }

    private interface Opening {
        StoreFile open() throws IOException;
    }

    private static StoreFile opened(Path path, Opening opening) {
        try {
            return opening.open();
        } catch (NoSuchFileException e) {
            throw new H5NotFoundException(path + ": no such file");
        } catch (IOException e) {
            throw new H5Exception(path + ": the file cannot be opened: " + e.getMessage(), e);
        }
    }

    private static final Set<String> LOCAL = Set.of(
            "ext2",
            "ext3",
            "ext4",
            "ext2/ext3",
            "xfs",
            "btrfs",
            "zfs",
            "tmpfs",
            "overlay",
            "overlayfs",
            "apfs",
            "hfs",
            "NTFS",
            "ReFS",
            "f2fs",
            "simulated");

    /**
     * Refuses a file that several processes cannot safely change together.
     *
     * @throws H5UnsupportedException if it lies on a file system whose locks or memory do not reach every process that can open it, or has several names
     */
    public static void refuseUnshareable(Storage storage, Path path) {
        try {
            String type = storage.fileStoreType(path);
            if (!LOCAL.contains(type)) {
                throw new H5UnsupportedException(
                        path + ": shared mode needs a file system of this host (ext4, xfs, btrfs, tmpfs, …), found '"
                                + type
                                + "', where other hosts may have the file open, too; open it with FileOptions.exclusive(), or readOnly()");
            }
            int names = storage.linkCount(path);
            if (names > 1) {
                throw new H5UnsupportedException(path + ": the file has " + names
                        + " names (hard links); in shared mode it must have one, because its log is found by its name");
            }
        } catch (IOException e) {
            throw new H5Exception(path + ": the file cannot be opened: " + e.getMessage(), e);
        }
    }

    /** The one name of a file, whatever the spelling it was asked for by. */
    public static Path canonical(Storage storage, Path path) {
        try {
            return storage.canonical(path);
        } catch (NoSuchFileException e) {
            throw new H5NotFoundException(path + ": no such file");
        } catch (IOException e) {
            throw new H5Exception(path + ": the file cannot be opened: " + e.getMessage(), e);
        }
    }

    /**
     * Refuses a file that somebody else is changing in place, or that is cut off.
     *
     * @throws H5BusyException if its marks say that a writer has it
     * @throws H5CorruptException if it is shorter than it says
     */
    public static void refuseUnfit(StoreFile store, SuperblockFile.Found found) {
        refuseIfMarked(store.path(), found.superblock());
        checkWhole(store, found);
    }

    /**
     * Refuses a file beside which a log of shared mode lies: whoever changed it past the log would take its commits away. A seal says so, too, but is not there
     * while foreign readers are let in, and h5clear can take it off. For who has the file's lock, so that no new log appears.
     *
     * @throws H5BusyException if there is one
     */
    public static void refuseLog(Storage storage, Path path) {
        try {
            if (!SegmentList.of(storage, canonical(storage, path)).isEmpty()) {
                throw new H5BusyException(
                        path
                                + ": a log of shared mode lies beside it, whose commits may not be in the file yet; open it with FileOptions.shared(),"
                                + " and close it everywhere: then the file has them all and the log is gone",
                        SHARED_MODE);
            }
        } catch (IOException e) {
            throw new H5Exception(path + ": the file cannot be opened: " + e.getMessage(), e);
        }
    }

    private static void refuseIfMarked(Path path, Superblock superblock) {
        if (superblock.isSealed()) {
            throw new H5BusyException(
                    path
                            + ": sealed, because commits of shared mode stand in the log beside it; open it with FileOptions.shared(), or wait until"
                            + " nobody has changed it for two seconds (do not take the mark off with h5clear: the commits would be lost)",
                    SHARED_MODE);
        }
        int flags = superblock.version() >= 3 ? superblock.flags() & ~Superblock.SHARED : 0;
        if ((flags & ~(Superblock.WRITER | Superblock.SWMR)) != 0) {
            throw new H5UnsupportedException(path + ": the superblock has unknown flags (0x"
                    + Integer.toHexString(flags) + "); a newer program may have the file open");
        }
        if (flags == 0) {
            return;
        }
        boolean swmr = (flags & Superblock.SWMR) != 0;
        String holder = swmr ? "a live (SWMR) writer" : "a writer";
        throw new H5BusyException(
                path + ": marked as open by " + holder + " (superblock flags 0x" + Integer.toHexString(flags) + "); "
                        + (swmr
                                ? "read it with H5.follow while it is live, or as it stands with FileOptions.snapshotOfLive(); if its writer has died, the next H5.live or tutti recover --in-place goes on from there"
                                : "FileOptions.snapshotOfLive() reads what is sound in it as it stands; if that writer has died, tutti recover copies what is sound, and h5clear -s removes the mark"),
                holder);
    }

    private static void checkWhole(StoreFile store, SuperblockFile.Found found) {
        try {
            long size = store.size();
            if (size < found.superblock().endOfFile()) {
                throw new H5CorruptException(
                        store.path().toString(),
                        found.position(),
                        "file",
                        found.superblock().endOfFile() + " bytes as the superblock says",
                        size + " bytes: the file is cut off (tutti recover copies what is left)",
                        null);
            }
        } catch (IOException e) {
            throw new H5Exception(store.path() + ": reading failed: " + e.getMessage(), e);
        }
    }

    /** Nobody else is there: blocks go to the file at a commit, the mark goes at the close. */
    private record ExclusiveMode(HostLock lock, long superblockPosition, OwnSpace space, FileSettings settings)
            implements OpenFile.Mode {
        @Override
        public void commit(OpenFile file) {
            write(file, file.superblock());
        }

        private void write(OpenFile file, Superblock wanted) {
            settings.checkFence();
            long end = file.space().end() + file.reader().base();
            Superblock next = wanted.withEndOfFile(end);
            List<BlockImage> first = List.of(SuperblockFile.image(next, superblockPosition));
            file.transaction().commit(end, first, List.of());
            file.superblock(next);
        }

        @Override
        public void close(OpenFile file) {
            try {
                file.fileView().ending();
                write(file, file.superblock());
                if (KeptSpace.keep(file, space)) {
                    write(file, file.superblock());
                }
                Superblock unmarked = file.superblock().withFlags(0);
                file.store()
                        .write(
                                superblockPosition,
                                SuperblockFile.image(unmarked, superblockPosition)
                                        .bytes());
                if (file.store().size() > unmarked.endOfFile()) {
                    file.store().resize(unmarked.endOfFile());
                }
                if (settings.forced()) {
                    force(file);
                }
            } catch (IOException e) {
                throw file.reader().writeFailed(e);
            } finally {
                closeStore(file);
                FileLock.release(lock);
            }
        }

        private static void force(OpenFile file) throws IOException {
            file.store().force();
            Path folder = file.store().path().toAbsolutePath().getParent();
            if (folder != null) {
                file.storage().forceDirectory(folder); // a new file's name, too, survives a power cut
            }
        }

        @Override
        public boolean writesBeside() {
            return true;
        }

        @Override
        public boolean live() {
            return false;
        }
    }

    private record ReadMode(HostLock lock) implements OpenFile.Mode {
        @Override
        public void commit(OpenFile file) {
            file.transaction();
        }

        @Override
        public void close(OpenFile file) {
            closeStore(file);
            FileLock.release(lock);
        }

        @Override
        public boolean live() {
            return false;
        }
    }

    /** Closes the bytes of a file that could not be opened; why it could not is already on its way to the caller. */
    public static void abandon(@Nullable StoreFile store) {
        try {
            if (store != null) {
                store.close();
            }
        } catch (IOException e) {
            // Nothing was written through it.
        }
    }

    /** Closes the bytes of a file and ends its threads. */
    public static void closeStore(OpenFile file) {
        try {
            file.workers().close();
            file.store().close();
        } catch (IOException e) {
            throw new H5Exception(file.path() + ": closing failed: " + e.getMessage(), e);
        }
    }
}
