package dev.tutti.storage;

import dev.tutti.storage.lock.HostLock;
import dev.tutti.storage.shared.SharedMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
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

    /**
     * Opens a file to read it while a lock of it is held, which must be closed after it. A storage may read through the handle that the lock has already.
     *
     * @param lock what {@link #lock} gave for the same path, and is taken
     */
    default StoreFile open(Path path, HostLock lock) throws IOException {
        return open(path, Mode.READ);
    }

    /** Whether a file stands there. */
    boolean exists(Path path);

    /** The path with links resolved, so that one file has one name whatever its spelling; the file must exist. */
    Path canonical(Path path) throws IOException;

    /**
     * A path whose last part is no link, with that the file has in its folder: enough to find what lies beside it, and less work than {@link #canonical}. It may be
     * one of several, and the file may be missing.
     */
    default Path inItsFolder(Path path) throws IOException {
        return canonical(path);
    }

    /** Identity of the file that {@code path} names now (compare with {@link StoreFile#identity()}), or null if there is none. */
    @Nullable
    Object identity(Path path) throws IOException;

    /** What the file {@code path} is like now, without reading it. */
    FileStamp stamp(Path path) throws IOException;

    /** Removes a file; does nothing if there is none. */
    void delete(Path path) throws IOException;

    /** Gives {@code from} the name {@code to} in one atomic step, replacing what stood there. */
    void rename(Path from, Path to) throws IOException;

    /** The files directly in {@code directory}, sorted by name. */
    List<Path> list(Path directory) throws IOException;

    /** Those files directly in {@code directory} whose names contain {@code part}, sorted by name. */
    default List<Path> list(Path directory, String part) throws IOException {
        return list(directory).stream()
                .filter(path -> String.valueOf(path.getFileName()).contains(part))
                .toList();
    }

    /** Barrier for names: creations, renames and deletions in {@code directory} survive a power cut once this returns. */
    void forceDirectory(Path directory) throws IOException;

    /**
     * The host-wide lock of {@code path} in the sense of flock(2), as the HDF5 C library takes it on its files. Released by the operating
     * system when the process dies.
     */
    HostLock lock(Path path) throws IOException;

    /**
     * The memory of {@code size} bytes that the processes with the file {@code path} open share. A file that is missing, or shorter because its
     * maker was killed, is filled up with zeros first; it is never seen shorter. Its content is not secured against power cuts, and
     * nothing may depend on what it holds once nobody has it open any more.
     *
     * @param size a multiple of eight, the same for all who share the file
     */
    SharedMemory share(Path path, int size) throws IOException;

    /** What tells one boot of the host from the next; empty if unknown. */
    String bootId();

    /** The type of the file system that the file {@code path} is on, as the system names it: {@code "ext4"}, {@code "nfs"}. */
    String fileStoreType(Path path) throws IOException;

    /** How many names (hard links) the file {@code path} has; 1 if unknown. */
    int linkCount(Path path) throws IOException;

    /** Monotonic time in nanoseconds. */
    long nanoTime();

    /** Waits for about so long, or shorter if the thread is interrupted; the interrupt stays. Waits of the engine go through here, so that a simulation's clock runs while it waits. */
    default void pause(long nanos) {
        LockSupport.parkNanos(nanos);
    }

    /** Wall-clock time. */
    Instant now();

    /** A named place at which a simulation may switch to another thread or process; does nothing in production. */
    default void yieldPoint(String name) {}
}
