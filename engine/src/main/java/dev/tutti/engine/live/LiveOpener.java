package dev.tutti.engine.live;

import dev.tutti.engine.chunk.Workers;
import dev.tutti.engine.commit.BlockImage;
import dev.tutti.engine.commit.OrderedWriter;
import dev.tutti.engine.commit.SideJournal;
import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.meta.BlockReader;
import dev.tutti.engine.meta.FileView;
import dev.tutti.engine.meta.StagedTransaction;
import dev.tutti.engine.object.CacheImages;
import dev.tutti.engine.object.Datasets;
import dev.tutti.engine.object.FileLock;
import dev.tutti.engine.object.FileOpener;
import dev.tutti.engine.object.FileSettings;
import dev.tutti.engine.object.FileSpaceSettings;
import dev.tutti.engine.object.KeptSpace;
import dev.tutti.engine.object.Located;
import dev.tutti.engine.object.OpenFile;
import dev.tutti.engine.object.SuperblockFile;
import dev.tutti.engine.space.FreeSpace;
import dev.tutti.engine.space.OwnSpace;
import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.live.PublicationRecord;
import dev.tutti.format.live.PublicationRecord.Extent;
import dev.tutti.format.live.PublicationRecord.Session;
import dev.tutti.format.message.Dataspace;
import dev.tutti.format.superblock.Superblock;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.storage.lock.ProcessIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a file live: one writer, any number of readers in other processes, Tutti's or the C library's. */
public final class LiveOpener {
    private static final Duration RETRY = Duration.ofSeconds(2);

    private static final Session NO_SESSION = new Session(0, 0);

    private final Path path;
    private final FileSettings settings;
    private final Storage storage;
    private boolean made;

    private LiveOpener(Path path, FileSettings settings) {
        this.path = path;
        this.settings = settings;
        this.storage = settings.storage();
    }

    /**
     * Opens {@code path} as its live writer; makes the file if there is none; goes on after a writer that died.
     *
     * @throws H5BusyException if another writer, or a reader that does not expect changes, has the file
     */
    public static OpenFile open(Path path, FileSettings settings) {
        return new LiveOpener(path, settings).goLive();
    }

    /** Goes on with a session whose lock, and the file's, the caller holds. */
    static OpenFile resume(Path path, FileSettings settings, SessionFile session) {
        return new LiveOpener(path, settings).start(session);
    }

    private OpenFile goLive() {
        SessionFile session = SessionFile.acquire(path, settings);
        boolean done = false;
        try {
            if (!storage.exists(path)) {
                make();
            }
            HostLock lock = lockForStart();
            try {
                FileOpener.refuseLog(storage, path);
                OpenFile file = start(session);
                done = true;
                return file;
            } finally {
                FileLock.release(lock);
            }
        } finally {
            if (!done) {
                session.abandon();
            }
        }
    }

    /** Makes the file beside its place and gives it its name when it is whole: a kill leaves no half file there. */
    private void make() {
        Path unfinished = path.resolveSibling(path.getFileName() + "-new");
        try {
            storage.delete(unfinished);
            FileOpener.create(unfinished, settings, true).close();
            storage.rename(unfinished, path);
            made = true;
        } catch (IOException e) {
            throw new H5Exception(path + ": the file cannot be made: " + e.getMessage(), e);
        }
    }

    /**
     * The C library's lock, for the time until the marks stand in the superblock. Readers hold it shared as long as they have the file open;
     * a live writer changes nothing under them but checksummed blocks, so that it may start beside them, which the C library's cannot.
     */
    private HostLock lockForStart() {
        try {
            HostLock lock = storage.lock(path);
            if (lock.tryLock(HostLock.Mode.EXCLUSIVE) || lock.tryLock(HostLock.Mode.SHARED)) {
                return lock;
            }
            FileLock.release(lock);
            return FileLock.take(storage, path, HostLock.Mode.SHARED, settings.lockTimeout(), "writing live");
        } catch (IOException e) {
            throw new H5Exception(path + ": locking failed: " + e.getMessage(), e);
        }
    }

    private OpenFile start(SessionFile sessionFile) {
        StoreFile store = FileOpener.openStore(storage, path, Storage.Mode.WRITE);
        boolean done = false;
        try {
            OpenFile file = start(sessionFile, store);
            done = true;
            return file;
        } finally {
            if (!done) {
                FileOpener.abandon(store);
            }
        }
    }

