package dev.tutti.engine.live;

import dev.tutti.engine.commit.BlockImage;
import dev.tutti.engine.commit.SideJournal;
import dev.tutti.engine.object.FileLock;
import dev.tutti.engine.object.FileSettings;
import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import dev.tutti.format.live.PublicationRecord.Session;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.storage.lock.ProcessIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code X.h5-swj} beside a live file: it exists while a Tutti writer has the file, its lock says that the writer lives, its first
 * page says who it is, and behind that stands the side journal. After a crash it proves that the marks in the superblock are of a dead Tutti
 * writer, so that the next one may go on without being asked.
 *
 * <pre>
 *  0  8  magic "TUTTISWJ"   8  1  format version, 2       9  1  whether the session took over from a writer that died
 * 10 16  session           26 16  session that the publication record named when this one began, or 0
 * 42  8  end of allocation that the superblock says        50  8  the one that it is about to say, or the same
 * 58  8  end of use; not in version 1
 * 66  8  pid               74  8  start of the process, as the system counts it
 * 82  8  live since, milliseconds since 1970
 * 90  2 + n  host          .  2 + n  boot id      .  4  lookup3 checksum
 * </pre>
 */
public final class SessionFile {
    private static final String SUFFIX = "-swj";
    private static final String STRUCTURE = "live session file";
    private static final int VERSION = 2;
    private static final byte[] MAGIC = "TUTTISWJ".getBytes(StandardCharsets.US_ASCII);
    private static final int ATTEMPTS = 100;

    /** A writer that dies costs the file at most so many bytes that nobody uses, beside what it had not published. */
    private static final long USE_STEP = 1L << 20;

    /**
     * Who writes a live file.
     *
     * @param session the session that the publication record of the file names from its first publish on
     * @param previous the session that the record named before, or zeros
     * @param tookOver whether the record of that session counts until this one publishes
     * @param end the end of allocation in the superblock
     * @param nextEnd the end of allocation that the superblock is about to get, or the same
     * @param used what the file points at lies before this position; 0 if the writer did not say
     * @param process the writer's process
     * @param since when the file went live, milliseconds since 1970
     */
    public record Owner(
            Session session,
            Session previous,
            boolean tookOver,
            long end,
            long nextEnd,
            long used,
            ProcessIdentity process,
            long since) {
        /** One line for messages. */
        public String describe() {
            return process.describe() + ", since " + java.time.Instant.ofEpochMilli(since);
        }
    }

    private final Storage storage;
    private final Path path;
    private final StoreFile store;
    private final HostLock lock;
    private @Nullable Owner owned;

    private SessionFile(Storage storage, Path path, StoreFile store, HostLock lock) {
        this.storage = storage;
        this.path = path;
        this.store = store;
        this.lock = lock;
    }

    /** The session file of a live file. */
    public static Path beside(Path file) {
        return file.resolveSibling(file.getFileName() + SUFFIX);
    }

