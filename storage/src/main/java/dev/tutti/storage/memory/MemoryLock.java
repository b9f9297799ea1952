package dev.tutti.storage.memory;

import dev.tutti.storage.lock.HostLock;
import org.jspecify.annotations.Nullable;

/** A lock of a file that only this process can reach. Guarded by its owner. */
final class MemoryLock implements HostLock {
    /** What the locks of one file share. */
    static final class Owner {
        private int readers;
        private boolean writer;

        MemoryLock lock() {
            return new MemoryLock(this);
        }
    }

    private final Owner owner;
    private @Nullable Mode held;

    private MemoryLock(Owner owner) {
        this.owner = owner;
    }

    @Override
    public boolean tryLock(Mode mode) {
        synchronized (owner) {
            Mode before = held;
            unlock();
            boolean free = !owner.writer && (mode == Mode.SHARED || owner.readers == 0);
            Mode now = free ? mode : before;
            owner.readers += now == Mode.SHARED ? 1 : 0;
            owner.writer |= now == Mode.EXCLUSIVE;
            held = now;
            return free;
        }
    }

    @Override
    public void unlock() {
        synchronized (owner) {
            owner.readers -= held == Mode.SHARED ? 1 : 0;
            owner.writer &= held != Mode.EXCLUSIVE;
            held = null;
        }
    }

    @Override
    public String holders() {
        synchronized (owner) {
            return owner.writer || owner.readers > 0 ? "this process" : "unknown";
        }
    }

    @Override
    public void close() {
        unlock();
    }
}