    private OpenFile start(SessionFile sessionFile, StoreFile store) {
        SuperblockFile.Found found = SuperblockFile.find(store);
        CacheImages.refuse(store, found);
        Superblock superblock = found.superblock();
        if (superblock.version() < 3) {
            throw new H5UnsupportedException(
                    path + ": live writing needs a file with superblock version 3, this one has version "
                            + superblock.version()
                            + "; make it with H5.create or h5py's libver='latest', or copy it with tutti recover");
        }
        PublicationRecord last = newest(store, found);
        SessionFile.Owner dead = sessionFile.previous();
        Map<Long, Extent> published = null;
        if (superblock.flags() != 0) {
            refuseUnlessDead(superblock, dead, last);
            published = published(store, dead, last);
        }
        repair(sessionFile, store);
        Session session = newSession();
        long used = published == null || dead == null ? superblock.endOfFile() : used(superblock, dead);
        sessionFile.claim(
                session, last == null ? NO_SESSION : last.session(), published != null, superblock.endOfFile(), used);
        boolean fits = recordFits(store, found, superblock, last);
        LiveMode mode = new LiveMode(
                sessionFile,
                session,
                found.position(),
                fits,
                settings.forced(),
                last == null ? 0 : last.sequence(),
                last == null ? 0 : last.version(),
                published == null ? Map.of() : published);
        return begin(store, found, superblock, used, mode, sessionFile, published == null ? Map.of() : published);
    }

    /**
     * Where space that nothing in the file points at begins, after a writer that died. The superblock's end runs ahead of use, so that a file would grow by the same part
     * with each writer that dies, if the next one began there. What a writer says of use counts only while the system runs that it ran on: after a power cut the file may
     * be ahead of it.
     */
    private static long used(Superblock superblock, SessionFile.Owner dead) {
        boolean counts = dead.used() > 0 && dead.process().isOfThisBoot();
        return counts ? Math.min(dead.used(), superblock.endOfFile()) : superblock.endOfFile();
    }

