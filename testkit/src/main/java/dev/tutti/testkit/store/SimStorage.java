package dev.tutti.testkit.store;

import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.HostLock;
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
import org.jspecify.annotations.Nullable;

/**
 * A simulated process on a simulated host with a file system in memory. The host knows which writes and names no barrier has secured, so that
 * a power cut can be played at any time; further processes share its files and locks; its clock stands still until a test moves
 * it. Directories need not be made. A name is secured by {@link #forceDirectory} alone, not by forcing the file. Thread-safe.
 */
public final class SimStorage implements Storage {
    private final SimHost host;
    private final String name;
    private final int pid;
    private volatile boolean killed;

    /** The first process of a new host with an empty disk. */
    public SimStorage() {
        this(SimHost.started(new SimDisk()), "first");
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
        host.locks().releaseAll(this);
    }

    /** A fresh host with all that was written, as found after every process of this one was killed. This one goes on untouched. */
    public SimStorage afterKill() {
        return new SimStorage(new SimHost(host.diskAfterKill(), host.unsynced()), "after kill");
    }

    /** A fresh host with what a power cut now leaves: all that was secured by barriers, and of the rest what chance decides, in torn sectors too. */
    public SimStorage afterPowerCut(Random random) {
        return new SimStorage(SimHost.started(PowerCut.any(host.unsynced(), random)), "after power cut");
    }

    /** A fresh host with nothing but what was secured by barriers. */
    public SimStorage afterWorstPowerCut() {
        return new SimStorage(SimHost.started(host.unsynced().durable()), "after power cut");
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

    private void checkAlive() throws IOException {
        if (killed) {
            throw new CrashedException("process " + pid + " (" + name + ") was killed");
        }
    }

    private static Path normal(Path path) {
        return path.toAbsolutePath().normalize();
    }

    @Override
    public StoreFile open(Path path, Storage.Mode mode) throws IOException {
        checkAlive();
        return new SimFile(path, host.open(normal(path), mode), mode);
    }

    @Override
    public boolean exists(Path path) {
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
        checkAlive();
        return host.file(normal(path));
    }

    @Override
    public void delete(Path path) throws IOException {
        checkAlive();
        host.delete(normal(path));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        checkAlive();
        host.rename(normal(from), normal(to));
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        checkAlive();
        Path normal = normal(directory);
        return host.list(normal).stream()
                .map(path -> directory.resolve(normal.relativize(path)))
                .toList();
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
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
            checkUsable();
            return host.size(file);
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            checkUsable();
            checkPosition(position);
            return host.read(file, position, target);
        }

        @Override
        public void write(long position, ByteBuffer source) throws IOException {
            checkWritable();
            checkPosition(position);
            host.write(file, position, source);
        }

        @Override
        public void resize(long size) throws IOException {
            checkWritable();
            checkPosition(size);
            host.resize(file, size);
        }

        @Override
        public void force() throws IOException {
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
            checkUsable();
            return host.locks().tryLock(file, this, SimStorage.this, mode);
        }

        @Override
        public void unlock() throws IOException {
            checkUsable();
            host.locks().unlock(file, this);
        }

        @Override
        public String holders() {
            return host.locks().holders(file);
        }

        @Override
        public void close() {
            closed = true;
            host.locks().unlock(file, this);
        }
    }
}
