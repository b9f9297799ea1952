package dev.tutti.storage.lock;

import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;

/**
 * Numbered locks of an open file description that Java knows nothing of, so that neither interrupts nor the closing of other
 * handles release them. Guarded by its own monitor.
 */
final class OfdLocks implements NumberedLocks {
    private final Path path;
    private final int descriptor;
    private final Memory structure = Fcntl.structure();
    private boolean closed;

    private OfdLocks(Path path, int descriptor) {
        this.path = path;
        this.descriptor = descriptor;
    }

    static NumberedLocks open(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        return new OfdLocks(absolute, Flock.open(absolute));
    }

    private static long position(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("locks are counted from 0, not " + number);
        }
        return FIRST + number;
    }

    @Override
    public synchronized boolean tryLock(int number, HostLock.Mode mode) throws IOException {
        checkOpen();
        short type = mode == HostLock.Mode.SHARED ? Fcntl.SHARED : Fcntl.EXCLUSIVE;
        return Fcntl.set(path, descriptor, structure, type, position(number));
    }

    @Override
    public synchronized void unlock(int number) throws IOException {
        checkOpen();
        Fcntl.set(path, descriptor, structure, Fcntl.UNLOCK, position(number));
    }

    @Override
    public synchronized boolean audit() throws IOException {
        checkOpen();
        return true;
    }

    @Override
    public synchronized String holder(int number) {
        try {
            int pid = closed ? 0 : Fcntl.blocker(path, descriptor, structure, position(number));
            return pid > 0 ? LockTable.describe(pid) : "unknown";
        } catch (IOException e) {
            return "unknown";
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            Flock.close(path, descriptor);
        }
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public String toString() {
        return "OfdLocks[" + path + "]";
    }
}
