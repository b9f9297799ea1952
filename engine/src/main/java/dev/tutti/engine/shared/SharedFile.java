package dev.tutti.engine.shared;

import dev.tutti.engine.chunk.Workers;
import dev.tutti.engine.meta.BlockReader;
import dev.tutti.engine.meta.FileView;
import dev.tutti.engine.meta.SharedBlocks;
import dev.tutti.engine.object.CacheImages;
import dev.tutti.engine.object.FileOpener;
import dev.tutti.engine.object.FileSettings;
import dev.tutti.engine.object.KeptSpace;
import dev.tutti.engine.object.OpenFile;
import dev.tutti.engine.object.SuperblockFile;
import dev.tutti.engine.space.RangeSet;
import dev.tutti.engine.wal.ConflictException;
import dev.tutti.engine.wal.Durability;
import dev.tutti.engine.wal.Session;
import dev.tutti.engine.wal.SessionSettings;
import dev.tutti.engine.wal.SnapshotFile;
import dev.tutti.errors.H5ClosedException;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.storage.Storage;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A file that any number of threads and processes read and change at the same time. Reads see the newest version, whole, and wait for nobody; changes are
 * transactions. Thread-safe.
 *
 * <p>Reading a file that nobody changes leaves no trace beside it. This process joins the others, and the files of a session appear, with the first
 * change, or when a log is there already.
 */
public final class SharedFile implements AutoCloseable {
    private static final int OPTIMISTIC = 5;

    private final Path path;
    private final FileSettings settings;
    private final SessionSettings sessionSettings;
    private final Storage storage;
    private final Workers workers;
    private final PlainReads plain;
    private final SharedKeptSpace kept;
    private Decoded decoded = new Decoded(new Session.Epoch(0, 0), new SharedBlocks());
    private volatile @Nullable Attached attached;
    private volatile @Nullable Version current;
    private volatile boolean used;
    private volatile boolean closed;

    private record Known(Session.Epoch epoch, Seal seal) {}

    private volatile @Nullable Known superblock;

    private record Attached(Session session, @Nullable Ticker ticker) {}

    private @Nullable SharedSpace space;

    /** Blocks that were decoded in one log's time. While the file was plain, any program may have changed what they say. */
    private record Decoded(Session.Epoch epoch, SharedBlocks blocks) {}

    private SharedFile(Path path, FileSettings settings, SessionSettings sessionSettings) {
        this.path = path;
        this.settings = settings;
        this.sessionSettings = sessionSettings;
        this.storage = settings.storage();
        this.workers = new Workers(settings.threads(), "tutti-chunks");
        this.plain = new PlainReads(path, settings, workers);
        this.kept = new SharedKeptSpace(this::begin);
    }

    /**
     * Opens a file that exists.
     *
     * @throws dev.tutti.errors.H5NotFoundException if there is none
     * @throws dev.tutti.errors.H5BusyException if a program that is not in shared mode writes it
     */
    public static SharedFile open(Path path, FileSettings settings, SessionSettings sessionSettings) {
        SharedFile file = new SharedFile(FileOpener.canonical(settings.storage(), path), settings, sessionSettings);
        boolean done = false;
        try {
            file.acquire().close(); // what cannot be opened is refused now
            done = true;
            return file;
        } finally {
            if (!done) {
                file.close();
            }
        }
    }

    /** Path of the file, links resolved. */
    public Path path() {
        return path;
    }

    /** Storage below. */
    public Storage storage() {
        return storage;
    }

    Session session() {
        Attached now = attached;
        if (now == null) {
            throw new H5ClosedException(path + ": the file was closed");
        }
        return now.session;
    }

    void checkFence() {
        settings.checkFence();
    }

    private void checkOpen() {
        if (closed) {
            throw new H5ClosedException(path + ": the file was closed");
        }
    }

    /** The newest version, for one use: give it back. */
    public Version acquire() {
        checkOpen();
        used = true;
        try {
            while (true) {
                Attached now = attached;
                Version version = now == null ? plain.acquire(false) : acquire(now.session);
                if (version != null) {
                    return version;
                }
                if (now == null) {
                    attach();
                } else {
                    now.session.awaitOutcome();
                }
            }
        } catch (IOException e) {
            throw failed("reading", e);
        }
    }

    private @Nullable Version acquire(Session session) throws IOException {
        session.checkUsable();
        if (!session.isSealed()) {
            return plain.acquire(true);
        }
        Version known = current;
        if (known != null && known.number() == session.newest() && known.retain()) {
            return known;
        }
        return advance(session);
    }

