package dev.tutti.storage;

import dev.tutti.storage.lock.HostLock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything the engine asks of the machine: files, directories, locks between processes, the clock. The one seam under the
 * engine; tests put simulated, faulty and tracing implementations here. Thread-safe.
 */
public interface Storage {
    /** How a file is opened. */
    enum Mode {
        /** Read only; the file must exist. */
        READ,
        /** Read and write; the file must exist. */
        WRITE,
        /** Read and write; the file must not exist and is made. */
        CREATE_NEW
    }

    /** Opens {@code path}. Throws {@link java.nio.file.NoSuchFileException} or {@link java.nio.file.FileAlreadyExistsException} as the mode demands. */
    StoreFile open(Path path, Mode mode) throws IOException;

    /** Whether a file stands there. */
    boolean exists(Path path);

    /** The path with links resolved, so that one file has one name whatever its spelling; the file must exist. */
    Path canonical(Path path) throws IOException;

    /** Identity of the file that {@code path} names now (compare with {@link StoreFile#identity()}), or null if there is none. */
    @Nullable
    Object identity(Path path) throws IOException;

    /** Removes a file; does nothing if there is none. */
    void delete(Path path) throws IOException;

    /** Gives {@code from} the name {@code to} in one atomic step, replacing what stood there. */
    void rename(Path from, Path to) throws IOException;

    /** The files directly in {@code directory}, sorted by name. */
    List<Path> list(Path directory) throws IOException;

    /** Barrier for names: creations, renames and deletions in {@code directory} survive a power cut once this returns. */
    void forceDirectory(Path directory) throws IOException;

    /**
     * The host-wide lock of {@code path} in the sense of flock(2), as the HDF5 C library takes it on its files. Released by the operating
     * system when the process dies.
     */
    HostLock lock(Path path) throws IOException;

    /** Monotonic time in nanoseconds. */
    long nanoTime();

    /** Wall-clock time. */
    Instant now();

    /** A named place at which a simulation may switch to another thread or process; does nothing in production. */
    default void yieldPoint(String name) {}
}
