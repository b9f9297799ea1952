package dev.tutti.storage.lock;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes host locks: flock(2) where the system and JNA give it, a byte-range lock through {@code java.nio} elsewhere.
 *
 * <p>Limits of the byte-range lock: on Windows it is as good as the other among Tutti processes. On other systems without JNA it does
 * not stop the HDF5 C library; and closing, anywhere in the JVM, a handle of the file that was not opened through
 * {@code NioStorage} releases it in silence, as POSIX demands.
 */
public final class HostLocks {
    private HostLocks() {}

    /** The lock of the file that {@code path} names now, not taken yet. */
    public static HostLock open(Path path, FileLocking locking) throws IOException {
        if (locking != FileLocking.OFF && hasFlock()) {
            return FlockLock.open(path, locking);
        }
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        return locking == FileLocking.OFF ? new FreeLock() : openByteRange(path);
    }

    /** The lock that is used without JNA. */
    static HostLock openByteRange(Path path) throws IOException {
        return ByteRangeLock.open(path);
    }

    /** The handle below a lock, or null where it has none that others can read through: only those of flock(2) on Linux have one. */
    public static @Nullable LockedHandle handle(HostLock lock) {
        return lock instanceof FlockLock own && Presence.READS ? own : null;
    }

    /**
     * The numbered locks of the file that {@code path} names now, none taken yet: of an open file description where the system and JNA give
     * that, through {@code java.nio} elsewhere, with its limits. Both kinds exclude each other.
     */
    public static NumberedLocks numbered(Path path) throws IOException {
        return Presence.OFD ? OfdLocks.open(path) : numberedByteRanges(path);
    }

    /** The numbered locks that are used without JNA. */
    public static NumberedLocks numberedByteRanges(Path path) throws IOException {
        return ByteRangeLocks.open(path);
    }

    /**
     * Closes {@code handle} of the file with {@code identity}, now or, if this JVM holds a byte-range lock on that file which the
     * closing would release, with the end of that lock.
     */
    public static void closeBeside(Object identity, Closeable handle) throws IOException {
        ByteRangeLock.closeBeside(identity, handle);
    }

    /** Whether locks here are those of flock(2), which the HDF5 C library takes too. */
    public static boolean hasFlock() {
        return Presence.FLOCK;
    }

    /** Asked once, when the first lock is made. */
    private static final class Presence {
        static final boolean FLOCK = probe();
        static final boolean READS = FLOCK && FlockReads.isPresent();
        static final boolean OFD = FLOCK && Fcntl.isPresent();

        private static boolean probe() {
            String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
            if (!os.startsWith("linux") && !os.startsWith("mac")) {
                return false;
            }
            try {
                return Flock.isPresent();
            } catch (LinkageError e) {
                // JNA is not there, or its native part cannot be loaded.
                System.getLogger(HostLocks.class.getPackageName())
                        .log(
                                System.Logger.Level.WARNING,
                                "no flock(2) because JNA does not work here (" + e
                                        + "): files are locked among Tutti processes,"
                                        + " but the HDF5 C library does not see these locks");
                return false;
            }
        }
    }
}
