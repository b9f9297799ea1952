package dev.tutti.engine.wal;

import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5Exception;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.storage.shared.SharedMemory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One version of a shared file, for a process that does not join the others, because it may not write, or wants to leave no trace: the newest one when it was
 * opened. It has the file's own lock as foreign readers have it, which keeps every checkpoint away, and with that everything that the version
 * needs: what stands in the file stays as it is, and no part of the log that the file does not have is deleted. Space that is free in the version may be
 * written to meanwhile; nothing in it points there (V5).
 *
 * <p>Which commit is the newest the shared memory says, as long as a process has the file open: behind it there may be a record that nobody was told of yet. If
 * none has, the log says it, as to a recovery. Nothing is written.
 */
public final class OutsideReader implements Closeable {
    private static final long PAUSE_NANOS = 500_000;

    private final Storage storage;
    private final Path path;
    private final Session.Superblocks superblocks;
    private final StoreFile data;
    private final HostLock lock;
    private final LogReader reader = new LogReader();
    private @Nullable LogFiles log;

    private OutsideReader(Storage storage, Path path, Session.Superblocks superblocks, StoreFile data, HostLock lock) {
        this.storage = storage;
        this.path = path;
        this.superblocks = superblocks;
        this.data = data;
        this.lock = lock;
    }

    /** A version and who keeps it readable. */
    public record Opened(OutsideReader reader, SnapshotFile file) {}

    /**
     * Opens the newest version.
     *
     * @return null if no log lies beside the file: then it can be read as it stands
     * @throws H5BusyException if another program writes the file, or one is sealing it and does not come to an end
     * @throws dev.tutti.errors.H5CorruptException if file and log do not belong together
     */
    public static @Nullable Opened open(Storage storage, Path path, Session.Superblocks superblocks, Duration timeout)
            throws IOException {
        if (LogFiles.list(storage, path).isEmpty()) {
            try (StoreFile data = storage.open(path, Storage.Mode.READ)) {
                if (superblocks.read(data).mark() != SealedSuperblock.Mark.SEALED) {
                    return null;
                }
            }
        }
        StoreFile data = storage.open(path, Storage.Mode.READ);
        HostLock lock = null;
        Opened opened = null;
        try {
            lock = storage.lock(path);
            OutsideReader reader = new OutsideReader(storage, path, superblocks, data, lock);
            SnapshotFile file = reader.begin(storage.nanoTime() + timeout.toNanos());
            opened = file == null ? null : new Opened(reader, file);
            return opened;
        } finally {
            if (opened == null) {
                if (lock != null) {
                    lock.close();
                }
                data.close();
            }
        }
    }

    private @Nullable SnapshotFile begin(long end) throws IOException {
        while (!lock.tryLock(HostLock.Mode.SHARED)) {
            pauseUntil(end, "another program is writing the file: " + lock.holders(), lock.holders());
        }
        while (true) {
            SealedSuperblock superblock = superblocks.read(data);
            if (superblock.mark() != SealedSuperblock.Mark.SEALED
                    && LogFiles.list(storage, path).isEmpty()) {
                return null; // it was made plain meanwhile
            }
            try {
                Snapshot snapshot = snapshot();
                if (snapshot != null) {
                    return new SnapshotFile(data, reader, snapshot, () -> false, null);
                }
            } catch (SegmentGoneException | NoSuchFileException e) {
                // It was made plain, or a part of the log that the file has was deleted: look again.
            }
            pauseUntil(
                    end, "a process is sealing the file, or making it plain, and does not come to an end", "unknown");
        }
    }

    private void pauseUntil(long end, String why, String holder) {
        if (storage.nanoTime() - end > 0) {
            throw new H5BusyException(path + ": " + why, holder);
        }
        storage.pause(PAUSE_NANOS);
    }

    /** Null while somebody is about to seal the file or to make it plain. */
    private @Nullable Snapshot snapshot() throws IOException {
        Path memoryPath = Membership.memoryPath(path);
        if (!storage.exists(memoryPath)) {
            return left();
        }
        try (SharedMemory memory = storage.share(memoryPath, SessionWords.BYTES)) {
            SessionWords words = new SessionWords(memory);
            if (!words.isSetUp() || !isAnybodyThere(words, memory)) {
                return left();
            }
            if (words.boot() != Membership.bootHash(storage)) {
                throw new H5BusyException(
                        path + ": another host, or another virtual machine, has the file open; shared mode is for the"
                                + " processes of one host",
                        "another host");
            }
            return words.state() == SessionWords.State.SEALED ? published(words) : null;
        } catch (AccessDeniedException e) {
            throw new H5Exception(
                    path + ": sealed, and this process may not read " + memoryPath.getFileName()
                            + " beside it, which says what the newest commit is; ask its owner for the permission to read it, or wait"
                            + " until the file is plain: two seconds after the last commit",
                    e);
        }
    }

    /** The lock of a place that is taken can be had only if its process has died. */
    private static boolean isAnybodyThere(SessionWords words, SharedMemory memory) throws IOException {
        for (int slot = 0; slot < SessionWords.SLOTS; slot++) {
            if (words.isTaken(slot)) {
                if (!memory.tryLock(SessionLocks.slot(slot), HostLock.Mode.SHARED)) {
                    return true;
                }
                memory.unlock(SessionLocks.slot(slot));
            }
        }
        return false;
    }

    /** The newest commit that was published. */
    private @Nullable Snapshot published(SessionWords words) throws IOException {
        long base = words.checkpointed();
        long newest = words.commit();
        LogFiles files = attach();
        boolean same = files.oldest().session().getMostSignificantBits() == words.sessionHigh()
                && files.oldest().session().getLeastSignificantBits() == words.sessionLow();
        if (!same) {
            return null;
        }
        reader.catchUp(newest, base);
        return new Snapshot(newest, base, reader.endOfFile());
    }

    /** What the first process that opens the file would go on from. */
    private Snapshot left() throws IOException {
        Recovery.Verdict verdict =
                new Recovery(storage, path, data, superblocks, SessionSettings.standard(Duration.ZERO)).examine();
        ScannedLog scan = verdict.scan();
        if (scan == null || verdict.closed()) {
            long known = scan == null ? 0 : scan.endOfFile();
            return new Snapshot(0, 0, Math.max(known, verdict.superblock().endOfFile())); // the file has everything
        }
        attach();
        reader.catchUp(scan.end(), 0);
        return new Snapshot(scan.end(), scan.checkpoint(), reader.endOfFile());
    }

    private LogFiles attach() throws IOException {
        LogFiles files = LogFiles.open(storage, path, Storage.Mode.READ);
        reader.attach(files, files.oldest().base(), files.oldest().endOfFile()); // closes the one before
        log = files;
        return files;
    }

    /** The file itself. */
    public StoreFile data() {
        return data;
    }

    @Override
    public void close() throws IOException {
        LogFiles files = log;
        log = null;
        try {
            if (files != null) {
                files.close();
            }
        } finally {
            try {
                lock.close();
            } finally {
                data.close();
            }
        }
    }
}
