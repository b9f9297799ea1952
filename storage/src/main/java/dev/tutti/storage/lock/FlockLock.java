package dev.tutti.storage.lock;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A flock(2) lock on a file descriptor of its own, opened by open(2) and not by Java, so that no interrupt and no closing of a channel
 * can release it. Guarded by its own monitor.
 */
final class FlockLock implements HostLock, LockedHandle {
    private final Path path;
    private final FileLocking locking;
    private final int descriptor;
    private @Nullable Mode held;
    private boolean closed;

    private FlockLock(Path path, FileLocking locking, int descriptor) {
        this.path = path;
        this.locking = locking;
        this.descriptor = descriptor;
    }

    static HostLock open(Path path, FileLocking locking) throws IOException {
        Path absolute = path.toAbsolutePath();
        return new FlockLock(absolute, locking, Flock.open(absolute));
    }

    @Override
    public synchronized boolean tryLock(Mode mode) throws IOException {
        checkOpen();
        if (mode == held) {
            return true;
        }
        Mode before = held;
        held = null; // The system gives the old mode up before it tries the new one.
        if (attempt(mode)) {
            held = mode;
            return true;
        }
        if (before != null) {
            if (!attempt(before)) {
                throw new IOException(path + ": the " + before + " lock was lost to " + holders()
                        + " in an attempt to change it to " + mode + "; nothing is locked now");
            }
            held = before;
        }
        return false;
    }

    private boolean attempt(Mode mode) throws IOException {
        return switch (Flock.flock(path, descriptor, mode == Mode.SHARED ? Flock.SHARED : Flock.EXCLUSIVE)) {
            case GRANTED -> true;
            case REFUSED -> false;
            case CANNOT -> {
                if (locking == FileLocking.ON) {
                    throw new IOException(path + ": the file system cannot lock files; set " + FileLocking.VARIABLE
                            + "=BEST_EFFORT to go on without locks");
                }
                yield true;
            }
        };
    }

    @Override
    public synchronized void unlock() throws IOException {
        checkOpen();
        if (held != null) {
            held = null;
            Flock.flock(path, descriptor, Flock.UNLOCK);
        }
    }

    @Override
    public String holders() {
        return LockTable.holders(path);
    }

    @Override
    public synchronized int read(long position, ByteBuffer target) throws IOException {
        checkOpen(); // and with the monitor held until the call is done: the number may be another file's once it is
        // closed
        return FlockReads.read(path, descriptor, position, target);
    }

    @Override
    public synchronized long size() throws IOException {
        checkOpen();
        return FlockReads.size(path, descriptor);
    }

    @Override
    public synchronized Object identity() throws IOException {
        checkOpen();
        return FlockReads.identity(descriptor);
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            held = null;
            Flock.close(path, descriptor);
        }
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public synchronized String toString() {
        return "FlockLock[" + path + ", " + (closed ? "closed" : held == null ? "free" : held) + "]";
    }
}
