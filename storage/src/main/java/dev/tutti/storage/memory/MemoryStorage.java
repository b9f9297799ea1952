package dev.tutti.storage.memory;

import dev.tutti.storage.FileStamp;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.HostLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Files in memory, by name, for one process: made, changed and read as others, and gone with this object. Thread-safe. */
public final class MemoryStorage extends DetachedStorage {
    private record Entry(MemoryContent content, MemoryLock.Owner lock) {}

    private final ConcurrentHashMap<Path, Entry> files = new ConcurrentHashMap<>();

    /** A storage without files. */
    public MemoryStorage() {}

    /** Puts a copy of these bytes there as a file, in place of one of that name. */
    public void put(Path path, ByteBuffer bytes) {
        MemoryContent content = new MemoryContent();
        content.write(0, bytes.duplicate());
        files.put(key(path), new Entry(content, new MemoryLock.Owner()));
    }

    /**
     * The bytes of a file now.
     *
     * @throws NoSuchFileException if there is none
     * @throws IOException if it has 2 GiB or more, which no array holds
     */
    public byte[] bytes(Path path) throws IOException {
        MemoryContent content = entry(path).content;
        long size = content.size();
        if (size > Integer.MAX_VALUE - 8) {
            throw new IOException(path + ": " + size + " bytes do not fit one array");
        }
        byte[] bytes = new byte[(int) size];
        content.read(0, ByteBuffer.wrap(bytes));
        return bytes;
    }

    /** The one name of a file, whatever its spelling. */
    private static Path key(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private Entry entry(Path path) throws NoSuchFileException {
        Entry entry = files.get(key(path));
        if (entry == null) {
            throw new NoSuchFileException(path.toString());
        }
        return entry;
    }

    @Override
    protected String kind() {
        return "memory";
    }

    @Override
    public StoreFile open(Path path, Mode mode) throws IOException {
        if (mode == Mode.CREATE_NEW) {
            Entry made = new Entry(new MemoryContent(), new MemoryLock.Owner());
            if (files.putIfAbsent(key(path), made) != null) {
                throw new FileAlreadyExistsException(path.toString());
            }
            return new MemoryFile(path, made.content, mode);
        }
        return new MemoryFile(path, entry(path).content, mode);
    }

    @Override
    public Path canonical(Path path) throws IOException {
        entry(path);
        return key(path);
    }

    @Override
    public boolean exists(Path path) {
        return files.containsKey(key(path));
    }

    @Override
    public @Nullable Object identity(Path path) {
        Entry entry = files.get(key(path));
        return entry == null ? null : entry.content;
    }

    @Override
    public FileStamp stamp(Path path) throws IOException {
        MemoryContent content = entry(path).content;
        return new FileStamp(content, content.size(), content.changes(), true);
    }

    @Override
    public void delete(Path path) {
        files.remove(key(path));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        files.put(key(to), entry(from));
        files.remove(key(from));
    }

    @Override
    public List<Path> list(Path directory) {
        return files.keySet().stream()
                .filter(path -> key(directory).equals(path.getParent()))
                .sorted()
                .toList();
    }

    @Override
    public HostLock lock(Path path) throws IOException {
        return entry(path).lock.lock();
    }
}
