package dev.tutti.storage.lock;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbered locks through {@code java.nio}, all on the one channel that this JVM has for locks of the file. Guarded by the registry's
 * monitor.
 */
final class ByteRangeLocks implements NumberedLocks {
    private final Path path;
    private final Object identity;
    private final long inode;
    private final Map<Integer, ByteRangeLock> locks = new HashMap<>();
    private boolean closed;

    private ByteRangeLocks(Path path, Object identity, long inode) {
        this.path = path;
        this.identity = identity;
        this.inode = inode;
    }

    static NumberedLocks open(Path path) throws IOException {
        Path real = path.toRealPath();
        ByteRangeLocks opened = new ByteRangeLocks(real, FileIdentity.of(real), FileIdentity.number(real));
        synchronized (LockRegistry.files()) {
            LockRegistry.Entry entry = LockRegistry.Entry.of(opened.identity);
            try {
                Uninterrupted.call(() -> entry.channel(real));
                entry.keep();
            } finally {
                entry.closeIfFree();
            }
        }
        return opened;
    }

    private ByteRangeLock lock(int number) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (number < 0) {
            throw new IllegalArgumentException("locks are counted from 0, not " + number);
        }
        return locks.computeIfAbsent(number, key -> new ByteRangeLock(path, identity, FIRST + key));
    }

    @Override
    public boolean tryLock(int number, HostLock.Mode mode) throws IOException {
        synchronized (LockRegistry.files()) {
            return lock(number).tryLock(mode);
        }
    }

    @Override
    public void unlock(int number) throws IOException {
        synchronized (LockRegistry.files()) {
            lock(number).unlock();
        }
    }

    @Override
    public boolean audit() throws IOException {
        synchronized (LockRegistry.files()) {
            if (closed) {
                throw new ClosedChannelException();
            }
            LockRegistry.Entry entry = LockRegistry.Entry.of(identity);
            for (ByteRangeLock lock : locks.values()) {
                if (lock.isHeld() && !entry.isValid(lock.position())) {
                    return false;
                }
            }
            return LockTable.lists(
                    inode,
                    locks.values().stream()
                            .filter(ByteRangeLock::isHeld)
                            .map(ByteRangeLock::position)
                            .toList());
        }
    }

    @Override
    public String holder(int number) {
        return LockTable.holderOfRange(path, FIRST + number);
    }

    @Override
    public void close() throws IOException {
        synchronized (LockRegistry.files()) {
            if (closed) {
                return;
            }
            closed = true;
            try {
                for (ByteRangeLock lock : locks.values()) {
                    lock.close();
                }
            } finally {
                LockRegistry.Entry entry = LockRegistry.Entry.of(identity);
                entry.leave();
                entry.closeIfFree();
            }
        }
    }

    @Override
    public String toString() {
        return "ByteRangeLocks[" + path + "]";
    }
}
