package dev.tutti.hdf5;

import dev.tutti.engine.object.OpenFile;
import dev.tutti.storage.Storage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How an open file is reached: directly, or one version or transaction at a time. What stands here is true of a file that stays the same until it is closed. Thread-safe. */
interface Access {
    /** What this thread reads and changes now. For files whose versions come and go only inside {@link #reading} and {@link #changing}. */
    OpenFile open();

    /** Runs with one version of the file; parts of it that read again see the same one. */
    default <T> T reading(Supplier<T> work) {
        open();
        return work.get();
    }

    /** Runs as one change; parts of it that change again belong to it. */
    default <T> T changing(Supplier<T> work) {
        open();
        return work.get();
    }

    /** Remembers where an object is in what this thread sees; null where it stays there. */
    default SharedAccess.@Nullable Seen see(long address) {
        return null;
    }

    /** Whether the object is still there in what this thread sees. */
    default boolean isStill(SharedAccess.Seen seen) {
        return true;
    }

    /** Whether {@link #open} gives the same file at each call. */
    default boolean isFixed() {
        return true;
    }

    /** Equal for two looks at the same version. */
    default Object stamp() {
        return open().mode().version();
    }

    /** Brings all changes to the file. */
    default void commit() {
        open().commit();
    }

    void close();

    boolean isClosed();

    Storage storage();
}
