package dev.tutti.testkit.store;

import dev.tutti.storage.FileStamp;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.storage.shared.SharedMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands every call on. Subclasses step in where they want to; extend {@link File} and override {@link #wrap} for the calls on open files. */
public abstract class WrappedStorage implements Storage {
    private final Storage below;

    /** Hands calls on to {@code below}. */
    protected WrappedStorage(Storage below) {
        this.below = below;
    }

    /** The storage that does the work. */
    public final Storage below() {
        return below;
    }

    /** What the user gets for {@code file} of the storage below, which was just opened under {@code path}. */
    protected abstract StoreFile wrap(Path path, Mode mode, StoreFile file);

    @Override
    public StoreFile open(Path path, Mode mode) throws IOException {
        return wrap(path, mode, below.open(path, mode));
    }

    @Override
    public boolean exists(Path path) {
        return below.exists(path);
    }

    @Override
    public Path canonical(Path path) throws IOException {
        return below.canonical(path);
    }

    @Override
    public @Nullable Object identity(Path path) throws IOException {
        return below.identity(path);
    }

    @Override
    public void delete(Path path) throws IOException {
        below.delete(path);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        below.rename(from, to);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return below.list(directory);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        below.forceDirectory(directory);
    }

    @Override
    public HostLock lock(Path path) throws IOException {
        return below.lock(path);
    }

    @Override
    public SharedMemory share(Path path, int size) throws IOException {
        return below.share(path, size);
    }

    @Override
    public String bootId() {
        return below.bootId();
    }

    @Override
    public String fileStoreType(Path path) throws IOException {
        return below.fileStoreType(path);
    }

    @Override
    public FileStamp stamp(Path path) throws IOException {
        return below.stamp(path);
    }

    @Override
    public int linkCount(Path path) throws IOException {
        return below.linkCount(path);
    }

    @Override
    public void pause(long nanos) {
        below.pause(nanos);
    }

    @Override
    public long nanoTime() {
        return below.nanoTime();
    }

    @Override
    public Instant now() {
        return below.now();
    }

    @Override
    public void yieldPoint(String name) {
        below.yieldPoint(name);
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + below + "]";
    }

    /** Hands every call on an open file on. */
    public static class File implements StoreFile {
        private final StoreFile below;

        /** Hands calls on to {@code below}. */
        protected File(StoreFile below) {
            this.below = below;
        }

        @Override
        public Path path() {
            return below.path();
        }

        @Override
        public long size() throws IOException {
            return below.size();
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            return below.read(position, target);
        }

        @Override
        public void write(long position, ByteBuffer source) throws IOException {
            below.write(position, source);
        }

        @Override
        public void resize(long size) throws IOException {
            below.resize(size);
        }

        @Override
        public void force() throws IOException {
            below.force();
        }

        @Override
        public Object identity() {
            return below.identity();
        }

        @Override
        public void close() throws IOException {
            below.close();
        }

        @Override
        public String toString() {
            return below.toString();
        }
    }
}
