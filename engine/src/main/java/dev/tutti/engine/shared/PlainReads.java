package dev.tutti.engine.shared;

import dev.tutti.engine.chunk.Workers;
import dev.tutti.engine.meta.BlockReader;
import dev.tutti.engine.object.CacheImages;
import dev.tutti.engine.object.FileOpener;
import dev.tutti.engine.object.FileSettings;
import dev.tutti.engine.object.OpenFile;
import dev.tutti.engine.object.SuperblockFile;
import dev.tutti.engine.wal.LeftLog;
import dev.tutti.engine.wal.SealedSuperblock;
import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5Exception;
import dev.tutti.storage.FileStamp;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.HostLock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file that is not sealed as it stands. While a read is under way the file's lock is shared, as the C library's readers do, so that no
 * foreign program writes it; between reads it is free, and what may have changed meanwhile is read anew. Thread-safe.
 */
final class PlainReads {
    private static final long PAUSE_NANOS = 500_000;

    private final Path path;
    private final FileSettings settings;
    private final Workers workers;
    private final Storage storage;
    private @Nullable StoreFile store;
    private @Nullable HostLock lock;
    private @Nullable OpenFile cached;
    private SuperblockFile.@Nullable Found superblock;
    private @Nullable FileStamp stamp;
    private int users;

    /** Whether it was made sure that no log with commits lies beside this file, which was plain then. */
    private boolean looked;

    PlainReads(Path path, FileSettings settings, Workers workers) {
        this.path = path;
        this.settings = settings;
        this.workers = workers;
        this.storage = settings.storage();
    }

    /**
     * The file as it stands, for one use; null if it is sealed, or a log with commits lies beside it.
     *
     * @param attached whether this process has joined the others, and has just seen that there is no log
     * @throws H5BusyException if a foreign program writes it
     */
    synchronized @Nullable Version acquire(boolean attached) {
        try {
            if (users == 0) {
                open();
                share();
            }
            boolean done = false;
            try {
                OpenFile file = current(attached);
                if (file == null) {
                    return null;
                }
                users++;
                done = true;
                return new Version(file, 0, file, null, this::release);
            } finally {
                if (!done && users == 0) {
                    unlock();
                }
            }
        } catch (IOException e) {
            throw new H5Exception(path + ": reading failed: " + e.getMessage(), e);
        }
    }

    private void open() throws IOException {
        StoreFile known = store;
        if (known != null && !Objects.equals(known.identity(), storage.identity(path))) {
            close();
            known = null;
        }
        if (known == null) {
            StoreFile opened = FileOpener.openStore(storage, path, Storage.Mode.READ);
            store = opened;
            looked = false;
            try {
                lock = storage.lock(path);
            } catch (IOException e) {
                store = null; // without its lock it is not read
                opened.close();
                throw e;
            }
        }
    }

    private void share() throws IOException {
        HostLock held = Objects.requireNonNull(lock);
        Duration wait = settings.lockTimeout();
        long end = storage.nanoTime() + wait.toNanos();
        while (!held.tryLock(HostLock.Mode.SHARED)) {
            if (storage.nanoTime() - end >= 0) {
                String holder = held.holders();
                throw new H5BusyException(
                        path + ": another program is writing the file: " + holder
                                + "; close it there, wait longer (lockTimeout), or read it with H5.follow while it is live",
                        holder);
            }
            storage.pause(PAUSE_NANOS);
        }
    }

    private void unlock() throws IOException {
        HostLock held = lock;
        if (held != null) {
            held.unlock();
        }
    }

    private @Nullable OpenFile current(boolean attached) throws IOException {
        StoreFile file = Objects.requireNonNull(store);
        FileStamp now = storage.stamp(path);
        Seal seal = Seal.read(file);
        if (seal.mark() == SealedSuperblock.Mark.SEALED) {
            return null;
        }
        if (!attached && LeftLog.isInUse(storage, path)) {
            return null; // foreign readers are let in, so that there is no seal: what others committed stands in the
            // log
        }
        SuperblockFile.Found found = new SuperblockFile.Found(seal.superblock(), seal.position());
        OpenFile known = cached;
        FileStamp before = stamp;
        if (known != null && before != null && found.equals(superblock) && now.isUnchangedSince(before)) {
            return known;
        }
        if (!looked) {
            if (LeftLog.counts(storage, path, file, Seal::read)) {
                return null;
            }
            looked = true;
        }
        FileOpener.refuseUnfit(file, found);
        StoreFile whole = CacheImages.over(file, found);
        OpenFile fresh = FileOpener.readable(
                settings,
                whole,
                found,
                new BlockReader(whole, found.position(), found.superblock(), Duration.ZERO),
                new VersionMode(0),
                workers);
        if (users == 0 && known != null) {
            known.externals().close();
        }
        cached = fresh;
        superblock = found;
        stamp = now;
        return fresh;
    }

    private synchronized void release() {
        users--;
        if (users == 0) {
            try {
                unlock();
            } catch (IOException e) {
                throw new H5Exception(path + ": unlocking failed: " + e.getMessage(), e);
            }
        }
    }

    synchronized void close() throws IOException {
        OpenFile known = cached;
        cached = null;
        if (known != null) {
            known.externals().close();
        }
        HostLock held = lock;
        lock = null;
        StoreFile file = store;
        store = null;
        try {
            if (held != null) {
                held.close();
            }
        } finally {
            if (file != null) {
                file.close();
            }
        }
    }
}
