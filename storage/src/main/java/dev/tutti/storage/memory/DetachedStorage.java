package dev.tutti.storage.memory;

import dev.tutti.storage.Storage;
import dev.tutti.storage.shared.SharedMemory;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** What storages have in common whose files no other process can reach by a path: they have no shared memory, and their names need no barrier. */
public abstract class DetachedStorage implements Storage {
    /** For storages outside of any file system. */
    protected DetachedStorage() {}

    @Override
    public Path canonical(Path path) throws IOException {
        if (!exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        return path;
    }

    @Override
    public void delete(Path path) throws IOException {
        throw refused("deleted");
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        throw refused("renamed");
    }

    /** The error for what cannot be done to these files. */
    protected final IOException refused(String what) {
        return new IOException("a file of kind '" + kind() + "' cannot be " + what);
    }

    /** What the files are, for messages: "memory", "http". */
    protected abstract String kind();

    @Override
    public List<Path> list(Path directory) {
        return List.of();
    }

    @Override
    public void forceDirectory(Path directory) {}

    @Override
    public SharedMemory share(Path path, int size) throws IOException {
        throw refused("shared between processes; open it with FileOptions.readOnly() or exclusive()");
    }

    @Override
    public String bootId() {
        return "";
    }

    @Override
    public String fileStoreType(Path path) {
        return kind();
    }

    @Override
    public int linkCount(Path path) {
        return 1;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }
}
