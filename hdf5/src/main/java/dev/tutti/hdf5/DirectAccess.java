package dev.tutti.hdf5;

import dev.tutti.engine.object.OpenFile;
import dev.tutti.storage.Storage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A file that is open in one way until it is closed. */
record DirectAccess(OpenFile open) implements Access {
    @Override
    public <T> T reading(Supplier<T> work) {
        return work.get();
    }

    @Override
    public <T> T changing(Supplier<T> work) {
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
        open.commit();
    }

    @Override
    public void close() {
        open.close();
    }

    @Override
    public boolean isClosed() {
        return open.isClosed();
    }

    @Override
    public Storage storage() {
        return open.storage();
    }
}
