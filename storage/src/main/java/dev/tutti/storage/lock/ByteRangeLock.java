package dev.tutti.storage.lock;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A lock through {@code java.nio} on the last byte that a file could ever have, beyond all I/O because Windows' locks hinder reads and
 * writes. For its limits see {@link HostLocks}. Guarded by the registry's monitor.
 */
final class ByteRangeLock implements HostLock {
    private static final long POSITION = Long.MAX_VALUE - 1;

    private final Path path;
    private final Object identity;
    private @Nullable Mode held;
    private boolean closed;

    private ByteRangeLock(Path path, Object identity) {
        this.path = path;
        this.identity = identity;
    }

    static HostLock open(Path path) throws IOException {
        Path real = path.toRealPath();
        Object key = Files.readAttributes(real, BasicFileAttributes.class).fileKey();
        return new ByteRangeLock(real, key == null ? real : key);
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
        }
        handle.close();
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
        int others = entry.shared() - (held == Mode.SHARED ? 1 : 0);
        if (held == null && entry.isLocked()) {
            if (entry.shared() == 0 || mode == Mode.EXCLUSIVE) {
                return false; // Another holder in this JVM.
            }
            entry.setShared(entry.shared() + 1);
            held = mode;
            return true;
        }
        if (held == Mode.SHARED && others > 0) {
            return false;
        }
        Mode before = held;
        held = null;
        entry.release();
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
        // In a thread of its own: an interrupt in the middle would close the channel and lose the lock.
        FileLock lock = inOwnThread(() -> {
            try {
                return entry.channel(path).tryLock(POSITION, 1, mode == Mode.SHARED);
            } catch (NonWritableChannelException e) {
                throw new AccessDeniedException(path.toString(), null, "an exclusive lock needs write permission");
            }
        });
        if (lock == null) {
            return false;
        }
        entry.setLock(lock);
        entry.setShared(mode == Mode.SHARED ? 1 : 0);
        held = mode;
        return true;
    }

    private static <T> T inOwnThread(Callable<T> call) throws IOException {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "tutti-lock");
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
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
        if (entry.shared() > 1) {
            entry.setShared(entry.shared() - 1);
        } else {
            entry.release();
            entry.closeIfFree();
        }
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