    private synchronized @Nullable Version advance(Session session) throws IOException {
        Version known = current;
        if (known != null && known.number() == session.newest() && known.retain()) {
            return known;
        }
        SnapshotFile snapshot = session.begin(null);
        if (snapshot == null) {
            drop();
            return plain.acquire(true);
        }
        Version fresh = version(session, snapshot);
        fresh.retain(); // one use is this object's own
        current = fresh;
        if (known != null) {
            known.close();
        }
        return fresh;
    }

    /** Called while a snapshot is open, which keeps the log in use. */
    private synchronized SharedBlocks blocksOf(Session session) {
        Decoded now = decoded;
        if (!now.epoch.equals(session.epoch())) {
            now = new Decoded(session.epoch(), new SharedBlocks());
            decoded = now;
        }
        return now.blocks;
    }

    private Version version(Session session, SnapshotFile snapshot) {
        return orEnd(session, snapshot, () -> versionOf(session, snapshot));
    }

    /** A snapshot that nothing was made of holds back nobody. */
    private static <T> T orEnd(Session session, SnapshotFile snapshot, Supplier<T> work) {
        boolean done = false;
        try {
            T result = work.get();
            done = true;
            return result;
        } finally {
            if (!done) {
                session.end(snapshot.snapshot());
            }
        }
    }

    private Version versionOf(Session session, SnapshotFile snapshot) {
        Seal seal = seal(session);
        BlockReader reader = reader(snapshot, seal);
        OpenFile file = open(
                snapshot,
                reader,
                seal,
                blocksOf(session).view(reader, snapshot, null),
                new VersionMode(snapshot.snapshot().lsn()));
        return new Version(file, snapshot.snapshot().lsn(), session.epoch(), session, () -> {
            file.externals().close();
            session.end(snapshot.snapshot());
        });
    }

    /** A version that stays, whatever is committed: until it is given back. */
    public Version snapshot() {
        Version version = acquire();
        if (version.number() != 0) {
            return version;
        }
        // A file that is read as it stands cannot be kept; in a session it can.
        version.close();
        try {
            while (true) {
                Session session = attach();
                session.prepareToWrite();
                Version pinned = acquire();
                if (pinned.number() != 0) {
                    return pinned;
                }
                pinned.close();
            }
        } catch (IOException e) {
            throw failed("reading", e);
        }
    }

    /** The superblock: where the root group is, and how wide addresses are, stays while one log is in use. Called with a snapshot open. */
    private Seal seal(Session session) {
        Session.Epoch now = session.epoch();
        Known known = superblock;
        if (known == null || !known.epoch.equals(now)) {
            known = new Known(now, Seal.read(session.data()));
            superblock = known;
        }
        return known.seal;
    }

    BlockReader reader(SnapshotFile snapshot, Seal seal) {
        return new BlockReader(snapshot, seal.position(), seal.superblock(), Duration.ZERO);
    }

    OpenFile open(SnapshotFile snapshot, BlockReader reader, Seal seal, FileView view, OpenFile.Mode mode) {
        OpenFile file = new OpenFile(storage, snapshot, reader, seal.superblock(), view, workers, mode);
        file.externals().opener(settings);
        return file;
    }

    private synchronized Session attach() throws IOException {
        checkOpen();
        Attached now = attached;
        if (now != null) {
            return now.session;
        }
        FileOpener.refuseUnshareable(storage, path);
        Session session = join();
        boolean done = false;
        try {
            Seal seal = Seal.read(session.data());
            SuperblockFile.Found found = new SuperblockFile.Found(seal.superblock(), seal.position());
            if (CacheImages.standsIn(session.data(), found)) {
                session.close();
                FileOpener.exclusive(path, settings).close(); // brings the image into the file
                session = join();
            }
            if (!session.isSealed()) {
                KeptSpace.checkEnd(session.data(), found);
            }
            space = new SharedSpace(session, Seal.read(session.data()).position(), settings.alignment());
            attached = new Attached(session, Ticker.start(sessionSettings.tick(), this::tick));
            done = true;
        } finally {
            if (!done) {
                session.close();
            }
        }
        return session;
    }

    private Session join() throws IOException {
        try {
            return Session.attach(storage, path, Seal::read, sessionSettings);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) {
            throw new H5Exception(
                    path + ": this process may not write the file or its folder (" + e.getMessage()
                            + "), which shared mode must do to change a file, and to read one while it is sealed; FileOptions.readOnly() reads one version"
                            + " of it, and a plain file can be read: it is plain two seconds after the last commit",
                    e);
        }
    }

