package dev.tutti.engine.wal;

import dev.tutti.engine.space.RangeSet;
import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5ClosedException;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.HostLock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * This process's part in changing a file together with others: its place among them, its snapshots, its commits. One per process and file. Thread-safe.
 *
 * <p>The file is either <em>sealed</em>: a log stands beside it, and foreign programs are refused by marks in its superblock; or <em>plain</em>: no
 * log, any HDF5 program may open it. The first commit seals it; after a while without commits, or when the last process leaves, it is made plain
 * again. A session that met an error after which nothing can be trusted is <em>poisoned</em>: all its calls fail, nothing is written any more,
 * and what was committed is there for the next one that attaches.
 */
public final class Session implements Closeable, Committer.Surroundings {
    /** Reads the superblock of a file as it stands. */
    @FunctionalInterface
    public interface Superblocks {
        /** Finds it. */
        SealedSuperblock read(StoreFile file);
    }

    private final Storage storage;
    private final Path path;
    private final StoreFile data;
    private final HostLock foreign;
    private final SessionSettings settings;
    private final Membership membership;
    private final SessionWords words;
    private final SessionLocks locks;
    private final Slots slots;
    private final Snapshots snapshots;
    private final LogReader reader = new LogReader();
    private final Committer committer;
    private final Checkpointer checkpointer;
    private final Sealing sealing;
    private final FileGuard guard;
    private final Guardian guardian;
    private volatile long sessionHigh;
    private volatile long sessionLow;
    private final Upkeep upkeep;
    private volatile @Nullable IOException poison;
    private volatile boolean leaving;
    private volatile boolean closed;

    private Session(
            Storage storage,
            Path path,
            StoreFile data,
            HostLock foreign,
            Superblocks superblocks,
            SessionSettings settings,
            Membership membership)
            throws IOException {
        this.storage = storage;
        this.path = path;
        this.data = data;
        this.foreign = foreign;
        this.settings = settings;
        this.membership = membership;
        this.words = membership.words();
        this.locks = membership.locks();
        this.slots = membership.slots();
        this.snapshots = new Snapshots(words, slots.own());
        this.committer = new Committer(locks, words, reader, this, data, slots.writer(), settings.segmentBytes());
        this.guard = new FileGuard(storage, path, data, superblocks, words);
        this.guardian = new Guardian(storage, path, data, membership, foreign, guard, settings.lockTimeout());
        this.checkpointer = new Checkpointer(
                locks, words, reader, committer, snapshots, data, guardian, slots, settings.lockTimeout(), guard);
        this.sealing =
                new Sealing(storage, path, data, foreign, superblocks, settings, membership, reader, guard, guardian);
        this.upkeep = new Upkeep(this, reader, storage, words, guard, guardian, checkpointer, settings);
        if (settings.foreignReaders() == ForeignReaders.ALWAYS) {
            words.letForeignReadersIn();
        }
    }

    /**
     * Joins those who have the file open, or is the first; then what a crash left is recovered.
     *
     * @param path canonical
     * @throws H5BusyException if another program writes the file, or the gate was not free in time
     * @throws dev.tutti.errors.H5CorruptException if file and log do not belong together or are damaged; nothing was changed
     */
    public static Session attach(Storage storage, Path path, Superblocks superblocks, SessionSettings settings)
            throws IOException {
        StoreFile data = storage.open(path, Storage.Mode.WRITE);
        HostLock foreign = null;
        boolean done = false;
        try {
            foreign = storage.lock(path);
            if (settings.foreignReaders() == ForeignReaders.ALWAYS && !foreign.stopsForeignPrograms()) {
                throw new H5UnsupportedException(path
                        + ": foreign readers can be let in only where the system's locks (flock) keep foreign writers away: JNA is"
                        + " missing, or HDF5_USE_FILE_LOCKING says no; open it without foreignReaders()");
            }
            Recovery recovery = new Recovery(storage, path, data, superblocks, settings, foreign);
            Membership membership = Membership.join(storage, path, settings.lockTimeout(), recovery);
            Session session = new Session(storage, path, data, foreign, superblocks, settings, membership);
            done = true;
            return session;
        } finally {
            if (!done) {
                if (foreign != null) {
                    foreign.close();
                }
                data.close();
            }
        }
    }

