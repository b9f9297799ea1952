package dev.tutti.server.file;

import dev.tutti.hdf5.H5File;

/** One version of a file, open for as long as somebody uses it. Made and counted by {@link Views}. */
public final class View implements AutoCloseable {
    private final Views owner;
    private final Kept kept;
    private boolean closed;

    /** What all who look at one version share. Guarded by the {@link Views.Shelf} it stands on. */
    static final class Kept {
        final H5File file;
        final Stamp stamp;
        final long version;
        int users;
        boolean outdated;
        long lastUsed = System.nanoTime();

        Kept(H5File file, Stamp stamp, long version) {
            this.file = file;
            this.stamp = stamp;
            this.version = version;
        }
    }

    View(Views owner, Kept kept) {
        this.owner = owner;
        this.kept = kept;
    }

    /** The file at this version. */
    public H5File file() {
        return kept.file;
    }

    /** Number of the version: each change that was noticed makes it larger. */
    public long version() {
        return kept.version;
    }

    /** What tells this version from all others, also after the server was started again. */
    public String tag() {
        return kept.stamp.tag();
    }

    /** Whether what was read is of one version: false if a writer came that does not care for readers. */
    public boolean held() {
        return owner.held(kept);
    }

    /** Gives this use of the version back. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        owner.release(kept);
    }
}
