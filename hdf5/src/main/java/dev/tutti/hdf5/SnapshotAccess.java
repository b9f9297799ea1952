package dev.tutti.hdf5;

import dev.tutti.engine.object.OpenFile;
import dev.tutti.engine.shared.Version;
import dev.tutti.errors.H5ClosedException;
import dev.tutti.storage.Storage;
import java.util.concurrent.atomic.AtomicBoolean;

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
