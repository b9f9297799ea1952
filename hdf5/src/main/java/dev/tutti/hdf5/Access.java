package dev.tutti.hdf5;

import dev.tutti.engine.object.OpenFile;
import dev.tutti.storage.Storage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How an open file is reached: directly, or one version or transaction at a time. Thread-safe. */
interface Access {
    /** What this thread reads and changes now. For files whose versions come and go only inside {@link #reading} and {@link #changing}. */
    OpenFile open();

    /** Runs with one version of the file; parts of it that read again see the same one. */
    <T> T reading(Supplier<T> work);

    /** Runs as one change; parts of it that change again belong to it. */
    <T> T changing(Supplier<T> work);

    /** Remembers where an object is in what this thread sees; null where it stays there. */
    SharedAccess.@Nullable Seen see(long address);

    /** Whether the object is still there in what this thread sees. */
    boolean isStill(SharedAccess.Seen seen);

    /** Whether {@link #open} gives the same file at each call. */
    boolean isFixed();

    void commit();

    void close();

    boolean isClosed();

    Storage storage();
}
