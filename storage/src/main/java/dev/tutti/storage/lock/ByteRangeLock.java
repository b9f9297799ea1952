package dev.tutti.storage.lock;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A lock through {@code java.nio} on one byte of a file, by itself the last one that a file could ever have: beyond all I/O because Windows'
 * locks hinder reads and writes. For its limits see {@link HostLocks}. Guarded by the registry's monitor.
 */
final class ByteRangeLock implements HostLock {
    private static final long LAST = Long.MAX_VALUE - 1;

    private final Path path;
    private final Object identity;
    private final long position;
    private @Nullable Mode held;
    private boolean closed;

    ByteRangeLock(Path path, Object identity, long position) {
        this.path = path;
        this.identity = identity;
        this.position = position;
    }

    static HostLock open(Path path) throws IOException {
        Path real = path.toRealPath();
        return new ByteRangeLock(real, FileIdentity.of(real), LAST);
    }

    long position() {
        return position;
    }

    boolean isHeld() {
        return held != null;
    }

    static FileChannel openChannel(Path path) throws IOException {
        try {
            return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (AccessDeniedException e) {
            return FileChannel.open(path, StandardOpenOption.READ);
        } catch (FileSystemException e) {
            try {
                return FileChannel.open(path, StandardOpenOption.READ); // A read-only file system.
            } catch (IOException second) {
                e.addSuppressed(second);
                throw e;
            }
        }
    }

    /** See {@link HostLocks#closeBeside}. */
    static void closeBeside(Object identity, Closeable handle) throws IOException {
        synchronized (LockRegistry.files()) {
            LockRegistry.Entry entry = LockRegistry.Entry.ifLocked(identity);
            if (entry != null) {
                entry.park(handle);
                return;
            }
            // Under the monitor, so that nobody takes a lock that the closing would release.
            handle.close();
        }
    }

    @Override
    public boolean tryLock(Mode mode) throws IOException {
        synchronized (LockRegistry.files()) {
            checkOpen();
            if (mode == held) {
                return true;
            }
            LockRegistry.Entry entry = LockRegistry.Entry.of(identity);
            try {
                return change(entry, mode);
            } finally {
                entry.closeIfFree();
            }
        }
    }

    private boolean change(LockRegistry.Entry entry, Mode mode) throws IOException {
        int others = entry.shared(position) - (held == Mode.SHARED ? 1 : 0);
        if (held == null && entry.isLocked(position)) {
            if (entry.shared(position) == 0 || mode == Mode.EXCLUSIVE) {
                return false; // Another holder in this JVM.
            }
            entry.setShared(position, entry.shared(position) + 1);
            held = mode;
            return true;
        }
        if (held == Mode.SHARED && others > 0) {
            return false;
        }
        Mode before = held;
        held = null;
        entry.release(position);
        if (attempt(entry, mode)) {
            return true;
        }
        if (before != null && !attempt(entry, before)) {
            throw new IOException(path + ": the " + before + " lock was lost in an attempt to change it to " + mode
                    + "; nothing is locked now");
        }
        return false;
    }

    /** Asks the system for a lock that nobody in this JVM holds. */
    private boolean attempt(LockRegistry.Entry entry, Mode mode) throws IOException {
        // An interrupt in the middle would close the channel and lose the lock, and all others of the file.
        FileLock lock = Uninterrupted.call(() -> {
            try {
                return entry.channel(path).tryLock(position, 1, mode == Mode.SHARED);
            } catch (NonWritableChannelException e) {
                throw new AccessDeniedException(path.toString(), null, "an exclusive lock needs write permission");
            }
        });
        if (lock == null) {
            return false;
        }
        entry.setLock(position, lock);
        entry.setShared(position, mode == Mode.SHARED ? 1 : 0);
        held = mode;
        return true;
    }

    @Override
    public void unlock() throws IOException {
        synchronized (LockRegistry.files()) {
            checkOpen();
            giveBack();
        }
    }

    private void giveBack() throws IOException {
        if (held == null) {
            return;
        }
        held = null;
        LockRegistry.Entry entry = LockRegistry.Entry.of(identity);
        if (entry.shared(position) > 1) {
            entry.setShared(position, entry.shared(position) - 1);
        } else {
            entry.release(position);
            entry.closeIfFree();
        }
    }

    @Override
    public boolean stopsForeignPrograms() {
        return false;
    }

    @Override
    public String holders() {
        return "unknown";
    }

    @Override
    public void close() throws IOException {
        synchronized (LockRegistry.files()) {
            if (!closed) {
                closed = true;
                giveBack();
            }
        }
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }
}
