package dev.tutti.storage;

import dev.tutti.storage.lock.FileIdentity;
import dev.tutti.storage.lock.FileLocking;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.storage.lock.HostLocks;
import dev.tutti.storage.lock.LockedHandle;
import dev.tutti.storage.lock.ProcessIdentity;
import dev.tutti.storage.shared.MappedMemory;
import dev.tutti.storage.shared.SharedMemory;
import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The machine's own file system, through {@code java.nio}. Stateless but for how it locks; any number may stand side by side. */
public final class NioStorage implements Storage {
    /** File systems tell the time of a change in ticks of some milliseconds, and their clock may be behind by one. */
    private static final long TICK_NANOS = 50_000_000;

    /** The tick of file systems that tell it in seconds, or in two. */
    private static final long COARSE_TICK_NANOS = 2_100_000_000;

    private static final boolean WINDOWS =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

    private static final boolean LINUX =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");

    private final FileLocking locking;

    /** Locks as the environment variable {@code HDF5_USE_FILE_LOCKING} demands, as the C library does. */
    public NioStorage() {
        this(FileLocking.fromEnvironment());
    }

    /** Locks as {@code locking} says, whatever the environment. */
    public NioStorage(FileLocking locking) {
        this.locking = locking;
    }

    @Override
    public StoreFile open(Path path, Mode mode) throws IOException {
        return NioFile.open(path, mode);
    }

    @Override
    public StoreFile open(Path path, HostLock lock) throws IOException {
        LockedHandle handle = HostLocks.handle(lock);
        return handle == null ? open(path, Mode.READ) : new LockedFile(path, handle);
    }

    @Override
    public boolean exists(Path path) {
        // The exception that Files.exists meets for a file that is not there costs more than the question.
        return path.getFileSystem() == FileSystems.getDefault() ? path.toFile().exists() : Files.exists(path);
    }

    @Override
    public Path canonical(Path path) throws IOException {
        return path.toRealPath();
    }

    @Override
    public Path inItsFolder(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        String name = String.valueOf(absolute.getFileName());
        // Elsewhere a file may be named with other letters than those that stand in its folder.
        boolean plain = LINUX && !name.equals("..") && !name.equals(".") && !Files.isSymbolicLink(absolute);
        return plain ? absolute : canonical(path);
    }

    @Override
    public @Nullable Object identity(Path path) throws IOException {
        try {
            return FileIdentity.of(path);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @Override
    public FileStamp stamp(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        long changed = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
        Instant now = Instant.now();
        long age = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - changed;
        Object key = attributes.fileKey();
        long tick = changed % 1_000_000_000 == 0 ? COARSE_TICK_NANOS : TICK_NANOS;
        return new FileStamp(key == null ? path.toRealPath() : key, attributes.size(), changed, age > tick);
    }

    @Override
    public void delete(Path path) throws IOException {
        Files.deleteIfExists(path);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return FolderNames.read(directory, "");
    }

    @Override
    public List<Path> list(Path directory, String part) throws IOException {
        return WINDOWS ? Storage.super.list(directory, part) : FolderNames.containing(this, directory, part);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        if (WINDOWS) {
            if (!Files.isDirectory(directory)) {
                throw new NoSuchFileException(directory.toString());
            }
            return; // Windows opens no directories; NTFS journals names by itself.
        }
        // The asynchronous channel's force is synchronous and deaf to interrupts, so that it can neither be cut short
        // nor hide a failure.
        try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public HostLock lock(Path path) throws IOException {
        return HostLocks.open(path, locking);
    }

    @Override
    public SharedMemory share(Path path, int size) throws IOException {
        return MappedMemory.open(path, size);
    }

    @Override
    public String bootId() {
        return ProcessIdentity.current().bootId();
    }

    @Override
    public String fileStoreType(Path path) throws IOException {
        return Files.getFileStore(path).type();
    }

    @Override
    public int linkCount(Path path) throws IOException {
        try {
            return ((Number) Files.getAttribute(path, "unix:nlink")).intValue();
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return 1;
        }
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public String toString() {
        return "NioStorage[locking=" + locking + "]";
    }
}
