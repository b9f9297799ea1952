package dev.tutti.engine.wal;

import dev.tutti.errors.H5BusyException;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.HostLock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Keeps foreign writers away from a file that bears no seal though a log stands beside it, because foreign readers may come in at any moment
 * ({@link ForeignReaders#ALWAYS}). One process does so for all, the guardian: it has the lock GUARD, and with it the file's own lock (flock) as a reader has it.
 * Foreign readers have that, too; foreign writers are refused. Where nobody is on duty, because the guardian died, the next one that commits or looks
 * after the file takes over, and compares file and log: a foreign writer may have been there in between.
 *
 * <p>Only the guardian checkpoints. It puts the seal on for that time, and has the file's lock alone. So whoever opens the file at any moment finds it whole,
 * or is refused; and a guardian that is killed in the middle leaves a sealed file. Thread-safe.
 */
final class Guardian {
    private static final long PAUSE_NANOS = 200_000;
    private static final long PATIENCE_NANOS = 5_000_000;

    private final Storage storage;
    private final Path path;
    private final StoreFile data;
    private final SessionWords words;
    private final SessionLocks locks;
    private final HostLock foreign;
    private final FileGuard guard;
    private final Duration timeout;
    private volatile boolean guarding;

    Guardian(
            Storage storage,
            Path path,
            StoreFile data,
            Membership membership,
            HostLock foreign,
            FileGuard guard,
            Duration timeout) {
        this.storage = storage;
        this.path = path;
        this.data = data;
        this.words = membership.words();
        this.locks = membership.locks();
        this.foreign = foreign;
        this.guard = guard;
        this.timeout = timeout;
    }

    /** Whether foreign readers may come in while a log stands beside the file: as soon as one of the processes asked for it. */
    boolean isWanted() {
        return words.foreignReaders();
    }

    /** Whether this process is the guardian. */
    boolean isGuarding() {
        return guarding;
    }

    /** Whether the log may be written to as far as foreign writers are concerned: they are kept away by a seal, or by somebody on duty. */
    boolean isOnDuty() throws IOException {
        return guarding || !isWanted() || !isFree();
    }

    private boolean isFree() throws IOException {
        boolean free = locks.tryGuard();
        if (free) {
            locks.unlockGuard();
        }
        return free;
    }

    /**
     * Goes on duty, if nobody is. Called with CHECKPOINT held.
     *
     * @return whether this process is the guardian
     * @throws H5BusyException if a foreign writer came in while nobody was on duty
     * @throws dev.tutti.errors.H5CorruptException if one has been there and has changed the file
     */
    synchronized boolean take() throws IOException {
        if (guarding) {
            return true;
        }
        if (!locks.tryGuard()) {
            return false;
        }
        boolean done = false;
        try {
            if (!foreign.tryLock(HostLock.Mode.SHARED)) {
                throw new H5BusyException(
                        path
                                + ": a foreign program writes the file, which came in when the process that kept it away had ended: "
                                + foreign.holders(),
                        foreign.holders());
            }
            compare();
            guarding = true;
            done = true;
            return true;
        } finally {
            if (!done) {
                foreign.unlock();
                locks.unlockGuard();
            }
        }
    }

    private void compare() throws IOException {
        SealedSuperblock superblock = guard.checkSealed();
        if (superblock.mark() != SealedSuperblock.Mark.PLAIN) {
            return;
        }
        try (LogFiles log = LogFiles.open(storage, path, Storage.Mode.READ)) {
            String difference = Agreement.difference(data, log, superblock, words.commit());
            if (difference != null) {
                throw guard.changed(superblock.position(), difference);
            }
        }
    }

    /** Takes over if nobody is on duty and the moment allows it. */
    boolean takeOver() throws IOException {
        SessionLocks.Held checkpoint = locks.tryAcquire(SessionLocks.Kind.CHECKPOINT);
        if (checkpoint == null) {
            storage.pause(PAUSE_NANOS); // whoever has it is a guardian, or will be one, or makes the file plain
            return false;
        }
        try (checkpoint) {
            return words.state() == SessionWords.State.SEALED && take();
        }
    }

    /**
     * Keeps every foreign program away, if none is reading. The guardian, whose seal lets no new one in, waits a moment for those that are about to go:
     * readers that come one after the other without a pause must not hold a checkpoint up for ever.
     */
    synchronized boolean tryAlone() throws IOException {
        if (!guarding) {
            return foreign.tryLock(HostLock.Mode.EXCLUSIVE);
        }
        long end = storage.nanoTime() + PATIENCE_NANOS;
        boolean alone = isLocked(HostLock.Mode.EXCLUSIVE);
        while (!alone && storage.nanoTime() - end < 0) {
            storage.pause(PAUSE_NANOS);
            alone = isLocked(HostLock.Mode.EXCLUSIVE);
        }
        if (!alone) {
            keepWritersAway();
        }
        return alone;
    }

    /** After {@link #tryAlone} or {@link #tryShared}: lets those in again that were let in before. */
    synchronized void letIn() throws IOException {
        if (guarding) {
            keepWritersAway();
        } else {
            foreign.unlock();
        }
    }

    /** Keeps foreign writers away, if none is there. */
    synchronized boolean tryShared() throws IOException {
        return foreign.tryLock(HostLock.Mode.SHARED);
    }

    /**
     * A change of the lock's mode is not one step: a foreign program may come in between. The file is sealed then, or was read by others, so that it leaves
     * at once or finds the lock taken.
     */
    private void keepWritersAway() throws IOException {
        long end = storage.nanoTime() + timeout.toNanos();
        while (!isLocked(HostLock.Mode.SHARED)) {
            if (storage.nanoTime() - end > 0) {
                throw new IOException(path + ": a foreign program has locked the file: " + foreign.holders());
            }
            storage.pause(PAUSE_NANOS);
        }
    }

    private boolean isLocked(HostLock.Mode mode) {
        try {
            return foreign.tryLock(mode);
        } catch (IOException e) {
            return false; // lost in the middle: nothing is held, and the next attempt begins anew
        }
    }

    /** The file is plain: there is nothing to keep anybody away from. */
    synchronized void rest() throws IOException {
        if (guarding && words.state() == SessionWords.State.PLAIN) {
            guarding = false;
            foreign.unlock();
            locks.unlockGuard();
        }
    }

    /**
     * This process goes. Where commits stand in the log alone, the seal keeps foreign writers away until another process is on duty. Foreign readers are
     * waited for a while: they can be there at any moment.
     *
     * @param plain makes the file plain if it can; true if it is, or is not to be
     */
    void leave(Exclusively<Boolean> plain) throws IOException {
        long end = storage.nanoTime() + timeout.toNanos();
        while (!plain.run() && isWanted() && storage.nanoTime() - end < 0) {
            storage.pause(PAUSE_NANOS);
        }
        SessionLocks.Held checkpoint = guarding ? locks.tryAcquire(SessionLocks.Kind.CHECKPOINT) : null;
        if (checkpoint != null) {
            try (checkpoint) {
                if (words.state() == SessionWords.State.SEALED) {
                    seal(guard.checkSealed());
                }
            }
        }
    }

    /** Puts the seal on. Called by the guardian with CHECKPOINT held. */
    void seal(SealedSuperblock superblock) throws IOException {
        if (superblock.mark() == SealedSuperblock.Mark.PLAIN) {
            data.write(
                    superblock.position(),
                    superblock.sealed(superblock.endOfFile()).bytes().duplicate());
        }
    }

    /** Takes the seal off: the file is whole. Called by the guardian with CHECKPOINT held, when every foreign writer is kept away again. */
    void lift(SealedSuperblock superblock) throws IOException {
        if (superblock.mark() == SealedSuperblock.Mark.SEALED) {
            data.write(
                    superblock.position(),
                    superblock.plain(superblock.endOfFile()).bytes().duplicate());
        }
    }
}