    /**
     * What has to be done from time to time, by a thread of its own if the settings say so. A version that nobody uses must not hold the log back, nor keep
     * the file sealed.
     */
    public void tick() {
        try {
            if (!used) {
                dropIfUnused();
            }
            used = false;
            Session session = session();
            if (session.tick()) {
                kept.list(session, spaceOf(session));
                session.makePlain();
            }
        } catch (IOException | RuntimeException e) {
            // Whoever uses the file next meets the same: a session that cannot go on says so at every call.
        }
    }

    private synchronized void dropIfUnused() {
        Version known = current;
        if (known != null && !known.hasOtherUsers()) {
            drop();
        }
    }

    private synchronized void drop() {
        Version known = current;
        current = null;
        if (known != null) {
            known.close();
        }
    }

    /** Begins a transaction on the newest version. */
    public SharedTransaction begin() {
        checkOpen();
        used = true;
        try {
            Session session = attach();
            SharedTransaction transaction = begin(session);
            if (!transaction.isFirst()) {
                return transaction;
            }
            transaction.close();
            kept.takeOver(session);
            return begin(session);
        } catch (IOException e) {
            throw failed("changing", e);
        }
    }

    /** Before it, nothing that the file keeps as free is taken over. */
    private SharedTransaction begin(Session session) {
        try {
            while (true) {
                session.checkRoom();
                session.prepareToWrite();
                RangeSet reads = new RangeSet();
                SnapshotFile snapshot = session.begin(reads);
                if (snapshot != null) {
                    return orEnd(
                            session,
                            snapshot,
                            () -> new SharedTransaction(
                                    this,
                                    session.epoch(),
                                    snapshot,
                                    reads,
                                    seal(session),
                                    blocksOf(session),
                                    spaceOf(session)));
                }
            }
        } catch (IOException e) {
            throw failed("changing", e);
        }
    }

    private synchronized SharedSpace spaceOf(Session session) {
        SharedSpace own = space;
        if (own == null) {
            throw new IllegalStateException("not attached");
        }
        own.use(session.epoch());
        return own;
    }

    /**
     * Makes a change and commits it. If somebody else changed what it read, it is made again on the newest version, and at last while nobody else may
     * commit; so {@code body} must have no effect outside the file.
     */
    public <T> T change(Function<SharedTransaction, T> body, Durability durability) {
        try {
            for (int attempt = 0; attempt < OPTIMISTIC; attempt++) {
                try {
                    return changeOnce(body, durability);
                } catch (ConflictException e) {
                    pause(attempt);
                }
            }
            return attach().alone(() -> changeOnce(body, durability));
        } catch (IOException e) {
            throw failed("changing", e);
        }
    }

    private <T> T changeOnce(Function<SharedTransaction, T> body, Durability durability) throws IOException {
        try (SharedTransaction transaction = begin()) {
            T result = body.apply(transaction);
            transaction.commit(durability);
            return result;
        } catch (H5UnsupportedException e) {
            plainAgain();
            throw e;
        }
    }

    /** A change that cannot be made of this file leaves it as it was: the seal that was put on for it goes at once. */
    private void plainAgain() throws IOException {
        Session session = attachedSession();
        if (session != null) {
            dropIfUnused();
            session.makePlain();
        }
    }

    private void pause(int attempt) {
        long mixed = storage.nanoTime() * 0x9E3779B97F4A7C15L; // by the clock alone, so that a simulation repeats
        storage.pause((mixed >>> 33) % (50_000L << attempt));
    }

    private H5Exception failed(String doing, IOException e) {
        return new H5Exception(path + ": " + doing + " failed: " + e.getMessage(), e);
    }

    /** The session, if this process has joined one. */
    public @Nullable Session attachedSession() {
        Attached now = attached;
        return now == null ? null : now.session;
    }

    /** Leaves the file to the others; the last one leaves it plain, with no file beside it. Closing twice does nothing. */
    @Override
    public void close() {
        Attached leaving;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            leaving = attached;
            drop();
        }
        try {
            if (leaving != null) {
                if (leaving.ticker != null) {
                    leaving.ticker.end(settings.lockTimeout());
                }
                kept.list(leaving.session, spaceOf(leaving.session));
                leaving.session.close();
            }
        } catch (IOException e) {
            throw failed("closing", e);
        } finally {
            try {
                plain.close();
            } catch (IOException e) {
                // Nothing was written through it.
            }
            workers.close();
        }
    }
}
