package dev.tutti.testkit.store;

import dev.tutti.errors.H5ClosedException;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.storage.shared.SharedMemory;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;

/** Shared memory of one simulated process. Every access is a yield point. */
final class SimMemory implements SharedMemory {
    private final SimStorage process;
    private final SimHost host;
    private final Path path;
    private final long file;
    private final int size;
    private volatile boolean closed;

    SimMemory(SimStorage process, SimHost host, Path path, long file, int size) {
        this.process = process;
        this.host = host;
        this.path = path;
        this.file = file;
        this.size = size;
    }

    @Override
    public Object identity() {
        return file;
    }

    @Override
    public long identityNumber() {
        return file;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    private int index(int offset, String what) {
        process.checkRunning();
        process.step(what, offset);
        if (closed) {
            throw new H5ClosedException(path + ": the shared memory was closed before this access");
        }
        if (offset % Long.BYTES != 0) {
            throw new IllegalArgumentException("the offset " + offset + " is not a multiple of 8");
        }
        if (offset < 0 || offset >= size) {
            throw new IndexOutOfBoundsException("offset " + offset + " of " + size + " bytes");
        }
        return offset / Long.BYTES;
    }

    @Override
    public long get(int offset) {
        return host.word(file, index(offset, "get"), size);
    }

    @Override
    public void set(int offset, long value) {
        host.setWord(file, index(offset, "set"), size, value);
    }

    @Override
    public boolean compareAndSet(int offset, long expected, long value) {
        return host.compareAndSetWord(file, index(offset, "compare and set"), size, expected, value);
    }

    private SimLocks.Key lock(int number, String what) throws IOException {
        process.step(what, number);
        process.checkAlive();
        if (closed) {
            throw new ClosedChannelException();
        }
        if (number < 0) {
            throw new IllegalArgumentException("locks are counted from 0, not " + number);
        }
        return new SimLocks.Key(file, number);
    }

    @Override
    public boolean tryLock(int number, HostLock.Mode mode) throws IOException {
        return host.locks().tryLock(lock(number, "try lock"), this, process, mode);
    }

    @Override
    public void unlock(int number) throws IOException {
        host.locks().unlock(lock(number, "unlock"), this);
    }

    @Override
    public boolean audit() throws IOException {
        lock(0, "audit");
        return true;
    }

    @Override
    public String holder(int number) {
        return host.locks().holder(new SimLocks.Key(file, number));
    }

    @Override
    public long nanoTime() {
        return process.nanoTime();
    }

    @Override
    public void pause(long nanos) {
        process.pause(nanos);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            host.locks().releaseAll(this);
        }
    }

    @Override
    public String toString() {
        return "SimMemory[" + path + ", " + process + "]";
    }
}