    /**
     * The extents that a writer that died had published; null if its record does not count (any more). A dataset that was made for the publish in which it died is not among
     * them: it is whole if it is to be found at all (L2), with all rows that its header says.
     */
    private static @Nullable Map<Long, Extent> published(
            StoreFile store, SessionFile.@Nullable Owner dead, @Nullable PublicationRecord last) {
        if (dead == null || last == null || !last.live()) {
            return null;
        }
        boolean published = last.session().equals(dead.session());
        if (!published && !(dead.tookOver() && last.session().equals(dead.previous()))) {
            return null;
        }
        PublicationRecord.Table table = last.table();
        if (table == null) {
            return withoutMade(last.extents());
        }
        try {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(table.length(), store.size()));
            store.read(table.address(), bytes);
            return withoutMade(PublicationRecord.decodeTable(table, bytes.flip()));
        } catch (FormatException e) {
            throw new H5CorruptException(
                    store.path().toString(), table.address(), e.structure(), e.expected(), e.found(), e);
        } catch (IOException e) {
            throw new H5Exception(store.path() + ": reading failed: " + e.getMessage(), e);
        }
    }

    private static Map<Long, Extent> withoutMade(Map<Long, Extent> extents) {
        Map<Long, Extent> published = new LinkedHashMap<>(extents);
        published.values().removeIf(Extent::made);
        return published;
    }

    /**
     * Takes rows back that a writer wrote into some datasets and did not live to publish for all, so that no version ever shows a part of
     * a publish (L4).
     */
    private static void takeBack(OpenFile file, Map<Long, Extent> published) {
        published.forEach((address, extent) -> {
            long[] shape = extent.now();
            Dataspace space = ObjectHeader.load(file.meta(), address).first(Dataspace.class);
            if (space != null && space.rank() == shape.length && !Arrays.equals(space.dims(), shape)) {
                Datasets.resize(new Located(file, address), shape);
            }
        });
    }

    private OpenFile begin(
            StoreFile store,
            SuperblockFile.Found found,
            Superblock superblock,
            long used,
            LiveMode mode,
            SessionFile sessionFile,
            Map<Long, Extent> published) {
        Superblock marked = superblock.withFlags(Superblock.WRITER | Superblock.SWMR);
        BlockReader reader = new BlockReader(store, found.position(), marked, RETRY);
        FileView view = new FileView(reader, marked.endOfFile() - found.position());
        KeptSpace.checkEnd(store, found);
        OwnSpace space = OwnSpace.of(
                used - found.position(),
                FileSpaceSettings.of(view, marked).dividedBy(),
                settings.alignment(),
                found.position());
        if (made && space instanceof FreeSpace free) {
            free.keepForGrowing(marked.length(), PublicationRecord.slotPosition(0));
        }
        OpenFile file = new OpenFile(
                storage, store, reader, marked, view, new Workers(settings.threads(), "tutti-chunks"), mode);
        SideJournal journal = new SideJournal(sessionFile.journal(), 0);
        file.writeThrough(
                new StagedTransaction(
                        view,
                        new OrderedWriter(store, journal),
                        space,
                        file.epochs(),
                        StagedTransaction.Discipline.LIVE),
                space);
        file.externals().opener(settings);
        try {
            store.write(
                    found.position(),
                    SuperblockFile.image(marked, found.position()).bytes());
        } catch (IOException e) {
            throw reader.writeFailed(e);
        }
        takeBack(file, published);
        KeptSpace.forgetEnd(file);
        file.commit();
        return file;
    }

    /** The marks in the superblock are taken away only from a Tutti writer that is dead beyond doubt. */
    private void refuseUnlessDead(
            Superblock superblock, SessionFile.@Nullable Owner dead, @Nullable PublicationRecord last) {
        long end = superblock.endOfFile();
        boolean ours = dead != null
                && (end == dead.end() || end == dead.nextEnd())
                && (last == null
                        || last.session().equals(dead.session())
                        || last.session().equals(dead.previous()));
        // Where locks are switched off, only the process itself can tell that it is alive.
        boolean alive =
                dead != null && dead.process().isAlive() && !dead.process().equals(ProcessIdentity.current());
        if (!ours || alive) {
            String holder = dead != null ? dead.describe() : "an HDF5 writer that is alive or has died";
            throw new H5BusyException(
                    path + ": marked as open for writing (superblock flags 0x" + Integer.toHexString(superblock.flags())
                            + ") by " + holder
                            + "; if that writer has died, run h5clear -s or tutti recover --in-place",
                    holder);
        }
    }

    /** Repeats what a writer that died was changing in place; also after h5clear, which takes only its marks away. */
    private void repair(SessionFile sessionFile, StoreFile store) {
        try {
            for (BlockImage image : SideJournal.replay(sessionFile.journal(), store)) {
                store.write(image.position(), image.bytes());
            }
            if (sessionFile.journal().size() > SideJournal.START) {
                sessionFile.journal().resize(SideJournal.START);
            }
        } catch (IOException e) {
            throw new H5Exception(path + ": recovery failed: " + e.getMessage(), e);
        }
    }

    /** Files that Tutti made have room for the record in their first page; in others something may stand there. */
    private static boolean recordFits(
            StoreFile store, SuperblockFile.Found found, Superblock superblock, @Nullable PublicationRecord last) {
        if (last != null) {
            return true;
        }
        if (found.position() != 0 || superblock.rootAddress() < PublicationRecord.PAGE) {
            return false;
        }
        ByteBuffer page = ByteBuffer.allocate(PublicationRecord.PAGE);
        try {
            store.read(0, page);
        } catch (IOException e) {
            throw new H5Exception(store.path() + ": reading failed: " + e.getMessage(), e);
        }
        for (int i = superblock.length(); i < page.position(); i++) {
            if (page.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable PublicationRecord newest(StoreFile store, SuperblockFile.Found found) {
        if (found.position() != 0) {
            return null;
        }
        ByteBuffer page = ByteBuffer.allocate(PublicationRecord.PAGE);
        try {
            store.read(0, page);
        } catch (IOException e) {
            throw new H5Exception(store.path() + ": reading failed: " + e.getMessage(), e);
        }
        return PublicationRecord.newest(page.flip());
    }

    private static Session newSession() {
        SecureRandom random = new SecureRandom();
        return new Session(random.nextLong(), random.nextLong());
    }
}
