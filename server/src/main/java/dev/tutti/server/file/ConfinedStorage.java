package dev.tutti.server.file;

import dev.tutti.storage.FileStamp;
import dev.tutti.storage.NioStorage;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.storage.shared.SharedMemory;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file system below one directory, to read. Whatever leads out of it, be it a path, a symbolic link, an external link of a file, or the source of a virtual
 * dataset, leads nowhere. Thread-safe.
 */
final class ConfinedStorage implements Storage {
    private final Path root;
    private final Storage below = new NioStorage();

    /** Everything below {@code root}, a real path. */
    ConfinedStorage(Path root) {
        this.root = root;
    }

    /** The path without links. */
    private Path inside(Path path) throws IOException {
        Path real = path.toRealPath();
        if (!real.startsWith(root)) {
            throw new NoSuchFileException(path.toString());
        }
        return real;
    }

    /** A path whose last part need not be there. */
    private Path folderInside(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path folder = absolute.getParent();
        Path name = absolute.getFileName();
        if (folder == null || name == null) {
            throw new NoSuchFileException(path.toString());
        }
        return inside(folder).resolve(name);
    }

    @Override
    public StoreFile open(Path path, Mode mode) throws IOException {
        if (mode != Mode.READ) {
            throw new AccessDeniedException(path.toString());
        }
        return below.open(inside(path), mode);
    }

    @Override
    public boolean exists(Path path) {
        try {
            return below.exists(inside(path));
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Path canonical(Path path) throws IOException {
        return inside(path);
    }

    @Override
    public @Nullable Object identity(Path path) throws IOException {
        return below.identity(folderInside(path));
    }

    @Override
    public FileStamp stamp(Path path) throws IOException {
        return below.stamp(inside(path));
    }

    @Override
    public void delete(Path path) throws IOException {
        throw new AccessDeniedException(path.toString());
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        throw new AccessDeniedException(from.toString());
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return below.list(inside(directory));
    }

    @Override
    public List<Path> list(Path directory, String part) throws IOException {
        return below.list(inside(directory), part);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        below.forceDirectory(inside(directory));
    }

    @Override
    public HostLock lock(Path path) throws IOException {
        return below.lock(folderInside(path));
    }

    @Override
    public SharedMemory share(Path path, int size) throws IOException {
        return below.share(folderInside(path), size);
    }

    @Override
    public String bootId() {
        return below.bootId();
    }

    @Override
    public String fileStoreType(Path path) throws IOException {
        return below.fileStoreType(inside(path));
    }

    @Override
    public int linkCount(Path path) throws IOException {
        return below.linkCount(inside(path));
    }

    @Override
    public long nanoTime() {
        return below.nanoTime();
    }

    @Override
    public Instant now() {
        return below.now();
    }
}
