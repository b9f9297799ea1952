package dev.tutti.testkit.store;

import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.storage.shared.SharedMemory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets the n-th call fail. A test loops over n until the fault is not met any more:
 *
 * <pre>{@code
 * for (int n = 1; ; n++) {
 *     FaultStorage faulty = new FaultStorage(fresh());
 *     faulty.plan(Fault.IO_ERROR, n, Times.ONCE);
 *     …run; whatever it throws must be one of the declared exceptions; then reopen without faults and check…
 *     if (!faulty.wasMet()) break;
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class FaultStorage extends WrappedStorage {
    /** What goes wrong. Each counts the calls that it can strike, from 1. */
    public enum Fault {
        /** Any call but a closing or a query of names and clocks: EIO, without effect. */
        IO_ERROR,
        /** A write, a resize or a creation: ENOSPC, without effect. */
        NO_SPACE,
        /** A write of two bytes or more: the first half is written, then EIO. */
        SHORT_WRITE,
        /** A barrier of a file or directory: EIO, and what it should have secured may be lost for good. */
        FORCE_FAILURE,
        /** A call that changes or secures something: the process dies before it. Every later call throws {@link CrashedException}, locks are free. */
        CRASH,
        /** A write of two bytes or more: the process dies in it, after the pages before the middle or, where there is no page boundary, before it. */
        TORN_CRASH
    }

    /** How often. */
    public enum Times {
        /** The n-th call alone. */
        ONCE,
        /** The n-th call and all after it. */
        FOR_EVER
    }

    /** What calls there are, as faults see them. */
    private enum Call {
        READ,
        WRITE,
        RESIZE,
        FORCE,
        OPEN,
        CREATE,
        NAMES,
        LOCK
    }

    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private @Nullable Fault fault;
    private Times times = Times.ONCE;
    private long at;
    private long count;
    private boolean met;
    private volatile boolean crashed;

    /** Without a plan, all calls pass. */
    public FaultStorage(Storage below) {
        super(below);
    }

    /** Lets {@code planned} strike the {@code n}-th call from now on that it can strike; replaces any earlier plan. */
    public synchronized void plan(Fault planned, long n, Times howOften) {
        if (n < 1) {
            throw new IllegalArgumentException("calls are counted from 1, not " + n);
        }
        fault = planned;
        at = n;
        times = howOften;
        count = 0;
        met = false;
    }

    /** Lets all calls pass again. A crash is final. */
    public synchronized void heal() {
        fault = null;
    }

    /** Whether the plan has struck. */
    public synchronized boolean wasMet() {
        return met;
    }

    /** How many calls the plan could have struck so far. */
    public synchronized long counted() {
        return count;
    }

    /** Kills the process now. */
    public void crash() throws IOException {
        crashed = true;
        for (Closeable handle : open) {
            handle.close();
        }
        open.clear();
    }

    /** Counts a call; returns the fault that strikes it. */
    private synchronized @Nullable Fault strike(Call call, int length) throws IOException {
        if (crashed) {
            throw new CrashedException("the process crashed at an earlier call");
        }
        Fault planned = fault;
        if (planned == null || !canStrike(planned, call, length)) {
            return null;
        }
        count++;
        boolean now = times == Times.ONCE ? count == at : count >= at;
        met |= now;
        return now ? planned : null;
    }

    private static boolean canStrike(Fault fault, Call call, int length) {
        return switch (fault) {
            case IO_ERROR -> true;
            case NO_SPACE -> call == Call.WRITE || call == Call.RESIZE || call == Call.CREATE;
            case SHORT_WRITE, TORN_CRASH -> call == Call.WRITE && length >= 2;
            case FORCE_FAILURE -> call == Call.FORCE;
            case CRASH -> call != Call.READ && call != Call.OPEN && call != Call.LOCK;
        };
    }

    /** Counts a call that nothing happens for if it is struck. */
    private void pass(Call call, String what) throws IOException {
        Fault struck = strike(call, 0);
        if (struck == null) {
            return;
        }
        if (struck == Fault.CRASH) {
            crash();
            throw new CrashedException("crash before " + what);
        }
        throw failure(struck, what);
    }

    private static IOException failure(Fault struck, String what) {
        String reason = struck == Fault.NO_SPACE ? "No space left on device" : "Input/output error";
        return new IOException(what + ": " + reason + " (injected)");
    }

    private synchronized void checkAlive() throws IOException {
        if (crashed) {
            throw new CrashedException("the process crashed at an earlier call");
        }
    }

    @Override
    public StoreFile open(Path path, Storage.Mode mode) throws IOException {
        pass(mode == Storage.Mode.CREATE_NEW ? Call.CREATE : Call.OPEN, "open " + path);
        return super.open(path, mode);
    }

    @Override
    protected StoreFile wrap(Path path, Storage.Mode mode, StoreFile file) {
        open.add(file);
        return new FaultFile(file);
    }

    @Override
    public Path canonical(Path path) throws IOException {
        checkAlive();
        return super.canonical(path);
    }

    @Override
    public @Nullable Object identity(Path path) throws IOException {
        checkAlive();
        return super.identity(path);
    }

    @Override
    public void delete(Path path) throws IOException {
        pass(Call.NAMES, "delete " + path);
        super.delete(path);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        pass(Call.NAMES, "rename " + from);
        super.rename(from, to);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        pass(Call.READ, "list " + directory);
        return super.list(directory);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        pass(Call.FORCE, "force " + directory);
        super.forceDirectory(directory);
    }

    @Override
    public HostLock lock(Path path) throws IOException {
        pass(Call.LOCK, "lock " + path);
        HostLock lock = super.lock(path);
        open.add(lock);
        return new FaultLock(lock, path);
    }

    @Override
    public SharedMemory share(Path path, int size) throws IOException {
        pass(exists(path) ? Call.OPEN : Call.CREATE, "share " + path);
        SharedMemory memory = super.share(path, size);
        open.add(memory);
        return new FaultMemory(memory, path);
    }

    @Override
    public void pause(long nanos) {
        checkRunning();
        super.pause(nanos);
    }

    /** For calls that cannot fail but in a process that is dead. */
    private synchronized void checkRunning() {
        if (crashed) {
            throw new ProcessKilledError("the process crashed at an earlier call");
        }
    }

    private final class FaultFile extends File {
        private final StoreFile file;

        private FaultFile(StoreFile file) {
            super(file);
            this.file = file;
        }

        @Override
        public long size() throws IOException {
            checkAlive();
            return file.size();
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            pass(Call.READ, "read " + path());
            return file.read(position, target);
        }

        @Override
        public void write(long position, ByteBuffer source) throws IOException {
            int length = source.remaining();
            Fault struck = strike(Call.WRITE, length);
            if (struck == null) {
                file.write(position, source);
                return;
            }
            if (struck == Fault.SHORT_WRITE) {
                file.write(position, source.duplicate().limit(source.position() + length / 2));
            }
            if (struck == Fault.TORN_CRASH) {
                int cut = tornAt(position, length);
                file.write(position, source.duplicate().limit(source.position() + cut));
            }
            if (struck == Fault.CRASH || struck == Fault.TORN_CRASH) {
                crash();
                throw new CrashedException("crash in write of " + path());
            }
            throw failure(struck, "write " + path());
        }

        private int tornAt(long position, int length) {
            long end = (position + length / 2) / PagedBytes.PAGE * PagedBytes.PAGE;
            return (int) Math.max(0, end - position);
        }

        @Override
        public void resize(long size) throws IOException {
            pass(Call.RESIZE, "resize " + path());
            file.resize(size);
        }

        @Override
        public void force() throws IOException {
            Fault struck = strike(Call.FORCE, 0);
            if (struck == null) {
                file.force();
            } else if (struck == Fault.CRASH) {
                crash();
                throw new CrashedException("crash before force of " + path());
            } else {
                if (struck == Fault.FORCE_FAILURE && file instanceof SimStorage.SimFile simulated) {
                    simulated.failForce();
                }
                throw failure(struck, "force " + path());
            }
        }

        @Override
        public void close() throws IOException {
            if (open.remove(file)) {
                file.close();
            }
        }
    }

    /** A lock of a process that may crash. */
    private final class FaultLock implements HostLock {
        private final HostLock lock;
        private final Path path;

        private FaultLock(HostLock lock, Path path) {
            this.lock = lock;
            this.path = path;
        }

        @Override
        public boolean tryLock(HostLock.Mode mode) throws IOException {
            pass(Call.LOCK, "lock " + path);
            return lock.tryLock(mode);
        }

        @Override
        public void unlock() throws IOException {
            pass(Call.LOCK, "unlock " + path);
            lock.unlock();
        }

        @Override
        public String holders() {
            return lock.holders();
        }

        @Override
        public void close() throws IOException {
            if (open.remove(lock)) {
                lock.close();
            }
        }
    }

    /** Shared memory of a process that may crash. No access to a word fails by itself. */
    private final class FaultMemory implements SharedMemory {
        private final SharedMemory memory;
        private final Path path;

        private FaultMemory(SharedMemory memory, Path path) {
            this.memory = memory;
            this.path = path;
        }

        @Override
        public Object identity() {
            return memory.identity();
        }

        @Override
        public long identityNumber() {
            return memory.identityNumber();
        }

        @Override
        public int size() {
            return memory.size();
        }

        @Override
        public boolean isWritable() {
            return memory.isWritable();
        }

        @Override
        public long get(int offset) {
            checkRunning();
            return memory.get(offset);
        }

        @Override
        public void set(int offset, long value) {
            checkRunning();
            memory.set(offset, value);
        }

        @Override
        public boolean compareAndSet(int offset, long expected, long value) {
            checkRunning();
            return memory.compareAndSet(offset, expected, value);
        }

        @Override
        public boolean tryLock(int number, HostLock.Mode mode) throws IOException {
            pass(Call.LOCK, "lock " + number + " of " + path);
            return memory.tryLock(number, mode);
        }

        @Override
        public void unlock(int number) throws IOException {
            pass(Call.LOCK, "unlock " + number + " of " + path);
            memory.unlock(number);
        }

        @Override
        public boolean audit() throws IOException {
            pass(Call.LOCK, "audit " + path);
            return memory.audit();
        }

        @Override
        public String holder(int number) {
            return memory.holder(number);
        }

        @Override
        public long nanoTime() {
            return memory.nanoTime();
        }

        @Override
        public void pause(long nanos) {
            FaultStorage.this.pause(nanos);
        }

        @Override
        public void close() throws IOException {
            if (open.remove(memory)) {
                memory.close();
            }
        }
    }
}
