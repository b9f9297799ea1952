package dev.tutti.engine.live;

import dev.tutti.engine.chunk.Workers;
import dev.tutti.engine.commit.BlockImage;
import dev.tutti.engine.commit.OrderedWriter;
import dev.tutti.engine.commit.SideJournal;
import dev.tutti.engine.meta.BlockReader;
import dev.tutti.engine.meta.FileView;
import dev.tutti.engine.meta.StagedTransaction;
import dev.tutti.engine.object.FileLock;
import dev.tutti.engine.object.FileOpener;
import dev.tutti.engine.object.FileSettings;
import dev.tutti.engine.object.OpenFile;
import dev.tutti.engine.object.SuperblockFile;
import dev.tutti.engine.space.FreeSpace;
import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.live.PublicationRecord;
import dev.tutti.format.live.PublicationRecord.Session;
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
import org.jspecify.annotations.Nullable;

/** Makes a file live: one writer, any number of readers in other processes, Tutti's or the C library's. */
public final class LiveOpener {
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Path path;
    private final FileSettings settings;
    private final Storage storage;

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
        LiveOpener opener = new LiveOpener(path, settings);
        if (!opener.storage.exists(path)) {
            FileOpener.create(path, settings, true).close();
        }
        return opener.goLive();
    }

    private OpenFile goLive() {
        SessionFile session = SessionFile.acquire(path, settings);
        boolean done = false;
        try {
            HostLock lock = lockForStart();
            try {
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
        Superblock superblock = found.superblock();
        if (superblock.version() < 3) {
            throw new H5UnsupportedException(
                    path + ": live writing needs a file with superblock version 3, this one has version "
                            + superblock.version()
                            + "; make it with H5.create or h5py's libver='latest', or copy it with tutti recover");
        }
        PublicationRecord last = newest(store, found);
        SessionFile.Owner dead = sessionFile.previous();
        if (superblock.flags() != 0) {
            superblock = takeOver(sessionFile, store, found, dead, last);
        }
        Session session = newSession();
        sessionFile.claim(session);
        boolean fits = recordFits(store, found, superblock, last);
        LiveMode mode = new LiveMode(
                sessionFile,
                session,
                found.position(),
                fits,
                last == null ? 0 : last.sequence(),
                last == null ? 0 : last.version());
        return begin(store, found, superblock, mode, sessionFile);
    }

    private OpenFile begin(
            StoreFile store,
            SuperblockFile.Found found,
            Superblock superblock,
            LiveMode mode,
            SessionFile sessionFile) {
        Superblock marked = superblock.withFlags(Superblock.WRITER | Superblock.SWMR);
        BlockReader reader = new BlockReader(store, found.position(), marked.widths(), RETRY);
        long end = marked.endOfFile() - found.position();
        FileView view = new FileView(reader, end);
        FreeSpace space = new FreeSpace(end);
        OpenFile file = new OpenFile(
                storage, store, reader, marked, view, new Workers(settings.threads(), "tutti-chunks"), mode);
        SideJournal journal = new SideJournal(sessionFile.journal(), 0);
        file.writeThrough(
                new StagedTransaction(
                        view, new OrderedWriter(store, journal), space, file.epochs(), StagedTransaction.Reuse.NEVER),
                space);
        file.externals().opener(other -> FileOpener.read(other, settings));
        try {
            store.write(
                    found.position(),
                    SuperblockFile.image(marked, found.position()).bytes());
        } catch (IOException e) {
            throw reader.writeFailed(e);
        }
        file.commit();
        return file;
    }

    /** Cleans up after a Tutti writer that died: repeats what it was changing in place. */
    private Superblock takeOver(
            SessionFile sessionFile,
            StoreFile store,
            SuperblockFile.Found found,
            SessionFile.@Nullable Owner dead,
            @Nullable PublicationRecord last) {
        Superblock superblock = found.superblock();
        boolean ours = dead != null
                && (last == null
                        || (dead.session().equals(last.session())
                                && (superblock.endOfFile() == last.endOfFile()
                                        || superblock.endOfFile() == last.endBefore())));
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
        try {
            for (BlockImage image : SideJournal.newestBatch(sessionFile.journal())) {
                store.write(image.position(), image.bytes());
            }
            sessionFile.journal().resize(SideJournal.START);
        } catch (IOException e) {
            throw new H5Exception(path + ": recovery failed: " + e.getMessage(), e);
        }
        return superblock;
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
