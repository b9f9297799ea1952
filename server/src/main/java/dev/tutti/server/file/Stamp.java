package dev.tutti.server.file;

import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.LiveStatus;
import dev.tutti.hdf5.SharedStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a file is like at one moment, without its content: two equal stamps mean that nobody changed it between.
 *
 * @param key the file's identity
 * @param mode how it has to be looked at
 * @param version as a live writer published it
 * @param log bytes of the log beside it
 * @param commits since the processes that share it opened it
 */
record Stamp(
        @Nullable Object key,
        Mode mode,
        long size,
        Instant modified,
        long version,
        @Nullable Instant published,
        long log,
        long commits) {
    /** Who may be changing the file. */
    enum Mode {
        /** Nobody, it seems. */
        QUIET,
        /** A live writer. */
        LIVE,
        /** Processes that share it. */
        SHARED,
        /** A writer whose changes cannot be followed. */
        WRITING
    }

    /**
     * What a file is like now.
     *
     * @param before what it was like before, if that is known: then less has to be looked at
     */
    static Stamp of(Path file, @Nullable Stamp before) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (before != null && before.mode == Mode.QUIET && before.hasSame(attributes)) {
            return before; // whoever begins to change a file marks it in its superblock first
        }
        LiveStatus live = H5.status(file);
        if (live.live()
                && before != null
                && before.mode == Mode.LIVE
                && Objects.equals(before.key, attributes.fileKey())) {
            return new Stamp(
                    before.key,
                    Mode.LIVE,
                    attributes.size(),
                    attributes.lastModifiedTime().toInstant(),
                    live.version(),
                    live.published(),
                    0,
                    0);
        }
        SharedStatus shared = H5.shared(file);
        boolean isShared = shared.sealed() || shared.logBytes() > 0;
        Mode mode =
                switch (live.state()) {
                    case LIVE -> isShared ? Mode.SHARED : Mode.LIVE;
                    case WRITING -> isShared ? Mode.SHARED : Mode.WRITING;
                    case CLOSED -> isShared ? Mode.SHARED : Mode.QUIET;
                };
        return new Stamp(
                attributes.fileKey(),
                mode,
                attributes.size(),
                attributes.lastModifiedTime().toInstant(),
                live.version(),
                live.published(),
                shared.logBytes(),
                shared.transactions());
    }

    private boolean hasSame(BasicFileAttributes attributes) {
        return size == attributes.size()
                && Objects.equals(key, attributes.fileKey())
                && modified.equals(attributes.lastModifiedTime().toInstant());
    }

    /** A short text that is another one for another stamp. */
    String tag() {
        return Integer.toHexString(Objects.hash(key, mode, size))
                + Long.toHexString(modified.toEpochMilli())
                + Long.toHexString(version)
                + Long.toHexString(31 * log + commits)
                + (published == null ? "" : Integer.toHexString(published.hashCode()));
    }
}
