package dev.tutti.engine.live;

import dev.tutti.engine.commit.SideJournal;
import dev.tutti.engine.object.FileLock;
import dev.tutti.engine.object.FileSettings;
import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5Exception;
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
import org.jspecify.annotations.Nullable;

/**
 * The file {@code X.h5-swj} beside a live file: it exists while a Tutti writer has the file, its lock says that the writer lives, its first
 * page says who it is, and behind that stands the side journal. After a crash it proves that the marks in the superblock are of a dead Tutti
 * writer, so that the next one may go on without being asked.
 *
 * <pre>
 *  0  8  magic "TUTTISWJ"   8  2  format version, 1
 * 10 16  session           26  8  pid      34  8  start of the process, as the system counts it
 * 42  8  live since, milliseconds since 1970
 * 50  2 + n  host          .  2 + n  boot id      .  4  lookup3 checksum
 * </pre>
 */
public final class SessionFile {
    private static final String SUFFIX = "-swj";
    private static final String STRUCTURE = "live session file";
    private static final byte[] MAGIC = "TUTTISWJ".getBytes(StandardCharsets.US_ASCII);
    private static final int ATTEMPTS = 100;

    /**
     * Who writes a live file.
     *
     * @param session the session that the publication record of the file names too
     * @param process the writer's process
     * @param since when the file went live, milliseconds since 1970
     */
    public record Owner(Session session, ProcessIdentity process, long since) {
        /** One line for messages. */
        public String describe() {
            return process.describe() + ", since " + java.time.Instant.ofEpochMilli(since);
        }
    }

    private final Storage storage;
    private final Path path;
    private final StoreFile store;
    private final HostLock lock;

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
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
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

    /** The owner that the file named when this session took it over, or null. */
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
            if (!java.util.Arrays.equals(source.bytes(8), MAGIC) || source.u16() != 1) {
                return null;
            }
            Session session = new Session(source.i64(), source.i64());
            long pid = source.i64();
            long start = source.i64();
            long since = source.i64();
            String host = new String(source.bytes(source.u16()), StandardCharsets.UTF_8);
            String boot = new String(source.bytes(source.u16()), StandardCharsets.UTF_8);
            source.checksum();
            return new Owner(session, new ProcessIdentity(pid, start, host, boot), since);
        } catch (FormatException e) {
            return null; // the writer died before the page was whole; it had not touched the live file yet
        }
    }

    /** Names this process as the owner. */
    void claim(Session session) {
        ProcessIdentity process = ProcessIdentity.current();
        byte[] host = process.host().getBytes(StandardCharsets.UTF_8);
        byte[] boot = process.bootId().getBytes(StandardCharsets.UTF_8);
        ByteSink sink = new ByteSink(Widths.EIGHT);
        sink.bytes(MAGIC).u16(1).i64(session.high()).i64(session.low());
        sink.i64(process.pid()).i64(process.startTime());
        sink.i64(storage.now().toEpochMilli());
        sink.u16(host.length).bytes(host).u16(boot.length).bytes(boot);
        sink.checksum(0);
        try {
            store.write(0, sink.toBuffer());
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
