package dev.tutti.hdf5;

import dev.tutti.engine.object.OpenFile;
import dev.tutti.storage.Storage;

/** A file that is open in one way until it is closed. */
record DirectAccess(OpenFile open) implements Access {
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
