package dev.tutti.engine.live;

import dev.tutti.engine.object.FileLock;
import dev.tutti.engine.object.FileSettings;
import dev.tutti.engine.object.OpenFile;
import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5Exception;
import dev.tutti.storage.Storage;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.storage.lock.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps everybody who locks away from a file while it is mended: first the lock of a session that a writer left, then the file's own, in the
 * order in which a live writer takes them; both are held to the end. Programs that hold no lock while they work, as a live writer of
 * the C library, are not seen. For one thread.
 */
public final class Standstill implements AutoCloseable {
    private final Path path;
    private final FileSettings settings;
    private final HostLock lock;
    private @Nullable SessionFile session;

    private Standstill(Path path, FileSettings settings, HostLock lock, @Nullable SessionFile session) {
        this.path = path;
        this.settings = settings;
        this.lock = lock;
        this.session = session;
    }

    /**
     * Takes the locks without waiting longer than the settings say.
     *
     * @throws H5BusyException if anybody has the file, or another recovery has just replaced it
     */
    public static Standstill of(Path path, FileSettings settings) {
        Storage storage = settings.storage();
        SessionFile session = storage.exists(SessionFile.beside(path)) ? SessionFile.acquire(path, settings) : null;
        boolean done = false;
        try {
            refuseLiving(path, session);
            Object before = storage.identity(path);
            HostLock lock = FileLock.take(storage, path, HostLock.Mode.EXCLUSIVE, settings.lockTimeout(), "mending");
            if (!Objects.equals(before, storage.identity(path))) {
                FileLock.release(lock);
                throw new H5BusyException(path + ": was replaced by another recovery just now", "another recovery");
            }
            done = true;
            return new Standstill(path, settings, lock, session);
        } catch (IOException e) {
            throw new H5Exception(path + ": locking failed: " + e.getMessage(), e);
        } finally {
            if (!done && session != null) {
                session.abandon();
            }
        }
    }

    /** Where locks are switched off, only the process itself can tell that it is alive. */
    private static void refuseLiving(Path path, @Nullable SessionFile session) {
        SessionFile.Owner owner = session == null ? null : session.previous();
        if (owner != null && owner.process().isAlive() && !owner.process().equals(ProcessIdentity.current())) {
            throw new H5BusyException(path + ": written by " + owner.describe(), owner.describe());
        }
    }

    /** Whether a writer left a session. */
    public boolean hasSession() {
        return session != null;
    }

    /**
     * The file of the live writer that died, as its next one; closing it ends the session.
     *
     * @throws H5BusyException if the marks in the file are not those of the writer that left the session
     */
    public OpenFile goOn() {
        SessionFile left = session;
        if (left == null) {
            throw new IllegalStateException(path + ": no session was left");
        }
        OpenFile file = LiveOpener.resume(path, settings, left);
        session = null;
        return file;
    }

    /** Lets go of the file. */
    @Override
    public void close() {
        SessionFile left = session;
        if (left != null) {
            left.abandon();
        }
        FileLock.release(lock);
    }
}
