package dev.tutti.engine.live;

import dev.tutti.engine.chunk.Workers;
import dev.tutti.engine.meta.BlockReader;
import dev.tutti.engine.meta.KnownBlocks;
import dev.tutti.engine.object.CacheImages;
import dev.tutti.engine.object.FileOpener;
import dev.tutti.engine.object.FileSettings;
import dev.tutti.engine.object.OpenFile;
import dev.tutti.engine.object.SuperblockFile;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5TimeoutException;
import dev.tutti.format.live.PublicationRecord;
import dev.tutti.format.superblock.Superblock;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows a file that somebody else writes. Takes no lock, so that a writer may start, end and start again meanwhile.
 *
 * <p>A poll reads the first page: it holds the superblock and, in files of Tutti, the publication record, so that one read tells whether
 * there is anything new. A C writer leaves no record, or one
 * that is not its own; then every poll counts as new and the object headers tell. Polls are for one
 * thread; {@link #current} for any.
 */
public final class FollowSession implements Closeable {
    /** A block that does not decode is read again for this long (L5). */
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** A superblock takes one write inside one page; if it is not whole by then it is damaged. */
    private static final Duration SUPERBLOCK_RETRY = Duration.ofMillis(200);

    private static final long LOOK_AT_NAME_NANOS = 50_000_000;
    private static final long WAIT_FOR_FILE_NANOS = 1_000_000;
    private static final int LOOKS_AGAIN = 5;

    /**
     * What a follower sees at one version.
     *
     * @param file the file at this version
     * @param version as published; for a C writer the number of polls
     * @param published when, in nanoseconds since 1970; 0 if unknown
     * @param live whether the superblock says that a live writer has the file
     * @param generation one more each time another file stands under the name
     * @param recorded whether the version comes from a publication record
     */
    public record Version(
            OpenFile file, long version, long published, boolean live, long generation, boolean recorded) {}

    private final Path path;
    private final FileSettings settings;
    private final Workers workers;
    private final ByteBuffer page = ByteBuffer.allocateDirect(PublicationRecord.PAGE);
    private final ByteBuffer quiet =
            ByteBuffer.allocateDirect(PublicationRecord.PAGE).limit(0);
    private final boolean single;
    private volatile Version current;
    private StoreFile store;
    private long sequence = -1;
    private int flags = -1;
    private long nextLookAtName;
    private long generation;
    private long looks;
    private long offset;
    private KnownBlocks known = new KnownBlocks();
    private final List<StoreFile> replaced = new ArrayList<>();

    private FollowSession(Path path, FileSettings settings, StoreFile store, Workers workers, boolean single) {
        this.path = path;
        this.settings = settings;
        this.store = store;
        this.workers = workers;
        this.single = single;
        this.current = read();
    }

    /**
     * Waits until the file is there and can be followed.
     *
     * @throws H5TimeoutException if it is not in time; the message says what stood in the way
     */
    public static FollowSession open(Path path, FileSettings settings, Duration timeout) {
        Storage storage = settings.storage();
        long deadline = storage.nanoTime() + timeout.toNanos();
        String reason = "no such file";
        while (true) {
            if (storage.exists(path)) {
                StoreFile store = null;
                try {
                    store = storage.open(path, Storage.Mode.READ);
                    Superblock superblock = SuperblockFile.find(store).superblock();
                    if (superblock.version() < 3 || superblock.flags() != Superblock.WRITER) {
                        FollowSession session = new FollowSession(
                                path, settings, store, new Workers(settings.threads(), "tutti-chunks"), false);
                        store = null;
                        return session;
                    }
                    reason = "a writer that is not live has it";
                } catch (IOException | H5CorruptException e) {
                    reason = String.valueOf(e.getMessage());
                } finally {
                    FileOpener.abandon(store);
                }
            }
            if (storage.nanoTime() - deadline >= 0) {
                throw new H5TimeoutException(
                        path + ": nothing to follow after " + timeout.toMillis() / 1000.0 + " s: " + reason);
            }
            storage.pause(WAIT_FOR_FILE_NANOS);
        }
    }

    /** The file at its newest version, which does not move on; closing it closes all. */
    public static OpenFile snapshot(Path path, FileSettings settings) {
        StoreFile store = FileOpener.openStore(settings.storage(), path, Storage.Mode.READ);
        boolean done = false;
        try {
            FollowSession session =
                    new FollowSession(path, settings, store, new Workers(settings.threads(), "tutti-chunks"), true);
            done = true;
            return session.current().file();
        } finally {
            if (!done) {
                FileOpener.abandon(store);
            }
        }
    }

    /** The newest version that was found. */
    public Version current() {
        return current;
    }

    /** Looks for a newer version; true if there may be one. */
    public synchronized boolean poll() {
        if (isReplaced()) {
            return true; // news even if nobody writes it any more
        }
        ByteBuffer now = firstPage();
        if (quiet.hasRemaining() && now.equals(quiet)) {
            return false;
        }
        if (isQuiet(now)) {
            return false;
        }
        current = read();
        return true;
    }

    /** Whether a first page says nothing but what {@link #current} knows; one that does is known by its bytes from then on. */
    private boolean isQuiet(ByteBuffer now) {
        PublicationRecord record = PublicationRecord.newest(now);
        int nowFlags = now.remaining() > 11 && now.get(8) >= 2 ? now.get(11) : 0;
        // Where no record counts, a writer that keeps none is at work, and every look may find something new.
        boolean countable = nowFlags == 0 || (record != null && record.live());
        if (record == null || !countable || record.sequence() != sequence || nowFlags != flags) {
            return false;
        }
        quiet.clear().put(now.duplicate()).flip();
        return true;
    }

    /** Another file may have come under the name: a writer that was started again may have made a new one. It is followed from then on. */
    private boolean isReplaced() {
        long now = settings.storage().nanoTime();
        if (now - nextLookAtName < 0) {
            return false;
        }
        nextLookAtName = now + LOOK_AT_NAME_NANOS;
        try {
            Object named = settings.storage().identity(path);
            if (named == null || named.equals(store.identity())) {
                return false;
            }
            StoreFile fresh = settings.storage().open(path, Storage.Mode.READ);
            try {
                SuperblockFile.find(fresh);
            } catch (H5CorruptException e) {
                fresh.close(); // not whole yet; looked at again next time
                return false;
            }
            replaced.add(store); // views of it may still be in use
            store = fresh;
            generation++;
            known = new KnownBlocks();
            quiet.limit(0);
            sequence = -1;
            looks = 0;
            current = read();
            return true;
        } catch (IOException e) {
            throw new H5Exception(path + ": following failed: " + e.getMessage(), e);
        }
    }

    private ByteBuffer firstPage() {
        try {
            page.clear();
            store.read(0, page);
            return page.flip();
        } catch (IOException e) {
            throw new H5Exception(path + ": reading failed: " + e.getMessage(), e);
        }
    }

    private Version read() {
        SuperblockFile.Found found = findSuperblock();
        Superblock superblock = found.superblock();
        PublicationRecord record = record(found);
        // The page may have been read while the writer moved the end of allocation.
        for (int i = 0; i < LOOKS_AGAIN && record != null && record.live() && !isOf(superblock, record); i++) {
            found = findSuperblock();
            superblock = found.superblock();
            record = record(found);
        }
        boolean live = superblock.version() >= 3 && (superblock.flags() & Superblock.SWMR) != 0;
        boolean counts = record != null && live && isOf(superblock, record);
        if (record != null && counts && record.table() != null) {
            record = RecordedExtents.withTable(record, store);
        }
        flags = superblock.version() >= 2 ? superblock.flags() : 0;
        OpenFile.ExtentSource extents = record == null || !counts ? null : new RecordedExtents(record, store);
        // Without a mark nobody writes: a block of a snapshot that is broken stays so.
        boolean still = single && !(superblock.version() >= 3 && flags != 0);
        Duration retry = still ? Duration.ZERO : RETRY;
        OpenFile file = FileOpener.readable(
                settings, store, found, reader(found, retry), new FollowMode(extents, single, !still), workers);
        sequence = record == null ? -1 : record.sequence();
        long recorded = record == null ? 0 : record.version();
        long before = looks == 0 ? 0 : current.version();
        // Numbers go on where looks at a file without a record were counted before.
        if (recorded + offset < before) {
            offset = before - recorded;
        }
        long version = counts || !live ? recorded + offset : before + 1;
        looks++;
        quiet.limit(0);
        if (found.position() == 0) {
            isQuiet(page.duplicate());
        }
        return new Version(
                file,
                Math.max(1, version),
                record == null || !counts ? 0 : record.time(),
                live,
                generation,
                counts || !live);
    }

    private @Nullable PublicationRecord record(SuperblockFile.Found found) {
        return found.position() == 0 ? PublicationRecord.newest(page.duplicate()) : null;
    }

    /** Whether the record is of the writer that has the file now: another one leaves the record and moves the end of allocation. */
    private static boolean isOf(Superblock superblock, PublicationRecord record) {
        return record.live()
                && (superblock.endOfFile() == record.endOfFile() || superblock.endOfFile() == record.endBefore());
    }

    private BlockReader reader(SuperblockFile.Found found, Duration retry) {
        return new BlockReader(
                CacheImages.over(store, found),
                found.position(),
                found.superblock(),
                retry,
                () -> SessionFile.newestBatch(settings.storage(), path),
                single ? null : known);
    }

    /** The superblock is rewritten in place now and then; a torn one is read again. */
    private SuperblockFile.Found findSuperblock() {
        long deadline = settings.storage().nanoTime() + SUPERBLOCK_RETRY.toNanos();
        while (true) {
            try {
                SuperblockFile.Found first = SuperblockFile.first(store, firstPage());
                return first == null ? SuperblockFile.find(store) : first;
            } catch (H5CorruptException e) {
                if (settings.storage().nanoTime() - deadline >= 0) {
                    throw e;
                }
                settings.storage().pause(WAIT_FOR_FILE_NANOS);
            }
        }
    }

    @Override
    public synchronized void close() {
        current.file().close();
        workers.close();
        FileOpener.abandon(store);
        replaced.forEach(FileOpener::abandon);
    }

    private record FollowMode(OpenFile.@Nullable ExtentSource extents, boolean owner, boolean live)
            implements OpenFile.Mode {
        @Override
        public void commit(OpenFile file) {
            file.transaction();
        }

        @Override
        public void close(OpenFile file) {
            // Where there is a session it owns the bytes and the threads: other versions use them too.
            if (owner) {
                FileOpener.closeStore(file);
            }
        }
    }
}