    /** The file itself. */
    public StoreFile data() {
        return data;
    }

    /** Path of the file. */
    public Path path() {
        return path;
    }

    /** Whether changes may stand in the log. If not, the file can be read as any HDF5 file. */
    public boolean isSealed() {
        return words.state() == SessionWords.State.SEALED || words.state() == SessionWords.State.CLOSING;
    }

    /** The newest commit point. */
    public long newest() {
        return words.commit();
    }

    /** Absolute end of what is allocated in the newest version that this process has seen. */
    public long endOfFile() {
        return reader.endOfFile();
    }

    /** Commits by all processes since the first of them opened the file. */
    public long transactions() {
        return words.transactions();
    }

    /** A name of the log that is in use; another one after the file was plain in between. */
    public record Epoch(long high, long low) {}

    /** Which log is in use. */
    public Epoch epoch() {
        return new Epoch(words.sessionHigh(), words.sessionLow());
    }

    /**
     * Begins a snapshot of the newest version. It never waits for a writer.
     *
     * @param reads takes note of what is read through it, or null
     * @return null if the file is plain: then it is read as it stands, under its lock
     */
    public @Nullable SnapshotFile begin(@Nullable RangeSet reads) throws IOException {
        while (true) {
            checkUsable();
            Snapshots.Begun begun = snapshots.begin();
            boolean kept = false;
            try {
                SessionWords.State state = words.state();
                if (state == SessionWords.State.SEALED) {
                    if (knowsLog()) {
                        reader.catchUp(begun.lsn(), begun.base());
                        kept = true;
                        return new SnapshotFile(
                                data,
                                reader,
                                new Snapshot(begun.lsn(), begun.base(), reader.endOfFile()),
                                snapshots::isClosed,
                                reads);
                    }
                } else if (state == SessionWords.State.PLAIN) {
                    return null;
                }
            } catch (IOException | RuntimeException e) {
                throw poisonedBy(e);
            } finally {
                if (!kept) {
                    snapshots.end(begun.lsn());
                }
            }
            if (words.state() == SessionWords.State.SEALED) {
                adoptLog();
            } else {
                sealing.awaitOutcome();
            }
        }
    }

    /** Waits until a process that is about to seal the file or to make it plain has done so; if it died, ends its work. */
    public void awaitOutcome() throws IOException {
        checkUsable();
        sealing.awaitOutcome();
    }

    /** A damaged log poisons the session; what else went wrong is passed on. */
    private IOException poisonedBy(Exception e) {
        if (e instanceof SegmentGoneException) {
            return poison("a part of the log that a snapshot needs was deleted", e);
        }
        if (e instanceof RuntimeException runtime) {
            throw runtime;
        }
        return (IOException) e;
    }

    /** Whether the object whose header stands at a position in a version was deleted by a commit behind it and up to another. */
    public boolean wasDeleted(long position, long version, long upTo) {
        long lsn = reader.deletedAt(position);
        return lsn > version && lsn <= upTo;
    }

    /** Gives a snapshot back. */
    public void end(Snapshot snapshot) {
        snapshots.end(snapshot.lsn());
    }

    private boolean knowsLog() {
        return sessionHigh == words.sessionHigh() && sessionLow == words.sessionLow();
    }

    /** Opens the log that others began since this process last had one. */
    private synchronized void adoptLog() throws IOException {
        if (!knowsLog() && words.state() == SessionWords.State.SEALED) {
            long high = words.sessionHigh();
            long low = words.sessionLow();
            LogFiles files;
            try {
                files = LogFiles.open(storage, path);
            } catch (SegmentGoneException | NoSuchFileException e) {
                return; // it was deleted meanwhile: look again
            }
            guarded(guard::checkPlace);
            use(files, high, low);
        }
    }