    /**
     * Becomes the one live writer of a file, or throws.
     *
     * @throws H5BusyException if another live writer is at work; names it
     */
    static SessionFile acquire(Path file, FileSettings settings) {
        Storage storage = settings.storage();
        Path path = beside(file);
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                StoreFile store = openOrCreate(storage, path);
                HostLock lock = storage.lock(path);
                if (!waitFor(lock, settings)) {
                    throw busy(file, store, lock);
                }
                if (isStillThere(storage, path)) {
                    return new SessionFile(storage, path, store, lock);
                }
                // The writer before us removed the file between our opening and our locking it.
                store.close();
                lock.close();
            }
            throw new H5Exception(path + ": the session file comes and goes; another program removes it");
        } catch (java.nio.file.NoSuchFileException e) {
            throw new H5NotFoundException(file + ": the folder of the file does not exist");
        } catch (IOException e) {
            throw new H5Exception(path + ": the session file of the live writer cannot be made: " + e.getMessage(), e);
        }
    }

    private static boolean waitFor(HostLock lock, FileSettings settings) throws IOException {
        long deadline = settings.storage().nanoTime() + settings.lockTimeout().toNanos();
        while (!lock.tryLock(HostLock.Mode.EXCLUSIVE)) {
            if (settings.storage().nanoTime() - deadline >= 0) {
                return false;
            }
            settings.storage().pause(2_000_000);
        }
        return true;
    }

    /** We hold the lock of some file; if another handle on the path gets the lock too, the path names another file by now. */
    private static boolean isStillThere(Storage storage, Path path) throws IOException {
        if (!storage.exists(path)) {
            return false;
        }
        try (HostLock probe = storage.lock(path)) {
            return !probe.tryLock(HostLock.Mode.EXCLUSIVE);
        } catch (java.nio.file.NoSuchFileException e) {
            return false;
        }
    }

    private static StoreFile openOrCreate(Storage storage, Path path) throws IOException {
        for (int attempt = 0; ; attempt++) {
            try {
                return storage.exists(path)
                        ? storage.open(path, Storage.Mode.WRITE)
                        : storage.open(path, Storage.Mode.CREATE_NEW);
            } catch (FileAlreadyExistsException | java.nio.file.NoSuchFileException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static H5BusyException busy(Path file, StoreFile store, HostLock lock) throws IOException {
        Owner owner = read(store);
        String holder = owner != null ? owner.describe() : lock.holders();
        store.close();
        lock.close();
        return new H5BusyException(
                file + ": live already: written by " + holder
                        + "; follow it with H5.follow, or write through that process",
                holder);
    }

    /** Who the file says is the live writer; null if there is no session file or it says nothing whole. */
    public static @Nullable Owner owner(Storage storage, Path file) {
        Path path = beside(file);
        if (!storage.exists(path)) {
            return null;
        }
        try (StoreFile store = storage.open(path, Storage.Mode.READ)) {
            return read(store);
        } catch (IOException e) {
            return null; // it went away, or is not ours to read: then nothing is known
        }
    }

    /** The blocks that the writer of a live file was changing in place last; none if that cannot be told. */
    static List<BlockImage> newestBatch(Storage storage, Path file) {
        Path path = beside(file);
        if (!storage.exists(path)) {
            return List.of();
        }
        try (StoreFile store = storage.open(path, Storage.Mode.READ)) {
            return SideJournal.newestBatch(store);
        } catch (IOException e) {
            return List.of(); // as in owner
        }
    }

    /** Whether a live writer holds the session of a file now. */
    public static boolean isHeld(Storage storage, Path file) throws IOException {
        Path path = beside(file);
        if (!storage.exists(path)) {
            return false;
        }
        try (HostLock probe = storage.lock(path)) {
            return !probe.tryLock(HostLock.Mode.SHARED);
        }
    }

    /** The owner that the file named when it was taken over, or null. */
    @Nullable
    Owner previous() {
        try {
            return read(store);
        } catch (IOException e) {
            throw new H5Exception(path + ": reading failed: " + e.getMessage(), e);
        }
    }

    private static @Nullable Owner read(StoreFile store) throws IOException {
        ByteBuffer page = ByteBuffer.allocate((int) SideJournal.START);
        store.read(0, page);
        try {
            ByteSource source = ByteSource.of(STRUCTURE, Widths.EIGHT, page.flip());
            if (!java.util.Arrays.equals(source.bytes(8), MAGIC)) {
                return null;
            }
            int version = source.u8();
            if (version < 1 || version > VERSION) {
                return null;
            }
            boolean tookOver = source.u8() != 0;
            Session session = new Session(source.i64(), source.i64());
            Session previous = new Session(source.i64(), source.i64());
            long end = source.i64();
            long nextEnd = source.i64();
            long used = version == 1 ? 0 : source.i64();
            long pid = source.i64();
            long start = source.i64();
            long since = source.i64();
            String host = new String(source.bytes(source.u16()), StandardCharsets.UTF_8);
            String boot = new String(source.bytes(source.u16()), StandardCharsets.UTF_8);
            source.checksum();
            return new Owner(
                    session,
                    previous,
                    tookOver,
                    end,
                    nextEnd,
                    used,
                    new ProcessIdentity(pid, start, host, boot),
                    since);
        } catch (FormatException e) {
            return null; // the writer died before the page was whole; it had not touched the live file yet
        }
    }

    /** Names this process as the owner of a file whose superblock ends at {@code end}, and that points at nothing from {@code used} on. */
    void claim(Session session, Session previous, boolean tookOver, long end, long used) {
        ProcessIdentity process = ProcessIdentity.current();
        write(new Owner(
                session,
                previous,
                tookOver,
                end,
                end,
                used,
                process,
                storage.now().toEpochMilli()));
    }

    /** Notes that the end of allocation in the superblock is about to move; must be there before it does. */
    void announceEnd(long end, long nextEnd) {
        Owner now = claimed();
        write(new Owner(now.session, now.previous, now.tookOver, end, nextEnd, now.used, now.process, now.since));
    }

    /**
     * Notes that the file is about to point at what lies before {@code used}; must be there before it does. Notes a little more than that, so that it is seldom written.
     */
    void announceUse(long used) {
        Owner now = claimed();
        if (used > now.used) {
            write(new Owner(
                    now.session,
                    now.previous,
                    now.tookOver,
                    now.end,
                    now.nextEnd,
                    used + USE_STEP,
                    now.process,
                    now.since));
        }
    }

    private Owner claimed() {
        Owner now = owned;
        if (now == null) {
            throw new IllegalStateException("the session was not claimed");
        }
        return now;
    }

    private void write(Owner owner) {
        byte[] host = owner.process.host().getBytes(StandardCharsets.UTF_8);
        byte[] boot = owner.process.bootId().getBytes(StandardCharsets.UTF_8);
        ByteSink sink = new ByteSink(Widths.EIGHT);
        sink.bytes(MAGIC).u8(VERSION).u8(owner.tookOver ? 1 : 0);
        sink.i64(owner.session.high()).i64(owner.session.low());
        sink.i64(owner.previous.high()).i64(owner.previous.low());
        sink.i64(owner.end).i64(owner.nextEnd).i64(owner.used);
        sink.i64(owner.process.pid()).i64(owner.process.startTime()).i64(owner.since);
        sink.u16(host.length).bytes(host).u16(boot.length).bytes(boot);
        sink.checksum(0);
        try {
            store.write(0, sink.toBuffer());
            owned = owner;
        } catch (IOException e) {
            throw new H5Exception(path + ": writing failed: " + e.getMessage(), e);
        }
    }

    /** The bytes behind the first page. */
    StoreFile journal() {
        return store;
    }

    /** Ends the session: removes the file, then lets go of it. */
    void remove() {
        try {
            storage.delete(path);
        } catch (IOException e) {
            throw new H5Exception(path + ": the session file cannot be removed: " + e.getMessage(), e);
        } finally {
            abandon();
        }
    }

    /** Lets go of the file and leaves it where it is. */
    void abandon() {
        try {
            store.close();
        } catch (IOException e) {
            throw new H5Exception(path + ": closing failed: " + e.getMessage(), e);
        } finally {
            FileLock.release(lock);
        }
    }
}
