package dev.tutti.spark;

import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LiveStatus;
import dev.tutti.hdf5.SharedStatus;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;

/**
 * Which version of a file a query is about.
 *
 * @param opening by which process and call it was opened
 * @param live whether a live writer has it, which adds to it and is told by the lengths that were planned
 * @param sure whether it is known; a file that others commit to all the time may not stand still long enough to be sure
 */
record FileVersion(String opening, boolean live, boolean sure, long size, long modified, long commits)
        implements Serializable {
    private static final int ATTEMPTS = 5;

    /** An open file and what it is a version of. */
    record Opened(H5File file, FileVersion version) {}

    /** Opens the newest version, which stays what it is while it is open. */
    static Opened open(Path path) {
        FileVersion before = now(path);
        for (int attempt = 1; ; attempt++) {
            FileOptions how = (before.live ? FileOptions.snapshotOfLive() : FileOptions.readOnly()).threads(1);
            H5File file = H5.open(path, how);
            FileVersion after;
            try {
                after = now(path);
            } catch (RuntimeException e) {
                file.close();
                throw e;
            }
            if (before.live && after.live) {
                return new Opened(file, after);
            }
            if (after.same(before)) {
                return new Opened(file, after);
            }
            if (attempt == ATTEMPTS && before.live == after.live) {
                return new Opened(
                        file, new FileVersion(after.opening, false, false, after.size, after.modified, after.commits));
            }
            file.close();
            before = after;
        }
    }

    private static FileVersion now(Path path) {
        try {
            LiveStatus status = H5.status(path);
            SharedStatus shared = H5.shared(path);
            boolean isShared = shared.sealed() || shared.logBytes() > 0;
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new FileVersion(
                    UUID.randomUUID().toString(),
                    status.live() && !isShared,
                    true,
                    attributes.size(),
                    attributes.lastModifiedTime().toMillis(),
                    31 * shared.logBytes() + shared.transactions());
        } catch (IOException e) {
            throw new UncheckedIOException("tutti-hdf5: " + path + " cannot be read", e);
        }
    }

    /** Whether what is open now shows what was planned: the same version, or a live file, which only grows. */
    boolean serves(FileVersion planned) {
        return planned.live || opening.equals(planned.opening) || (sure && planned.sure && same(planned));
    }

    /** Whether nobody changed the file between. */
    private boolean same(FileVersion other) {
        return live == other.live && size == other.size && modified == other.modified && commits == other.commits;
    }
}