    private void use(LogFiles files, long high, long low) throws IOException {
        reader.attach(files, files.oldest().base(), files.oldest().endOfFile());
        sessionHigh = high;
        sessionLow = low;
    }

    /**
     * Commits a transaction.
     *
     * @return the commit point: every snapshot that begins from now on, in any process, has the change
     * @throws ConflictException if it does not hold any more; nothing was committed
     */
    public long commit(Change change) throws IOException {
        checkUsable();
        long lsn = committer.commit(change, settings.lockTimeout());
        upkeep.committed();
        return lsn;
    }

    /** Reserves space for new data of this process: what is needed of a free range, or {@code length} bytes at least behind the end. */
    public Reserved reserve(long length, RangeSet.Need need) throws IOException {
        checkUsable();
        return committer.reserve(length, need, settings.lockTimeout());
    }

    /** What is free in the newest version, by position; asked for by what runs {@link #alone}. */
    public RangeSet free() {
        return committer.free();
    }

    /** Runs while nobody else commits: the way to progress for a transaction that others overtook again and again. */
    public <T> T alone(Exclusively<T> work) throws IOException {
        return committer.writing(settings.lockTimeout(), work);
    }

    /** Makes the file ready for changes, if it is plain. */
    @Override
    @SuppressWarnings("try") // the lock is held, not used
    public void prepareToWrite() throws IOException {
        while (!isReadyToWrite()) {
            if (hasLog()) {
                if (guarded(guardian::takeOver)) {
                    upkeep.bring(); // takes the seal off at once; without GATE, for which another thread of this turn
                    // may wait
                }
                continue;
            }
            if (words.state() == SessionWords.State.SEALED) {
                adoptLog();
                continue;
            }
            try (SessionLocks.Held gate = locks.acquire(SessionLocks.Kind.GATE, settings.lockTimeout())) {
                sealing.settle();
                upkeep.audit(true);
                if (words.state() == SessionWords.State.PLAIN) {
                    LogFiles files = sealing.seal();
                    use(files, words.sessionHigh(), words.sessionLow());
                    upkeep.committed();
                }
            }
        }
    }

    boolean hasItsLocks() throws IOException {
        return locks.audit();
    }

    boolean hasLog() {
        return words.state() == SessionWords.State.SEALED && knowsLog();
    }

    /** Who holds WRITE goes on though the guardian may have died since: it waits for nothing. */
    @Override
    public boolean isReadyToWrite() throws IOException {
        return hasLog() && (locks.isHeld(SessionLocks.Kind.WRITE) || guardian.isOnDuty());
    }

    @Override
    public void roll(long lsn) throws IOException {
        sealing.roll(lsn, committer.account());
    }

    @Override
    public long reusableUpTo() throws IOException {
        return slots.oldestMark(words.checkpointed());
    }

    @Override
    public boolean isGone(long writer) throws IOException {
        return slots.isGone(writer);
    }

    @Override
    public IOException poison(String reason, @Nullable Throwable cause) {
        IOException first = poison;
        if (first == null) {
            first = new IOException(
                    path + ": " + reason + "; this program must open the file anew, what was committed is there",
                    cause);
            poison = first;
        }
        return first;
    }

    @Override
    public void checkUsable() throws IOException {
        if (closed || (leaving && !locks.isHeld(SessionLocks.Kind.GATE))) {
            throw new H5ClosedException(path + ": the file was closed");
        }
        IOException reason = poison;
        if (reason != null) {
            throw FileGuard.again(reason);
        }
    }

    /**
     * Brings what is committed into the file, as far as open snapshots and foreign readers allow.
     *
     * @return whether all of it is there
     */
    public boolean checkpoint() throws IOException {
        checkUsable();
        if (!hasLog()) {
            return words.state() == SessionWords.State.PLAIN;
        }
        long newest = words.commit();
        long done = upkeep.bring();
        return reader.scanned() >= newest && !reader.versions().isPatched(done, newest);
    }

