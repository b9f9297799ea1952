package dev.tutti.testkit.store;

import dev.tutti.storage.FileStamp;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.storage.shared.SharedMemory;
import dev.tutti.testkit.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A simulated process on a simulated host with a file system in memory. The host knows which writes and names no barrier has secured, so that
 * a power cut can be played at any time; further processes share its files and locks; its clock stands still until a test moves
 * it. Directories need not be made. A name is secured by {@link #forceDirectory} alone, not by forcing the file. Thread-safe.
 */
public final class SimStorage implements Storage {
    private static final long LONGEST_PARK = 250_000;

    private final SimHost host;
    private final String name;
    private final int pid;
    private volatile boolean killed;

    /** The first process of a new host with an empty disk. */
    public SimStorage() {
        this(SimHost.started(new SimDisk(), 1), "first");
    }

    SimStorage(SimHost host, String name) {
        this.host = host;
        this.name = name;
        this.pid = host.nextProcess();
    }

    /** Another process on the same host. */
    public SimStorage newProcess(String processName) {
        return new SimStorage(host, processName);
    }

    /** The name of this process. */
    public String name() {
        return name;
    }

    /** The number of this process. */
    public int pid() {
        return pid;
    }

    /** Ends this process as kill -9 does: its locks are free, and every later call from it fails. What it wrote is there for the others. */
    public void kill() {
        killed = true;
        host.locks().kill(this);
    }

    /** Whether it was killed. */
    public boolean isKilled() {
        return killed;
    }

    /**
     * A fresh host with all that was written, as found after every process of this one was killed, in the same boot. Shared memory is as
     * it was. This one goes on untouched.
     */
    public SimStorage afterKill() {
        return afterKill(Leftover.OLD, new Random(0));
    }

    /** As {@link #afterKill()}, with shared memory as {@code leftover} says. */
    public SimStorage afterKill(Leftover leftover, Random random) {
        SimDisk disk = host.diskAfterKill(leftover, random);
        return new SimStorage(new SimHost(disk, host.unsynced(), host.boot()), "after kill");
    }

    /**
     * A fresh host in its next boot with what a power cut now leaves: all that was secured by barriers, and of the rest what chance decides, in
     * torn sectors too. Chance decides about shared memory as well.
     */
    public SimStorage afterPowerCut(Random random) {
        SimDisk disk = PowerCut.any(host.unsynced(), random);
        Leftover leftover = Seeds.pick(random, List.of(Leftover.values()));
        return new SimStorage(host.restarted(disk, leftover, random), "after power cut");
    }

    /** A fresh host in its next boot with nothing but what was secured by barriers. */
    public SimStorage afterWorstPowerCut() {
        SimDisk disk = host.unsynced().durable();
        return new SimStorage(host.restarted(disk, Leftover.ZEROS, new Random(0)), "after power cut");
    }

    /** Lets {@code decides} say, at every yield point of every process of this host, who goes on; null lets all go. */
    public void interleave(@Nullable Interleaver decides) {
        host.interleave(decides);
    }

    /** Sets the type of the one file system. */
    public void setFileStoreType(String type) {
        host.setFileStoreType(type);
    }

    /** Sets how many names the file at {@code path} claims to have. */
    public void setLinkCount(Path path, int count) {
        host.setLinkCount(normal(path), count);
    }

    /** Begins to record what happens on the host, for {@link CrashStates}. Forgets what was recorded before. */
    public void startTrace() {
        host.startTrace();
    }

    /** Puts {@code what} into the record, for example the number of a commit that has just returned. */
    public void mark(Object what) {
        host.mark(what);
    }

    SimTrace trace() {
        return host.trace();
    }

    /** Sets the wall clock; {@link #nanoTime} does not move. */
    public void setNow(Instant instant) {
        host.setNow(instant);
    }

    /** Moves both clocks. */
    public void advance(Duration duration) {
        host.advance(duration);
    }

    /** A yield point before {@code what} is done to {@code object}. */
    void step(String what, Object object) {
        Interleaver decides = host.interleaver();
        if (decides != null) {
            decides.yieldPoint(this, what + " " + object);
        }
    }

    private static Object last(Path path) {
        Path name = path.getFileName();
        return name == null ? path : name;
    }

    void checkAlive() throws IOException {
        if (killed) {
            throw new CrashedException("process " + pid + " (" + name + ") was killed");
        }
    }

    private static Path normal(Path path) {
        return path.toAbsolutePath().normalize();
    }

    @Override
    public StoreFile open(Path path, Storage.Mode mode) throws IOException {
        step("open", last(path));
        checkAlive();
        return new SimFile(path, host.open(normal(path), mode), mode);
    }

    @Override
    public boolean exists(Path path) {
        step("exists", last(path));
        return host.file(normal(path)) != null;
    }

    @Override
    public Path canonical(Path path) throws IOException {
        Path normal = normal(path);
        if (host.file(normal) == null) {
            throw new NoSuchFileException(path.toString());
        }
        return normal;
    }

    @Override
    public @Nullable Object identity(Path path) throws IOException {
        step("identity", last(path));
        checkAlive();
        return host.file(normal(path));
    }

    @Override
    public void delete(Path path) throws IOException {
        step("delete", last(path));
        checkAlive();
        host.delete(normal(path));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        step("rename", last(from));
        checkAlive();
        host.rename(normal(from), normal(to));
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        step("list", last(directory));
        checkAlive();
        Path normal = normal(directory);
        return host.list(normal).stream()
                .map(path -> directory.resolve(normal.relativize(path)))
                .toList();
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        step("force", last(directory));
        checkAlive();
        host.forceDirectory(normal(directory));
    }

    @Override
    public HostLock lock(Path path) throws IOException {
        checkAlive();
        Long file = host.file(normal(path));
        if (file == null) {
            throw new NoSuchFileException(path.toString());
        }
        return new SimLock(file);
    }

    @Override
    public SharedMemory share(Path path, int size) throws IOException {
        step("share", last(path));
        checkAlive();
        if (size <= 0 || size % Long.BYTES != 0) {
            throw new IllegalArgumentException("a size of " + size + " is not a positive multiple of 8");
        }
        long file = host.openOrCreate(normal(path));
        boolean grows = true;
        while (grows) {
            step("fill", last(path));
            checkAlive();
            grows = host.append(file, size);
        }
        return new SimMemory(this, host, path, file, size);
    }

    @Override
    public String bootId() {
        return new UUID(0x4000L, host.boot()).toString();
    }

    @Override
    public String fileStoreType(Path path) throws IOException {
        canonical(path);
        return host.fileStoreType();
    }

    @Override
    public FileStamp stamp(Path path) throws IOException {
        checkAlive();
        return host.stamp(normal(path));
    }

    @Override
    public int linkCount(Path path) throws IOException {
        return host.linkCount(canonical(path));
    }

    /** For calls that cannot throw a {@link CrashedException}. */
    void checkRunning() {
        if (killed) {
            throw new ProcessKilledError("process " + pid + " (" + name + ") was killed");
        }
    }

    @Override
    public void yieldPoint(String point) {
        checkRunning();
        Interleaver decides = host.interleaver();
        if (decides != null) {
            decides.yieldPoint(this, point);
        }
    }

    /** Moves the clock; for the sake of threads that run beside it also waits for a moment, unless an interleaver decides. */
    @Override
    public void pause(long nanos) {
        checkRunning();
        Interleaver decides = host.interleaver();
        if (decides != null) {
            decides.pause(this, nanos);
        } else {
            host.advance(Duration.ofNanos(nanos));
            LockSupport.parkNanos(Math.min(nanos / 8, LONGEST_PARK));
        }
    }

    @Override
    public long nanoTime() {
        return host.nanoTime();
    }

    @Override
    public Instant now() {
        return host.now();
    }

    @Override
    public String toString() {
        return "SimStorage[process " + pid + " (" + name + ")]";
    }

    /** One open file of this process. */
    final class SimFile implements StoreFile {
        private final Path path;
        private final long file;
        private final Storage.Mode mode;
        private volatile boolean closed;

        private SimFile(Path path, long file, Storage.Mode mode) {
            this.path = path;
            this.file = file;
            this.mode = mode;
        }

        private void checkUsable() throws IOException {
            checkAlive();
            if (closed) {
                throw new ClosedChannelException();
            }
        }

        private void checkWritable() throws IOException {
            checkUsable();
            if (mode == Storage.Mode.READ) {
                throw new NonWritableChannelException();
            }
        }

        private void checkPosition(long position) {
            if (position < 0) {
                throw new IllegalArgumentException("negative position " + position);
            }
        }

        /** The barrier fails, and what it should have secured is never written by the system. */
        void failForce() throws IOException {
            checkUsable();
            host.failForce(file);
        }

        @Override
        public Path path() {
            return path;
        }

        @Override
        public long size() throws IOException {
            step("size", last(path));
            checkUsable();
            return host.size(file);
        }

        /** Under an interleaver page by page, as other processes of a host can see it. */
        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            step("read", last(path));
            checkUsable();
            checkPosition(position);
            if (host.interleaver() == null) {
                return host.read(file, position, target);
            }
            int from = target.position();
            int limit = target.limit();
            try {
                while (target.position() < limit) {
                    int done = target.position() - from;
                    if (done > 0) {
                        step("read on", last(path));
                    }
                    target.limit(Math.min(limit, target.position() + toNextPage(position + done)));
                    host.read(file, position + done, target);
                    if (target.hasRemaining()) {
                        break;
                    }
                }
            } finally {
                target.limit(limit);
            }
            return target.position() - from;
        }

        private int toNextPage(long position) {
            return (int) (PagedBytes.PAGE - position % PagedBytes.PAGE);
        }

        /** Under an interleaver page by page, as a kill can tear it. */
        @Override
        public void write(long position, ByteBuffer source) throws IOException {
            step("write", last(path));
            checkWritable();
            checkPosition(position);
            if (host.interleaver() == null || !source.hasRemaining()) {
                host.write(file, position, source);
                return;
            }
            int from = source.position();
            while (source.hasRemaining()) {
                int done = source.position() - from;
                if (done > 0) {
                    step("write on", last(path));
                    checkWritable();
                }
                int length = Math.min(source.remaining(), toNextPage(position + done));
                host.write(file, position + done, source.slice(source.position(), length));
                source.position(source.position() + length);
            }
        }

        @Override
        public void resize(long size) throws IOException {
            step("resize", last(path));
            checkWritable();
            checkPosition(size);
            host.resize(file, size);
        }

        @Override
        public void force() throws IOException {
            step("force", last(path));
            checkUsable();
            host.force(file);
        }

        @Override
        public Object identity() {
            return file;
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public String toString() {
            return "SimFile[" + path + ", file " + file + "]";
        }
    }

    /** One lock object of this process. */
    private final class SimLock implements HostLock {
        private final long file;
        private volatile boolean closed;

        private SimLock(long file) {
            this.file = file;
        }

        private void checkUsable() throws IOException {
            checkAlive();
            if (closed) {
                throw new ClosedChannelException();
            }
        }

        @Override
        public boolean tryLock(HostLock.Mode mode) throws IOException {
            step("flock", file);
            checkUsable();
            return host.locks().tryLock(SimLocks.Key.flock(file), this, SimStorage.this, mode);
        }

        @Override
        public void unlock() throws IOException {
            step("unflock", file);
            checkUsable();
            host.locks().unlock(SimLocks.Key.flock(file), this);
        }

        @Override
        public String holders() {
            return host.locks().holders(SimLocks.Key.flock(file));
        }

        @Override
        public void close() {
            closed = true;
            host.locks().unlock(SimLocks.Key.flock(file), this);
        }
    }
}
