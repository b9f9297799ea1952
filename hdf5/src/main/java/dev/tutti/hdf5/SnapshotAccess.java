package dev.tutti.hdf5;

import dev.tutti.engine.object.OpenFile;
import dev.tutti.engine.shared.Version;
import dev.tutti.errors.H5ClosedException;
import dev.tutti.storage.Storage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One version of a shared file. Others may be using the same one: whoever closes his snapshot gives his own use of it back, and no more. */
final class SnapshotAccess implements Access {
    private final Version version;
    private final AtomicBoolean closed = new AtomicBoolean();

    SnapshotAccess(Version version) {
        this.version = version;
    }

    @Override
    public OpenFile open() {
        if (closed.get()) {
            throw new H5ClosedException(version.file().path() + ": the snapshot was closed");
        }
        return version.file();
    }

    @Override
    public <T> T reading(Supplier<T> work) {
        open();
        return work.get();
    }

    /** The file says that it cannot be changed. */
    @Override
    public <T> T changing(Supplier<T> work) {
        open();
        return work.get();
    }

    @Override
    public SharedAccess.@Nullable Seen see(long address) {
        return null;
    }

    @Override
    public boolean isStill(SharedAccess.Seen seen) {
        return true;
    }

    @Override
    public boolean isFixed() {
        return true;
    }

    @Override
    public void commit() {
        open().commit();
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            version.close();
        }
    }

    @Override
    public boolean isClosed() {
        return closed.get();
    }

    @Override
    public Storage storage() {
        return version.file().storage();
    }
}