    /**
     * What has to be done from time to time: checkpoints a log that has grown. For a thread of its own; never waits for anybody.
     *
     * @return whether nobody has committed for a while, so that the file may be made plain
     */
    public boolean tick() throws IOException {
        checkUsable();
        upkeep.audit(false);
        guardian.rest();
        return hasLog() && upkeep.tick();
    }

    /** What a foreign program did to the file poisons the session. */
    <T> T guarded(Exclusively<T> work) throws IOException {
        try {
            return work.run();
        } catch (H5CorruptException e) {
            poison(e.expected() + " expected, found " + e.found(), e);
            throw e;
        }
    }

    /** Checkpoints if the log holds more than is good, or much space waits to be used again; refuses to go on if the log stays too long. */
    public void checkRoom() throws IOException {
        long log = words.commit() - words.checkpointed();
        boolean full = log > settings.mostBytes();
        if (full || upkeep.isDue(4)) {
            upkeep.relieve(full);
        }
        if (full && words.commit() - words.checkpointed() > settings.mostBytes()) {
            String oldest = slots.describeOldest();
            String holder = oldest == null ? "another program has the file open: " + foreign.holders() : oldest;
            throw new H5BusyException(
                    path + ": the log has grown to " + (log >> 20)
                            + " MiB, because it cannot be brought into the file: " + holder,
                    holder);
        }
    }

    /** Makes the file plain if no snapshot is open anywhere and everything can be brought into it. */
    public boolean makePlain() throws IOException {
        SessionLocks.Held gate = locks.tryAcquire(SessionLocks.Kind.GATE);
        if (gate == null) {
            return false;
        }
        try (gate) {
            return plainly();
        }
    }

    /** Called with GATE held. */
    private boolean plainly() throws IOException {
        if (words.state() == SessionWords.State.PLAIN) {
            return true;
        }
        prepareToWrite();
        if (!checkpoint()) {
            return false;
        }
        SessionLocks.Held checkpoint = locks.tryAcquire(SessionLocks.Kind.CHECKPOINT);
        if (checkpoint == null) {
            return false;
        }
        try (checkpoint) {
            return committer.writing(
                    settings.lockTimeout(), () -> sealing.unseal(committer, checkpointer, snapshots, this::poison));
        }
    }

    /** Who has the file open, and what the log holds, for people. */
    public SessionInfo info() throws IOException {
        return new SessionInfo(
                words.state() == SessionWords.State.PLAIN ? SessionInfo.State.PLAIN : SessionInfo.State.SEALED,
                slots.members(words.commit()),
                hasLog() ? reader.log().bytes(words.commit()) : 0,
                words.transactions());
    }

    /** Leaves. The last one makes the file plain; if a foreign reader is in the way, the log stays for the next who opens the file. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (leaving) {
                return;
            }
            leaving = true;
        }
        try {
            snapshots.close(); // Those that are open end here: the last one has to leave the file plain.
            IOException reason = poison;
            if (reason != null) {
                throw FileGuard.again(reason); // who has only closed it would not hear of it
            }
            leave();
        } finally {
            closed = true;
            membership.abandon();
            foreign.close();
            data.close();
        }
    }

    @SuppressWarnings("try") // the lock is held, not used
    private void leave() throws IOException {
        try (SessionLocks.Held gate = locks.acquire(SessionLocks.Kind.GATE, settings.lockTimeout())) {
            if (membership.tryAlone()) {
                sealing.settle();
                guardian.leave(this::plainly);
                sealing.sweep();
                membership.leaveLast();
            } else {
                guardian.leave(() -> true);
                membership.leave();
            }
            if (sessionHigh != 0 || sessionLow != 0) {
                reader.log().close();
            }
        }
    }
}
