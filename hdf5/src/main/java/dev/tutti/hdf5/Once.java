package dev.tutti.hdf5;

import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.storage.NioStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Opens a file for one piece of work and closes it again: the one place that says how the one-line functions open files. Where somebody else
 * has the file they wait for it; a live file is read at its newest version.
 */
final class Once {
    /** How long a one-line function waits for others. */
    private static final Duration WAIT = Duration.ofSeconds(30);

    private static final long PAUSE_NANOS = 2_000_000;

    /** What is done where there is no file. */
    enum Missing {
        /** A new one is made. */
        MADE,
        /** That is an error. */
        REFUSED
    }

    private Once() {}

    /** Hands the open file to {@code body}, which reads one version of it. */
    static <T> T reading(Path path, Function<H5File, T> body) {
        try (H5File file = H5.open(path, readable(path))) {
            return file.access().reading(() -> body.apply(file));
        }
    }

    private static FileOptions readable(Path path) {
        boolean live;
        try {
            live = LiveStatus.of(path, new NioStorage()).live();
        } catch (H5CorruptException e) {
            live = false; // nobody locked the file for this look; the open below says what is wrong, if anything is
        }
        return live ? FileOptions.snapshotOfLive() : FileOptions.shared().lockTimeout(WAIT);
    }

    /** Hands the open file to {@code body}; of its changes all are made, or none if it throws. */
    static <T> T changing(Path path, Missing missing, Function<H5File, T> body) {
        try (H5File file = open(path, missing)) {
            return file.atomically(() -> body.apply(file));
        }
    }

    private static H5File open(Path path, Missing missing) {
        NioStorage storage = new NioStorage();
        FileOptions options = FileOptions.shared().lockTimeout(WAIT);
        long deadline = storage.nanoTime() + WAIT.toNanos();
        while (true) {
            try {
                return missing == Missing.REFUSED || storage.exists(path)
                        ? H5.open(path, options)
                        : H5.create(path, options);
            } catch (H5ExistsException e) {
                // Somebody else made it at this moment.
            } catch (H5CorruptException e) {
                if (!isForeign(e)) {
                    throw e;
                }
                if (!isEmpty(e) || storage.nanoTime() > deadline) {
                    throw new H5ExistsException(path + ": this is no HDF5 file but " + e.found()
                            + ", and it is left as it is; choose another name, or delete it first");
                }
                // Somebody else may have made it at this moment, and write its first bytes in the next.
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static boolean isForeign(H5CorruptException e) {
        return e.structure().equals("file") && e.address() == 0 && e.expected().startsWith("an HDF5 file");
    }

    private static boolean isEmpty(H5CorruptException e) {
        return e.found().equals("an empty file");
    }

    /** Whether the path leads to a file that can be read and has HDF5's signature and a sound root group. */
    static boolean isReadable(Path path) {
        try {
            return reading(path, file -> file.root().size() >= 0);
        } catch (H5BusyException e) {
            throw e;
        } catch (H5Exception e) {
            return false;
        }
    }

    /** Reads, or gives {@code otherwise} where there is no file or it is not HDF5. */
    static <T> T readingOr(Path path, T otherwise, Function<H5File, T> body) {
        try {
            return reading(path, body);
        } catch (H5NotFoundException e) {
            return otherwise;
        } catch (H5CorruptException e) {
            if (isForeign(e)) {
                return otherwise;
            }
            throw e;
        }
    }
}
