package dev.tutti.storage.memory;

import dev.tutti.storage.FileStamp;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.HostLock;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One file that is only read, and is there already. Thread-safe. */
public final class ReadOnlyStorage extends DetachedStorage {
    private final StoreFile file;
    private final String kind;

    /**
     * A storage of one file, which is closed when it is closed through the storage.
     *
     * @param kind what it is, for messages: "memory", "channel", "http"
     */
    public ReadOnlyStorage(StoreFile file, String kind) {
        this.file = file;
        this.kind = kind;
    }

    @Override
    protected String kind() {
        return kind;
    }

    @Override
    public StoreFile open(Path path, Mode mode) throws IOException {
        if (mode != Mode.READ) {
            throw refused("changed; it is only read");
        }
        if (!exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        return file;
    }

    @Override
    public boolean exists(Path path) {
        return path.equals(file.path());
    }

    @Override
    public @Nullable Object identity(Path path) {
        return exists(path) ? file.identity() : null;
    }

    @Override
    public FileStamp stamp(Path path) throws IOException {
        canonical(path);
        return new FileStamp(file.identity(), file.size(), 0, true);
    }

    /** Nobody can change the file, so that nobody needs to be kept from it. */
    @Override
    public HostLock lock(Path path) {
        return new MemoryLock.Owner().lock();
    }
}
