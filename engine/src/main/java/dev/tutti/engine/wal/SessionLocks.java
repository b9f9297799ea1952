package dev.tutti.engine.wal;

import dev.tutti.errors.H5BusyException;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.storage.shared.LockTimeoutException;
import dev.tutti.storage.shared.LockWait;
import dev.tutti.storage.shared.SharedMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The locks of a session, between processes and, before those, between the threads of this one: the system's locks belong to the process. Order:
 * GATE, CHECKPOINT, WRITE; who holds WRITE waits for none of the others (invariants M1, M2). Thread-safe.
 */
final class SessionLocks {
    /** One of the locks that are taken for a while. */
    enum Kind {
        /** Who is there: attaching, detaching, recovery, sealing and unsealing. */
        GATE(0),
        /** The end of the log, and who has which free space. */
        WRITE(1),
        /** Writes to committed bytes of the file, and the end of old segments. */
        CHECKPOINT(2);

        private final int number;

        Kind(int number) {
            this.number = number;
        }
    }

    private static final int PRESENCE = 5;
    private static final int GUARD = 6;
    private static final int FIRST_SLOT = 16;
    private static final int UNLOCKS = 3;

    private final Path path;
    private final SharedMemory memory;
    private final Supplier<String> holder;
    private final ReentrantLock[] inProcess = {new ReentrantLock(true), new ReentrantLock(true), new ReentrantLock(true)
    };

    /** Locks on {@code memory}; {@code holder} names, for errors, who was last known to hold one. */
    SessionLocks(Path path, SharedMemory memory, Supplier<String> holder) {
        this.path = path;
        this.memory = memory;
        this.holder = holder;
    }

    /** A lock that is held; closing releases it. */
    final class Held implements AutoCloseable {
        private final Kind kind;

        private Held(Kind kind) {
            this.kind = kind;
        }

        @Override
        public void close() throws IOException {
            try {
                if (inProcess[kind.number].getHoldCount() == 1) {
                    unlock(kind);
                }
            } finally {
                inProcess[kind.number].unlock();
            }
        }
    }

    /**
     * Takes a lock; a thread may take it again.
     *
     * @throws H5BusyException if others keep it for longer than {@code timeout}; nothing has changed
     */
    Held acquire(Kind kind, Duration timeout) throws IOException {
        ReentrantLock own = inProcess[kind.number];
        if (!tryOwn(own, timeout)) {
            throw busy(kind, timeout, "another thread of this process");
        }
        boolean done = own.getHoldCount() > 1;
        try {
            if (!done) {
                LockWait.acquire(memory, kind.number, timeout, holder);
                done = true;
            }
            return new Held(kind);
        } catch (LockTimeoutException e) {
            throw busy(kind, timeout, e.holder());
        } finally {
            if (!done) {
                own.unlock();
            }
        }
    }

    /** Takes a lock if nobody has it, else returns null. */
    @Nullable
    Held tryAcquire(Kind kind) throws IOException {
        ReentrantLock own = inProcess[kind.number];
        if (!own.tryLock()) {
            return null;
        }
        boolean done = own.getHoldCount() > 1;
        try {
            if (!done) {
                done = memory.tryLock(kind.number, HostLock.Mode.EXCLUSIVE);
            }
            return done ? new Held(kind) : null;
        } finally {
            if (!done) {
                own.unlock();
            }
        }
    }

    private static boolean tryOwn(ReentrantLock lock, Duration timeout) {
        if (lock.tryLock()) {
            return true;
        }
        boolean interrupted = false;
        long end = System.nanoTime() + timeout.toNanos();
        try {
            while (true) {
                try {
                    return lock.tryLock(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true; // the wait is bounded; the interrupt is for the caller
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private H5BusyException busy(Kind kind, Duration timeout, String who) {
        return new H5BusyException(
                path + ": the " + kind.name().toLowerCase(Locale.ROOT) + " lock was not free within "
                        + timeout.toMillis() + " ms: held by " + who,
                who);
    }

    /** More than once: a lock that stays until this process ends keeps all others from their work. */
    private void unlock(Kind kind) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                memory.unlock(kind.number);
                return;
            } catch (IOException e) {
                if (attempt == UNLOCKS) {
                    throw e;
                }
            }
        }
    }

    boolean isHeld(Kind kind) {
        return inProcess[kind.number].isHeldByCurrentThread();
    }

    /** Whether no other process is attached; if so it cannot become otherwise before {@link #join}. Called with GATE held. */
    boolean tryAlone() throws IOException {
        return memory.tryLock(PRESENCE, HostLock.Mode.EXCLUSIVE);
    }

    /** This process is attached from now on. Called with GATE held. */
    void join() throws IOException {
        if (!memory.tryLock(PRESENCE, HostLock.Mode.SHARED)) {
            throw new IOException(path + ": the sign of attached processes is locked, though the gate was held");
        }
    }

    /** This process is not attached any more. */
    void leave() throws IOException {
        memory.unlock(PRESENCE);
    }

    /** Whether the system still knows of all locks that this process has. */
    boolean audit() throws IOException {
        return memory.audit();
    }

    /** Takes the lock of the one process that keeps foreign writers away, if nobody has it. */
    boolean tryGuard() throws IOException {
        return memory.tryLock(GUARD, HostLock.Mode.EXCLUSIVE);
    }

    void unlockGuard() throws IOException {
        memory.unlock(GUARD);
    }

    /** Number of the lock that says whether the owner of a slot lives. */
    static int slot(int slot) {
        return FIRST_SLOT + slot;
    }

    /** Takes the lock of a slot if its owner is dead or there is none. */
    boolean trySlot(int slot) throws IOException {
        return memory.tryLock(FIRST_SLOT + slot, HostLock.Mode.EXCLUSIVE);
    }

    void unlockSlot(int slot) throws IOException {
        memory.unlock(FIRST_SLOT + slot);
    }
}
